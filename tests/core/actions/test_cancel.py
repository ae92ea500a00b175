"""Stopping: what is aborted, what is watched, and when it counts as stopped."""

import pytest

from omo_watch_core import events as ev
from omo_watch_core.effects import SendAbort
from omo_watch_core.growing import Text
from omo_watch_core.model import Ask, Part
from tests.core.actions.quiet import B, C, D, abort, confirmed, family, status_of, until_asked
from tests.core.actions.stage import HOME, LAB, A, Stage, cancel, info, running


@pytest.mark.parametrize("word", ["busy", "retry"])
def test_what_runs_is_aborted_watched_and_confirmed(word: str) -> None:
    stage = running(word=word)
    assert stage.order(cancel()) == [abort()]
    stage.later(100).abort_answered()
    stage.later(50).status("idle")
    assert stage.stop.result is None
    assert until_asked(stage) == [status_of()]
    assert stage.stop.quiet_ms == stage.stop.started_ms + 150
    assert stage.stop.result is None
    stage.status_read("idle")
    stop = stage.stop
    assert (stop.result, stop.aborts, stop.came_back, stop.alive) == ("stopped", 1, (), ())
    assert stop.evidence == "Refactor billing, quiet for 3s"


def test_idle_on_the_stream_alone_is_not_stopped() -> None:
    stage = running()
    stage.order(cancel())
    stage.abort_answered()
    stage.status("idle")
    stage.tick(30)
    assert stage.stop.result is None
    assert stage.stop.phase == "confirming"


def test_the_quiet_is_three_seconds_from_the_last_sign() -> None:
    stage = running()
    stage.order(cancel())
    stage.abort_answered()
    stage.status("idle")
    stage.tick(2)
    part = Part(id="prt_1", message="msg_1", session=A, kind="text", text=Text.of("late"))
    stage.answer("msg_1", "msg_0")
    stage.tell(ev.PartSeen(server=LAB, at_ms=stage.now, part=part))
    assert stage.tick(2) == []
    assert stage.tick() == [status_of()]


def test_the_quiet_begins_with_the_answer_of_the_abort_at_the_earliest() -> None:
    stage = running()
    stage.order(cancel())
    stage.status("idle")
    stage.tick(10)
    stage.abort_answered()
    assert stage.tick(2) == []
    assert stage.tick() == [status_of()]


def test_a_session_that_waits_for_a_person_is_stopped_like_any_other() -> None:
    stage = running()
    ask = Ask(
        id="per_1", session=A, directory=HOME, kind="permission", title="bash", asked_ms=stage.now
    )
    stage.tell(ev.AskRaised(server=LAB, at_ms=stage.now, ask=ask))
    assert stage.order(cancel()) == [abort()]
    stage.abort_answered()
    stage.status("idle")
    confirmed(stage)
    assert stage.stop.result == "stopped"


def test_a_tree_is_stopped_by_one_abort_of_its_root() -> None:
    stage = family(A, B, C)
    assert stage.order(cancel(strength="tree")) == [abort()]
    assert stage.stop.targets == (A, B, C, D)
    for name in (B, C, B, C, A):
        stage.status("idle", name)
    stage.abort_answered()
    assert until_asked(stage) == [status_of(A), status_of(B), status_of(C)]
    for name in (B, A, C):
        stage.status_read("idle", name)
    stop = stage.stop
    assert (stop.result, stop.aborts) == ("stopped", 1)
    assert stop.evidence == "Refactor billing and 3 below, quiet for 3s"


def test_what_goes_on_in_a_tree_is_aborted_one_by_one() -> None:
    stage = family(A, B, C)
    stage.order(cancel(strength="tree"))
    stage.abort_answered()
    stage.status("idle")
    assert stage.tick() == []
    assert stage.tick() == [abort(B), abort(C)]
    stage.status("idle", B)
    stage.status("idle", C)
    stage.abort_answered(B)
    stage.abort_answered(C)
    confirmed(stage)
    stop = stage.stop
    assert (stop.result, stop.aborts, stop.came_back) == ("stopped", 3, ())


def test_a_child_that_is_born_before_the_abort_takes_effect_belongs_to_the_tree() -> None:
    stage = family(A)
    stage.order(cancel(strength="tree"))
    late = info("ses_late", parent=D)
    stage.tell(ev.SessionSeen(server=LAB, at_ms=stage.now, info=late, created=True))
    stage.status("busy", "ses_late")
    stage.abort_answered()
    stage.status("idle")
    assert stage.stop.targets == (A, B, C, D, "ses_late")
    assert until_asked(stage) == [abort("ses_late")]


def test_an_idle_tree_whose_children_run_is_stopped() -> None:
    stage = family(B)
    assert stage.order(cancel(strength="tree")) == [abort()]
    stage.abort_answered()
    stage.status("idle", B)
    confirmed(stage)
    assert stage.stop.result == "stopped"


def test_an_idle_parent_of_running_children_is_not_aborted_unasked() -> None:
    stage = family(B, D)
    assert stage.order(cancel()) == []
    stop = stage.stop
    assert stop.result == "refused"
    assert stop.evidence == (
        "it is idle, but an abort would stop what runs below it: Task b, Task d"
    )
    assert stop.hint == "say --strength tree or --yes"


def test_a_person_who_saw_the_names_may_abort_an_idle_parent() -> None:
    stage = family(B, D)
    assert stage.order(cancel(confirmed=True)) == [abort()]
    assert stage.stop.targets == (A, B, D)
    stage.abort_answered()
    stage.status("idle", B)
    assert until_asked(stage) == [abort(D)]
    stage.status("idle", D)
    stage.abort_answered(D)
    confirmed(stage)
    assert stage.stop.result == "stopped"
    assert stage.stop.evidence == "Refactor billing and 2 below, quiet for 3s"


def test_an_abort_of_one_session_leaves_alone_what_goes_on_below_it() -> None:
    stage = family(A, B)
    stage.order(cancel())
    assert stage.stop.targets == (A,)
    stage.abort_answered()
    stage.status("idle")
    confirmed(stage)
    assert stage.stop.result == "stopped"
    assert stage.stop.hint == "below it goes on: Task b"
    assert stage.all_sent(SendAbort) == [abort()]


@pytest.mark.parametrize("strength", ["abort", "tree", "steer"])
def test_what_is_idle_is_not_sent_anything(strength: str) -> None:
    stage = family()
    assert stage.order(cancel(strength=strength)) == []
    stop = stage.stop
    assert (stop.result, stop.aborts, stop.targets) == ("stopped", 0, (A,))
    assert stop.evidence == "Refactor billing is idle already, nothing was sent"


def test_a_status_that_nobody_has_told_is_read_first() -> None:
    stage = Stage()
    assert stage.order(cancel()) == [status_of()]
    assert stage.status_read("retry") == [abort()]
    stage.abort_answered()
    confirmed(stage)
    assert stage.stop.result == "stopped"


def test_a_status_that_was_read_as_idle_needs_no_abort() -> None:
    stage = Stage()
    stage.order(cancel())
    assert stage.status_read("idle") == []
    assert stage.stop.evidence == "Refactor billing is idle already, nothing was sent"


def test_the_stream_may_know_better_than_the_status_that_was_read() -> None:
    stage = Stage()
    stage.order(cancel())
    stage.later(500).status("busy")
    stage.now -= 500
    assert stage.status_read("idle") == [abort()]


@pytest.mark.parametrize("answered", [True, False])
def test_a_status_that_cannot_be_read_stops_before_anything_is_sent(answered: bool) -> None:
    stage = Stage()
    stage.order(cancel())
    if answered:
        stage.status_read(None)
    else:
        stage.tick(20)
    assert stage.stop.result == "refused"
    assert stage.stop.evidence == "its status could not be read, nothing was sent"
    assert stage.all_sent(SendAbort) == []


def test_a_tree_of_which_nobody_has_told_is_aborted_and_asked_about() -> None:
    stage = Stage(info(), info(B, parent=A))
    stage.status("idle")
    assert stage.order(cancel(strength="tree")) == [abort()]
    stage.abort_answered()
    assert until_asked(stage) == [status_of(A), status_of(B)]
    stage.status_read("idle", A)
    assert stage.status_read("retry", B) == [abort(B)]
    stage.abort_answered(B)
    confirmed(stage)
    assert (stage.stop.result, stage.stop.came_back) == ("stopped", (B,))
