"""What begins below a tree while it is stopped belongs to it; a gap in the stream hides nothing."""

import pytest

from omo_watch_core import events as ev
from omo_watch_core.effects import ReadStatus, SendAbort
from tests.core.actions.quiet import B, C, D, abort, begins, confirmed, family, status_of
from tests.core.actions.stage import LAB, A, Stage, cancel

NEW = "ses_new"


def stopping(strength: str = "tree") -> Stage:
    """Give a tree whose abort was answered, and all that ran in it rests."""
    stage = family(A, B)
    stage.order(cancel(strength=strength))
    stage.abort_answered()
    for name in (A, B):
        stage.status("idle", name)
    return stage


def test_a_task_that_gets_the_free_slot_is_stopped_too() -> None:
    stage = stopping()
    begins(stage, NEW)
    assert stage.tick(2) == [abort(NEW)]
    stage.abort_answered(NEW)
    stage.status("idle", NEW)
    confirmed(stage)
    stop = stage.stop
    assert (stop.result, stop.came_back, stop.reaborts) == ("stopped", (), 0)
    assert stop.evidence == "Refactor billing and 4 below, quiet for 3s"
    assert stop.hint == ""


def test_one_that_begins_while_the_server_is_asked_is_stopped_too() -> None:
    stage = stopping()
    stage.tick(3)
    assert stage.stop.phase == "confirming"
    begins(stage, NEW, B)
    for name in (A, B):
        stage.status_read("idle", name)
    assert stage.stop.result is None
    assert stage.tick(2) == [abort(NEW)]


def test_children_without_an_end_are_told_of() -> None:
    stage = stopping()
    for number in range(60):
        begins(stage, f"ses_new{number}")
        for effect in stage.tick():
            if isinstance(effect, SendAbort):
                stage.abort_answered(effect.session)
                stage.status("idle", effect.session)
            elif isinstance(effect, ReadStatus):
                stage.status_read("idle", effect.session)
        if stage.stop.result:
            break
    assert stage.stop.result == "still alive"
    assert stage.stop.alive
    assert len(stage.all_sent(SendAbort)) < 60


def test_an_abort_of_one_session_leaves_what_begins_below_it() -> None:
    stage = family(A)
    stage.order(cancel())
    stage.abort_answered()
    stage.status("idle")
    begins(stage, NEW)
    confirmed(stage)
    assert stage.stop.result == "stopped"
    assert stage.stop.hint == "below it goes on: Task new"


def test_behind_a_broken_stream_all_of_a_tree_is_asked_about() -> None:
    stage = stopping()
    stage.tell(ev.StreamEnded(server=LAB, at_ms=stage.now, reason="it broke"))
    sent = stage.tick(3)
    asked = [effect.session for effect in sent if isinstance(effect, ReadStatus)]
    assert asked == [A, B, C, D]


@pytest.mark.parametrize("strength", ["abort", "tree"])
def test_a_silent_stream_does_not_say_that_it_is_idle(strength: str) -> None:
    stage = family()
    stage.later(60_000).tell(ev.Ticked(server="", at_ms=stage.now))
    assert stage.server.link.phase == "silent"
    assert stage.order(cancel(strength=strength)) == [status_of()]
    stage.status_read("busy")
    assert stage.all_sent(SendAbort) == [abort()]
