"""Moves that do not come to a prompt, or lose their session: what is said, and what was sent."""

from collections.abc import Callable

import pytest

from omo_watch_core import events as ev
from omo_watch_core.effects import SendAbort, SendPrompt
from tests.core.actions.histories import ANSWERED, UNSETTLED, last_turn
from tests.core.actions.stage import LAB, Stage, running, to

AGAIN = "try again: the server may be overloaded"


def reading() -> Stage:
    stage = running(word="retry")
    stage.order(to())
    return stage


def aborting() -> Stage:
    stage = reading()
    stage.history(last_turn())
    return stage


def rereading() -> Stage:
    stage = aborting()
    stage.abort_answered()
    return stage


def prompting() -> Stage:
    stage = rereading()
    stage.history(last_turn())
    return stage


def checking() -> Stage:
    stage = Stage()
    stage.order(to())
    return stage


def settling() -> Stage:
    stage = running()
    stage.status("idle")
    stage.order(to())
    stage.history(UNSETTLED)
    return stage


def setting() -> Stage:
    stage = running()
    stage.status("idle")
    stage.order(to())
    stage.history(ANSWERED)
    return stage


def proving() -> Stage:
    stage = prompting()
    stage.prompt_answered()
    return stage


def ended(stage: Stage) -> tuple[str | None, str, str]:
    move = stage.move
    assert move.phase == ("ended" if move.result else move.phase)
    return move.result, move.evidence, move.hint


def test_a_status_that_cannot_be_read_stops_before_anything_is_sent() -> None:
    stage = checking()
    stage.status_read(None)
    assert ended(stage) == ("refused", "its status could not be read, nothing was sent", AGAIN)


def test_a_history_that_cannot_be_read_stops_before_anything_is_sent() -> None:
    stage = reading()
    stage.history(failed="no answer within 15 s")
    assert ended(stage) == (
        "refused",
        "its history could not be read: no answer within 15 s; nothing was sent",
        AGAIN,
    )
    assert stage.all_sent(SendAbort) == []


def test_an_abort_without_an_answer_is_no_barrier() -> None:
    stage = aborting()
    stage.status("idle")
    stage.abort_answered(ok=False, reason="no answer within 15 s")
    assert ended(stage) == (
        "refused",
        "the abort was not answered (no answer within 15 s); no prompt was sent",
        AGAIN,
    )
    stage.tick(10)
    stage.abort_answered()
    assert stage.all_sent(SendPrompt) == []


def test_a_prompt_that_is_not_taken_is_said() -> None:
    stage = prompting()
    stage.prompt_answered(404, "Session not found")
    assert stage.move.result == "refused"
    assert stage.move.evidence == (
        "the prompt was not taken: Session not found; what ran is stopped"
    )


def test_a_server_that_dies_between_abort_and_prompt_gets_the_prompt_once_it_is_back() -> None:
    stage = prompting()
    stage.prompt_answered(0, "connection refused")
    assert stage.move.phase == "proving"
    stage.tick(2)
    stage.status_read(None)
    stage.tick(2)
    stage.status_read(None)
    stage.tick(2)
    stage.status_read("idle")
    (again,) = stage.listed()
    assert again == stage.all_sent(SendPrompt)[0]
    stage.prompt_answered()
    stage.answer("msg_new", stage.move.message)
    stage.text("msg_new")
    assert stage.move.result == "proved"


@pytest.mark.parametrize(
    ("stage_of", "result", "said"),
    [
        (checking, "refused", "Refactor billing is gone; nothing was sent"),
        (reading, "refused", "Refactor billing is gone; nothing was sent"),
        (settling, "refused", "Refactor billing is gone; nothing was sent"),
        (aborting, "refused", "Refactor billing is gone; no prompt was sent"),
        (setting, "refused", "Refactor billing is gone; no prompt was sent"),
        (rereading, "refused", "Refactor billing is gone; what ran is stopped, no prompt was sent"),
        (prompting, "accepted", "Refactor billing is gone before an answer was seen"),
        (proving, "accepted", "Refactor billing is gone before an answer was seen"),
    ],
)
def test_a_session_that_is_deleted_meanwhile(
    stage_of: Callable[[], Stage], result: str, said: str
) -> None:
    stage = stage_of()
    stage.deleted()
    assert ended(stage)[:2] == (result, said)


def test_a_server_that_is_not_watched_any_more_ends_the_move() -> None:
    stage = aborting()
    stage.tell(ev.ServerRemoved(server=LAB, at_ms=stage.now))
    assert stage.move.result == "refused"
    assert stage.move.evidence == "lab is not watched any more; no prompt was sent"


@pytest.mark.parametrize(
    ("stage_of", "result", "said"),
    [
        (checking, "refused", "the server did not answer; nothing was sent"),
        (reading, "refused", "the server did not answer; nothing was sent"),
        (aborting, "refused", "the abort was not answered (no answer in time); no prompt was sent"),
        (
            rereading,
            "refused",
            "the server did not answer; what ran is stopped, no prompt was sent",
        ),
        (setting, "refused", "the server did not say that it set the model; no prompt was sent"),
        (
            prompting,
            "accepted",
            "no answer of that model was seen; the server did not say that it took the prompt (no "
            "answer in time); its history could not be read",
        ),
        (proving, "accepted", "no answer of that model was seen; its history could not be read"),
    ],
)
def test_nothing_runs_for_ever(stage_of: Callable[[], Stage], result: str, said: str) -> None:
    stage = stage_of()
    stage.tick(60)
    assert ended(stage)[:2] == (result, said)
    assert stage.move.ended_ms is not None
    assert stage.move.ended_ms - stage.move.started_ms <= 56_000


def test_answers_that_come_one_after_the_other_at_the_last_moment_do_not_add_up() -> None:
    stage = checking()
    stage.tick(14)
    stage.status_read("retry")
    stage.tick(14)
    stage.history(last_turn())
    stage.tick(14)
    stage.abort_answered()
    stage.tick(12)
    stage.history(last_turn())
    stage.tick(6)
    assert stage.now - stage.move.started_ms == 60_000
    assert stage.move.result == "accepted"


def test_answers_to_a_move_that_has_ended_change_nothing() -> None:
    stage = aborting()
    stage.abort_answered(ok=False, reason="late")
    before = stage.move
    sent = len(stage.sent)
    for happens in (
        lambda: stage.abort_answered(),
        lambda: stage.history(last_turn()),
        lambda: stage.prompt_answered(),
        lambda: stage.status_read("idle"),
    ):
        happens()
    assert stage.move is before
    assert len(stage.sent) == sent


@pytest.mark.parametrize("stage_of", [checking, reading, aborting, settling, setting, proving])
def test_answers_out_of_turn_change_nothing(stage_of: Callable[[], Stage]) -> None:
    stage = stage_of()
    before, sent = stage.move, len(stage.sent)
    answers: dict[str, Callable[[], object]] = {
        "checking proving": lambda: stage.status_read("busy"),
        "reading": lambda: stage.history(last_turn()),
        "aborting": stage.abort_answered,
        "setting prompting": stage.prompt_answered,
    }
    for phases, answer in answers.items():
        if before.phase not in phases.split():
            answer()
    assert stage.move == before
    assert len(stage.sent) == sent
