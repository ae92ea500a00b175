"""Asking a session to wrap up."""

import pytest

from omo_watch_core.effects import ReadHistory, SendAbort, SendPrompt
from tests.core.actions.histories import last_turn
from tests.core.actions.stage import LAB, NONCE, OLD_ANSWER, OLD_PROMPT, A, Stage, cancel, running

HISTORY = ReadHistory(server=LAB, action=f"act_{NONCE}", session=A)
STEER = cancel(strength="steer")


def prompting(word: str = "busy") -> Stage:
    stage = running(word=word)
    assert stage.order(STEER) == [HISTORY]
    (sent,) = stage.history(last_turn())
    assert isinstance(sent, SendPrompt)
    return stage


def test_one_message_is_sent_and_nothing_is_stopped() -> None:
    stage = prompting()
    stage.prompt_answered()
    stop = stage.stop
    assert (stop.result, stop.aborts, stop.hint) == ("sent", 0, "")
    assert stop.evidence == "asked to wrap up; nothing was stopped"
    assert stage.all_sent(SendAbort) == []


def test_a_session_that_waits_for_a_limit_reads_it_later() -> None:
    stage = prompting("retry")
    stage.prompt_answered()
    assert stage.stop.hint == "it waits for a limit and reads this only when it goes on"


def test_a_session_that_never_had_a_prompt_has_nothing_to_wrap_up() -> None:
    stage = running()
    stage.order(STEER)
    stage.history(None)
    assert stage.stop.result == "refused"
    assert stage.stop.evidence == "it never had a prompt, so there is nothing to wrap up"


def test_an_answer_without_a_prompt_is_nothing_to_wrap_up_either() -> None:
    stage = running()
    stage.answer(OLD_ANSWER, OLD_PROMPT)
    stage.order(STEER)
    stage.history(None)
    assert stage.stop.result == "refused"


def test_a_history_that_cannot_be_read() -> None:
    stage = running()
    stage.order(STEER)
    stage.history(failed="404")
    assert stage.stop.evidence == "its history could not be read: 404; nothing was sent"


@pytest.mark.parametrize(
    ("status", "result", "said"),
    [
        (404, "refused", "the message was not taken: why"),
        (0, "accepted", "the server did not say whether it took the message (why)"),
    ],
)
def test_a_message_that_was_not_taken(status: int, result: str, said: str) -> None:
    stage = prompting()
    stage.prompt_answered(status, "why")
    assert (stage.stop.result, stage.stop.evidence) == (result, said)


def test_a_status_that_nobody_has_told_is_read_first() -> None:
    stage = Stage()
    stage.order(STEER)
    assert stage.status_read("busy") == [HISTORY]


def test_no_answer_ends_it() -> None:
    reading = running()
    reading.order(STEER)
    reading.tick(20)
    assert reading.stop.result == "refused"
    assert reading.stop.evidence == "the server did not answer, nothing was sent"
    stage = prompting()
    stage.tick(20)
    assert stage.stop.result == "accepted"


def test_a_session_that_is_deleted_meanwhile() -> None:
    stage = prompting()
    stage.deleted()
    said = "Refactor billing is gone: the message was sent, nobody saw it taken"
    assert (stage.stop.result, stage.stop.evidence) == ("accepted", said)
    reading = running()
    reading.order(STEER)
    reading.deleted()
    assert reading.stop.result == "refused"
    assert reading.stop.evidence == "Refactor billing is gone, nothing was sent"


def test_answers_out_of_turn_change_nothing() -> None:
    reading = running()
    reading.order(STEER)
    reading.prompt_answered()
    reading.abort_answered()
    reading.status_read("idle")
    assert (reading.stop.phase, len(reading.sent)) == ("reading", 1)
    stage = prompting()
    stage.history(last_turn())
    stage.abort_answered()
    stage.status_read("idle")
    assert (stage.stop.phase, len(stage.sent)) == ("prompting", 2)
