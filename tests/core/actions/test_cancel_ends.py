"""What comes back, what goes on, what cannot be confirmed: never a claim that it stopped."""

import msgspec
import pytest

from omo_watch_core import events as ev
from tests.core.actions.histories import last_turn
from tests.core.actions.quiet import B, C, abort, confirmed, family, status_of, until_asked
from tests.core.actions.stage import LAB, A, Stage, cancel, running


def test_what_comes_back_is_aborted_again_at_most_three_times() -> None:
    stage = running()
    stage.order(cancel())
    for again in range(4):
        stage.abort_answered()
        stage.status("idle")
        stage.tick(2)
        sent = stage.status("busy")
        assert sent == ([abort()] if again < 3 else [])
    stop = stage.stop
    assert (stop.result, stop.aborts, stop.reaborts) == ("came back", 4, 3)
    assert (stop.came_back, stop.alive) == ((A,), (A,))
    assert stop.evidence == "1 still running after the last abort"


def test_what_came_back_once_and_was_stopped_is_told() -> None:
    stage = running()
    stage.order(cancel())
    stage.abort_answered()
    stage.status("idle")
    stage.tick()
    stage.status("busy")
    stage.status("idle")
    stage.abort_answered()
    confirmed(stage)
    stop = stage.stop
    assert (stop.result, stop.came_back, stop.aborts) == ("stopped", (A,), 2)
    assert stop.evidence == "Refactor billing, quiet for 3s; 1 had to be aborted again"


def test_what_never_stops_is_still_alive() -> None:
    stage = running()
    stage.order(cancel())
    stage.abort_answered()
    while stage.stop.result is None:
        for effect in stage.tick():
            assert effect == abort()
            stage.abort_answered()
    stop = stage.stop
    assert (stop.result, stop.aborts, stop.alive) == ("still alive", 4, (A,))
    assert stage.now - stop.started_ms <= 10_000


def test_a_second_abort_is_not_sent_before_the_first_was_answered() -> None:
    stage = running()
    stage.order(cancel())
    assert stage.tick(10) == []
    stage.abort_answered()
    assert stage.tick(2) == [abort()]
    assert stage.tick(10) == []
    stage.abort_answered()
    assert stage.tick(2) == [abort()]


@pytest.mark.parametrize("answered", [True, False])
def test_an_abort_without_an_answer_stops_nothing(answered: bool) -> None:
    stage = running()
    stage.order(cancel())
    if answered:
        stage.abort_answered(ok=False, reason="no answer within 15 s")
    else:
        stage.tick(20)
    stop = stage.stop
    assert (stop.result, stop.alive) == ("still alive", (A,))
    assert stop.evidence.startswith("the abort was not answered")


def test_the_server_saying_busy_where_the_stream_says_idle_is_aborted_again() -> None:
    stage = running()
    stage.order(cancel())
    stage.abort_answered()
    stage.status("idle")
    assert until_asked(stage) == [status_of()]
    assert stage.status_read("busy") == [abort()]
    stage.abort_answered()
    confirmed(stage)
    stop = stage.stop
    assert (stop.result, stop.came_back, stop.aborts) == ("stopped", (A,), 2)


def test_a_status_that_cannot_be_read_neither_hangs_nor_counts_as_stopped() -> None:
    stage = running()
    stage.order(cancel())
    stage.abort_answered()
    stage.status("idle")
    reads = 0
    while stage.stop.result is None:
        for effect in stage.tick():
            assert effect == status_of()
            reads += 1
            stage.status_read(None)
    stop = stage.stop
    assert (stop.result, stop.alive) == ("still alive", (A,))
    assert stop.evidence == "the server did not confirm that it is quiet"
    assert 10 <= reads <= 15
    assert stage.now - stop.started_ms <= 46_000


def test_an_answer_that_was_missed_once_is_asked_for_again() -> None:
    stage = running()
    stage.order(cancel())
    stage.abort_answered()
    stage.status("idle")
    until_asked(stage)
    stage.status_read(None)
    assert stage.tick(2) == []
    confirmed(stage)
    assert stage.stop.result == "stopped"


def test_a_session_that_is_deleted_meanwhile_is_still_asked_about() -> None:
    stage = running()
    stage.order(cancel())
    stage.deleted()
    assert stage.stop.result is None
    stage.abort_answered()
    assert until_asked(stage) == [status_of()]
    assert stage.status_read("busy") == [abort()]
    stage.abort_answered()
    confirmed(stage)
    assert stage.stop.result == "stopped"
    assert stage.stop.evidence.startswith("Refactor billing (deleted meanwhile), quiet for 3s")


def test_a_child_that_is_deleted_meanwhile_is_still_asked_about() -> None:
    stage = family(A, B)
    stage.order(cancel(strength="tree"))
    stage.deleted(B)
    stage.abort_answered()
    stage.status("idle")
    assert until_asked(stage) == [status_of(A), status_of(B)]


def test_a_session_that_was_deleted_before_its_status_was_read() -> None:
    stage = Stage()
    stage.order(cancel())
    stage.deleted()
    stage.status_read("idle")
    assert (stage.stop.result, stage.stop.hint) == ("refused", "")
    assert stage.stop.evidence == "Refactor billing is gone, nothing was sent"


def test_a_server_that_is_not_watched_any_more_ends_it_without_a_claim() -> None:
    stage = running()
    stage.order(cancel())
    stage.tell(ev.ServerRemoved(server=LAB, at_ms=stage.now))
    assert stage.stop.result == "accepted"
    said = "lab is not watched any more: the abort was sent, nobody saw it stop"
    assert stage.stop.evidence == said


def test_a_stale_answer_about_another_session_confirms_nothing() -> None:
    stage = running()
    stage.order(cancel())
    stage.abort_answered()
    stage.status("idle")
    until_asked(stage)
    stage.status_read("idle", "ses_z")
    assert stage.stop.result is None


def test_two_aborts_are_answered_when_both_are() -> None:
    stage = family(A, B, C)
    stage.order(cancel(strength="tree"))
    stage.abort_answered()
    stage.status("idle")
    assert stage.tick(2) == [abort(B), abort(C)]
    stage.abort_answered(C)
    assert (stage.stop.phase, stage.stop.awaiting) == ("aborting", (B,))
    stage.abort_answered(B)
    assert (stage.stop.phase, stage.stop.awaiting) == ("watching", ())


def test_a_second_abort_that_fails_is_not_the_end() -> None:
    stage = running()
    stage.order(cancel())
    stage.abort_answered()
    stage.tick(2)
    stage.abort_answered(ok=False, reason="no")
    assert stage.stop.result is None
    assert stage.tick(2) == [abort()]


@pytest.mark.parametrize("phase", ["checking", "aborting", "watching", "confirming"])
def test_answers_out_of_turn_change_nothing(phase: str) -> None:
    stage = Stage() if phase == "checking" else running()
    stage.order(cancel())
    if phase in ("watching", "confirming"):
        stage.abort_answered()
        stage.status("idle")
    if phase == "confirming":
        until_asked(stage)
    before, sent = stage.stop, len(stage.sent)
    assert before.phase == phase
    stage.history(last_turn())
    stage.prompt_answered()
    if phase != "aborting":
        stage.abort_answered()
    if phase not in ("checking", "confirming"):
        stage.status_read("busy")
    assert msgspec.structs.replace(stage.stop, quiet_ms=before.quiet_ms) == before
    assert len(stage.sent) == sent


def test_the_server_is_asked_once_and_given_time() -> None:
    stage = running()
    stage.order(cancel())
    stage.abort_answered()
    stage.status("idle")
    assert len(until_asked(stage)) == 1
    assert stage.tick(20) == []
    stage.status_read("idle")
    assert stage.stop.result == "stopped"


def test_a_word_about_a_session_that_nobody_asked_about_is_no_news() -> None:
    stage = running()
    stage.order(cancel())
    stage.abort_answered()
    stage.status("idle")
    until_asked(stage)
    assert stage.status_read("busy", "ses_z") == []
    assert stage.stop.came_back == ()
