"""Servers that go, hang, lose and complain in the middle of a move: a true end, and one prompt."""

from collections.abc import Callable

import pytest

from omo_watch_core import events as ev
from omo_watch_core.actions.prompt import fresh_id
from omo_watch_core.effects import ReadHistory, ReadStatus, SendAbort, SendPrompt
from omo_watch_core.link import Link
from omo_watch_core.model import Failure
from tests.core.actions.histories import last_turn, stored
from tests.core.actions.stage import (
    GPT,
    KIMI,
    LAB,
    OLD_ANSWER,
    OLD_PROMPT,
    OPUS,
    A,
    Stage,
    failure,
    running,
    to,
)

GONE = "nothing listens at 127.0.0.1:1"
STOPPED = "what ran is stopped, no prompt was sent"


def rereading() -> Stage:
    stage = running(word="retry")
    stage.answer(OLD_ANSWER, OLD_PROMPT, OPUS)
    stage.order(to())
    stage.history(last_turn())
    stage.later(50).status("idle")
    stage.abort_answered()
    return stage


def prompting() -> Stage:
    stage = rereading()
    stage.later(50).history(last_turn())
    return stage


def proving() -> Stage:
    stage = prompting()
    stage.later(20).prompt_answered()
    return stage


# --- between abort and prompt


def test_a_server_that_comes_back_is_asked_afresh_and_prompted_once() -> None:
    stage = rereading()
    stage.history(failed=GONE)
    assert stage.move.phase == "returning"
    (status,) = stage.tick()
    assert isinstance(status, ReadStatus)
    stage.status_read(None)
    stage.tick()
    (history,) = stage.status_read("idle")
    assert history == ReadHistory(server=LAB, action=stage.name, session=A)
    (prompt,) = stage.history(last_turn())
    assert isinstance(prompt, SendPrompt)
    stage.prompt_answered()
    stage.answer("msg_new", stage.move.message)
    stage.text("msg_new")
    assert stage.move.result == "proved"
    assert (len(stage.all_sent(SendAbort)), len(stage.all_sent(SendPrompt))) == (1, 1)


@pytest.mark.parametrize("word", ["busy", "retry"])
def test_a_turn_that_runs_when_it_is_back_is_left_alone(word: str) -> None:
    stage = rereading()
    stage.history(failed=GONE)
    stage.tick()
    assert stage.status_read(word) == []
    assert stage.move.result == "refused"
    assert stage.move.evidence == f"somebody else's turn runs by now; {STOPPED}"


def test_a_server_that_stays_away_is_not_waited_for_longer_than_thirty_five_seconds() -> None:
    stage = rereading()
    stage.history(failed=GONE)
    begun = stage.now
    while stage.move.result is None:
        stage.tick()
        stage.status_read(None)
    assert stage.now - begun == 35_000
    assert stage.move.result == "refused"
    assert stage.move.evidence == f"its history could not be read: {GONE}; {STOPPED}"
    assert stage.all_sent(SendPrompt) == []


def test_an_answer_that_was_there_meanwhile_is_not_prompted_again() -> None:
    stage = rereading()
    stage.history(failed=GONE)
    stage.tick()
    stage.status_read("idle")
    stage.history(last_turn(ends_with_text=True, answered=True))
    assert stage.move.phase == "setting"
    assert stage.all_sent(SendPrompt) == []


# --- the answer came while nobody heard

HEARD_BY_NOBODY: dict[str, tuple[Callable[[Stage], object], str]] = {
    "output": (lambda s: s.listed(stored("msg_new", s.move.message)), "proved"),
    "a finish": (
        lambda s: s.listed(stored("msg_new", s.move.message, "", finish="stop")),
        "proved",
    ),
    "output, and somebody's turn behind it": (
        lambda s: s.listed(
            stored("msg_new", s.move.message), stored("msg_newer", "msg_typed", model=OPUS)
        ),
        "proved",
    ),
    "nothing": (lambda s: s.listed(), "accepted"),
    "an answer without output": (
        lambda s: s.listed(stored("msg_new", s.move.message, "")),
        "accepted",
    ),
    "a failed answer without output": (
        lambda s: s.listed(stored("msg_new", s.move.message, "", failure=failure())),
        "accepted",
    ),
    "a stopped answer without output": (
        lambda s: s.listed(
            stored("msg_new", s.move.message, "", failure=Failure(name="MessageAbortedError"))
        ),
        "accepted",
    ),
    "an answer of another model": (
        lambda s: s.listed(stored("msg_new", s.move.message, model=KIMI)),
        "accepted",
    ),
    "an answer to another prompt": (lambda s: s.listed(stored("msg_new", "msg_other")), "accepted"),
}


@pytest.mark.parametrize("case", HEARD_BY_NOBODY)
def test_the_history_is_read_once_more_and_decides(case: str) -> None:
    stage = proving()
    stage.tick(15)
    assert stage.move.phase == "judging"
    tell, result = HEARD_BY_NOBODY[case]
    tell(stage.later(100))
    assert stage.move.result == result
    assert len(stage.all_sent(SendPrompt)) == 1


def test_a_listing_that_was_asked_before_judges_nothing() -> None:
    stage = proving()
    stage.tick(15)
    stage.listed(asked_ms=stage.now - 1)
    assert stage.move.result is None
    stage.listed()
    assert stage.move.result == "accepted"


def test_what_ran_unheard_is_not_sent_again() -> None:
    stage = proving()
    stage.tick(2)
    stage.status_read("idle")
    stage.listed(stored("msg_new", stage.move.message, completed_ms=1))
    assert stage.move.result == "proved"
    assert len(stage.all_sent(SendPrompt)) == 1


def test_what_a_dying_server_left_unfinished_is_not_sent_again() -> None:
    stage = proving()
    stage.tick(2)
    stage.status_read("idle")
    assert stage.listed(stored("msg_new", stage.move.message, "")) == []
    stage.tick(13)
    stage.listed(stored("msg_new", stage.move.message, ""))
    assert stage.move.result == "accepted"
    assert stage.move.evidence == "ok-gpt was asked, but showed nothing in 15s"
    assert len(stage.all_sent(SendPrompt)) == 1


@pytest.mark.parametrize("phase", [rereading, prompting, proving])
def test_a_gap_of_the_stream_alone_changes_nothing(phase: Callable[[], Stage]) -> None:
    stage = phase()
    before, sent = stage.move, len(stage.sent)
    stage.tell(ev.StreamEnded(server=LAB, at_ms=stage.now, reason="it broke off"))
    assert stage.server.link != Link()
    assert stage.move == before
    assert len(stage.sent) == sent


# --- the prompt's own answer

LOST = "no answer within 15 s"


def test_a_prompt_without_an_answer_that_was_stored_and_runs_is_proved() -> None:
    stage = prompting()
    stage.later(15_000).prompt_answered(0, LOST)
    stage.answer("msg_new", stage.move.message)
    stage.text("msg_new")
    assert (stage.move.result, stage.move.unclear) == ("proved", "no answer within 15 s")
    assert len(stage.all_sent(SendPrompt)) == 1


def test_a_prompt_that_never_arrived_is_sent_again_byte_for_byte() -> None:
    stage = prompting()
    stage.later(15_000).prompt_answered(0, LOST)
    stage.tick(2)
    stage.status_read("idle")
    (again,) = stage.listed()
    assert again == stage.all_sent(SendPrompt)[0]
    stage.tick(20)
    stage.status_read("idle")
    stage.listed()
    assert len(stage.all_sent(SendPrompt)) == 2


def test_a_prompt_that_somebody_has_passed_is_not_sent_again() -> None:
    stage = proving()
    stage.tick(2)
    stage.prompt(fresh_id("msg", "typed", stage.now))
    assert stage.status_read("idle") == []
    assert len(stage.all_sent(SendPrompt)) == 1


# --- a 204, and then an error


def err(stage: Stage, name: str, message: str) -> None:
    wrong = Failure(name=name, message=message)
    stage.tell(ev.SessionErred(server=LAB, at_ms=stage.now, session=A, failure=wrong))


def test_an_error_instead_of_a_start_is_said_and_not_answered_with_a_second_prompt() -> None:
    stage = proving()
    err(stage.later(30), "UnknownError", "Model not found: fake/ok-gpt.")
    assert stage.move.result is None
    stage.tick(2)
    assert stage.move.result == "accepted"
    assert stage.move.evidence == "nothing ran: Model not found: fake/ok-gpt."
    assert len(stage.all_sent(SendPrompt)) == 1
    assert stage.all_sent(ReadStatus) == []


def test_the_stop_of_what_ran_before_is_no_complaint() -> None:
    stage = proving()
    err(stage.later(30), "MessageAbortedError", "Aborted")
    stage.tick(2)
    assert stage.move.result is None
    assert len(stage.all_sent(ReadStatus)) == 1


def test_an_error_that_stood_there_before_is_no_complaint() -> None:
    stage = running()
    err(stage, "APIError", "Incorrect API key")
    stage.status("idle")
    stage.answer(OLD_ANSWER, OLD_PROMPT, OPUS, completed_ms=stage.now)
    stage.order(to())
    stage.history(last_turn())
    stage.prompt_answered()
    stage.tick(2)
    assert stage.move.result is None
    assert len(stage.all_sent(ReadStatus)) == 1


def test_an_error_of_the_new_model_at_once_is_its_own() -> None:
    stage = proving()
    stage.answer("msg_new", stage.move.message, model=GPT, failure=failure("Bad request", 400))
    assert stage.move.result == "accepted"
    assert stage.move.evidence == "ok-gpt failed: Bad request"
    assert len(stage.all_sent(SendPrompt)) == 1
