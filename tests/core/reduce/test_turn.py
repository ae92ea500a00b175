"""The newest prompt and answer, and when a turn failed."""

import pytest

from omo_watch_core import events as ev
from omo_watch_core.model import Failure
from tests.core.reduce.make import (
    GPT,
    LAB,
    OPUS,
    STARTED,
    A,
    Fold,
    answer,
    born,
    busy,
    erred,
    grew,
    idle,
    shown,
    text,
    tokens,
    turn,
    updated,
    user,
)


def test_the_newest_messages_are_those_with_the_highest_ids() -> None:
    fold = Fold(*STARTED, answer(400, "msg_4"), user(410, "msg_3"))
    fold.tell(answer(500, "msg_2", finish="stop"), user(510, "msg_1"))
    assert fold.a.prompt is not None
    assert fold.a.answer is not None
    assert (fold.a.prompt.id, fold.a.answer.id) == ("msg_3", "msg_4")


@pytest.mark.parametrize("kind", ["text", "reasoning"])
def test_an_answer_is_answered_when_it_shows_text(kind: str) -> None:
    fold = Fold(*STARTED, shown(310, text("prt_1", "msg_2", "", kind=kind)))
    assert not fold.a.answered
    fold.tell(shown(320, text("prt_1", "msg_2", "hm", kind=kind)))
    assert fold.a.answered


def test_a_delta_of_the_newest_answer_makes_it_answered() -> None:
    fold = Fold(*STARTED, grew(310, "msg_1", "prt_0", "old"))
    assert not fold.a.answered
    fold.tell(grew(320, "msg_2", "prt_1", "new"))
    assert fold.a.answered


def test_a_step_start_is_no_output() -> None:
    fold = Fold(*STARTED, shown(310, text("prt_1", "msg_2", kind="step-start")))
    assert not fold.a.answered


def test_a_newer_answer_has_yet_to_show_output() -> None:
    fold = Fold(*STARTED, grew(320, "msg_2", "prt_1", "new"), answer(400, "msg_3"))
    assert not fold.a.answered


def test_a_removed_answer_is_forgotten() -> None:
    removed = ev.MessageRemoved(server=LAB, at_ms=500, session=A, message="msg_2")
    fold = Fold(*STARTED, grew(320, "msg_2", "prt_1", "new"), removed)
    assert (fold.a.answer, fold.a.answered) == (None, False)
    assert fold.a.prompt is not None


def test_a_removed_prompt_leaves_the_one_before_where_somebody_looks() -> None:
    looked = ev.SessionOpened(server=LAB, at_ms=150, session=A)
    removed = ev.MessageRemoved(server=LAB, at_ms=500, session=A, message="msg_3")
    fold = Fold(born(100), looked, *turn(200), user(300, "msg_3"), removed)
    assert fold.a.prompt is not None
    assert fold.a.prompt.id == "msg_1"


def test_the_users_message_does_not_set_the_sessions_model() -> None:
    fold = Fold(born(100, model=OPUS), user(200, "msg_1", model=GPT))
    assert fold.a.info.model == OPUS
    fold.tell(updated(300, model=GPT))
    assert fold.a.info.model == GPT


def test_a_switch_without_a_prompt_sets_model_and_agent() -> None:
    fold = Fold(born(100, model=OPUS, agent="build"))
    fold.tell(
        ev.ModelSwitched(server=LAB, at_ms=200, session=A, model=GPT),
        ev.AgentSwitched(server=LAB, at_ms=210, session=A, agent="plan"),
    )
    assert (fold.a.info.model, fold.a.info.agent, fold.a.info_ms) == (GPT, "plan", 210)


def test_the_context_is_that_of_the_newest_answer_with_tokens() -> None:
    fold = Fold(*STARTED, answer(400, "msg_2", tokens=tokens(500)), answer(500, "msg_3", model=GPT))
    assert (fold.a.context_used, fold.a.context_model) == (500, OPUS.name)
    fold.tell(answer(600, "msg_3", model=GPT, tokens=tokens(700)))
    fold.tell(answer(700, "msg_2", tokens=tokens(9)))
    assert (fold.a.context_used, fold.a.context_model) == (700, GPT.name)


# --- failures


def test_a_failure_comes_from_the_error_or_from_the_answer() -> None:
    fold = Fold(*STARTED, erred(400, "APIError", "Incorrect API key", 401))
    assert fold.a.failure == Failure(name="APIError", message="Incorrect API key", status=401)
    failure = Failure(name="ContentFilterError", message="blocked")
    fold = Fold(*STARTED, idle(400), answer(410, "msg_2", failure=failure, completed_ms=1))
    assert fold.a.failure == failure


def test_a_new_run_clears_the_failure() -> None:
    fold = Fold(*STARTED, erred(400, "APIError"), idle(410))
    assert fold.a.failure is not None
    fold.tell(busy(900))
    assert fold.a.failure is None


def test_a_late_failure_of_the_turn_before_is_not_one_of_the_new_turn() -> None:
    fold = Fold(*STARTED, idle(400), *turn(500, "msg_5"))
    aborted = Failure(name="MessageAbortedError")
    fold.tell(answer(510, "msg_2", parent="msg_1", failure=aborted, completed_ms=1))
    assert fold.a.failure is None


def test_an_answer_after_an_error_shows_that_the_run_went_on() -> None:
    fold = Fold(*STARTED, erred(400, "ContextOverflowError"), answer(500, "msg_5", summary=True))
    assert fold.a.failure is None


def test_the_echo_of_an_error_after_the_end_is_not_taken_for_another() -> None:
    fold = Fold(born(100, model=OPUS), busy(200), erred(300, "UnknownError", "Model not found: x"))
    fold.tell(idle(310), erred(320, "UnknownError", "ProviderModelNotFoundError: Model not found"))
    assert fold.a.failure is not None
    assert fold.a.failure.message == "Model not found: x"
    fold.tell(erred(900, "UnknownError", "Agent not found: y"))
    assert fold.a.failure.message == "Agent not found: y"
