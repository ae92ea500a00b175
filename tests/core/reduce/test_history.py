"""A listing of messages fills in what the stream did not tell, and never overrides it."""

import pytest

from omo_watch_core import events as ev
from omo_watch_core.model import Failure
from tests.core.reduce.make import (
    GPT,
    LAB,
    OPUS,
    A,
    Fold,
    answer,
    born,
    busy,
    deleted,
    erred,
    grew,
    history,
    idle,
    message,
    read,
    shown,
    text,
    tokens,
    tool,
    turn,
    user,
)

PROMPT = (message("msg_1", "user", created_ms=900), (text("prt_1", "msg_1", "Fix it."),))
STEP = message("msg_2", "assistant", parent="msg_1", model=OPUS, created_ms=910, tokens=tokens(500))
OUTPUT = (text("prt_2", "msg_2", "well", started_ms=950, ended_ms=980),)


def test_a_listing_tells_prompt_answer_output_and_context() -> None:
    fold = Fold(born(100), busy(200), history(1_000, 990, PROMPT, (STEP, OUTPUT)))
    assert (fold.a.prompt, fold.a.answer, fold.a.answered) == (PROMPT[0], STEP, True)
    assert (fold.a.context_used, fold.a.context_model) == (500, OPUS.name)
    assert (fold.a.prompt_ms, fold.a.answer_ms, fold.a.turn_prompt) == (990, 990, "msg_1")


def test_a_listing_wins_over_what_was_heard_before_it_was_asked_for() -> None:
    fold = Fold(born(100), *turn(200), answer(300, "msg_2", parent="msg_1"))
    fold.tell(history(1_000, 990, PROMPT, (STEP, OUTPUT)))
    assert fold.a.answer == STEP


def test_an_answer_heard_since_the_question_wins() -> None:
    done = {"parent": "msg_1", "finish": "stop", "completed_ms": 995}
    fold = Fold(born(100), *turn(200), answer(995, "msg_2", **done))
    fold.tell(history(1_000, 990, PROMPT, (STEP, OUTPUT)))
    assert fold.a.answer is not None
    assert (fold.a.answer.finish, fold.a.answered) == ("stop", True)


def test_a_prompt_heard_since_the_question_wins_and_an_older_word_loses() -> None:
    listed = (message("msg_1", "user", model=OPUS), ())
    fold = Fold(born(100), user(995, "msg_1", model=GPT), history(1_000, 990, listed))
    assert fold.a.prompt is not None
    assert fold.a.prompt.model == GPT
    fold.tell(history(1_010, 1_005, listed))
    assert fold.a.prompt.model == OPUS


@pytest.mark.parametrize(
    ("completed", "at"),
    [
        pytest.param(400, 400, id="when it ended"),
        pytest.param(None, 990, id="unknown: when it was asked for"),
        pytest.param(2_000, 990, id="a clock ahead: not after the question"),
    ],
)
def test_a_model_that_failed_long_ago_failed_long_ago(completed: int | None, at: int) -> None:
    broken = Failure(name="APIError", message="quota exceeded", status=429)
    ended = message(
        "msg_2", "assistant", parent="msg_1", model=OPUS, completed_ms=completed, failure=broken
    )
    fold = Fold(born(100), history(1_000, 990, PROMPT, (ended, ())))
    assert [(one.model, one.at_ms) for one in fold.a.setbacks] == [(OPUS, at)]


def test_an_error_that_the_stream_told_outlives_a_listing_that_has_none() -> None:
    fold = Fold(born(100), erred(200, "APIError", "no", 500))
    fold.tell(history(1_000, 990, PROMPT, (STEP, ())))
    assert fold.a.failure is not None


def test_newer_messages_than_the_listed_ones_stay() -> None:
    fold = Fold(born(100), user(996, "msg_5"), answer(997, "msg_6", model=GPT))
    fold.tell(history(1_000, 990, PROMPT, (STEP, OUTPUT)))
    assert fold.a.prompt is not None
    assert fold.a.answer is not None
    assert (fold.a.prompt.id, fold.a.answer.id, fold.a.answered) == ("msg_5", "msg_6", False)
    assert fold.a.context_used == 500


def test_messages_that_are_gone_are_forgotten_inside_what_the_listing_covers() -> None:
    told = (born(100), user(200, "msg_3"), answer(210, "msg_4"))
    fold = Fold(*told, history(1_000, 990, PROMPT, (STEP, OUTPUT)))
    assert (fold.a.prompt, fold.a.answer) == (PROMPT[0], STEP)
    fold = Fold(*told, history(1_000, 990, (message("msg_9", "user"), ()), complete=False))
    assert fold.a.answer is not None
    assert fold.a.answer.id == "msg_4"


def test_an_empty_complete_listing_forgets_all_older_messages() -> None:
    fold = Fold(born(100), user(200, "msg_3"), answer(210, "msg_4"), history(1_000, 990))
    assert (fold.a.prompt, fold.a.answer) == (None, None)


def test_a_listing_about_a_deleted_or_unknown_session_is_nothing() -> None:
    assert Fold(history(1_000, 990, PROMPT)).server.sessions == {}
    assert Fold(born(100), deleted(200), history(1_000, 990, PROMPT)).server.sessions == {}


def test_the_failure_of_the_newest_answer_is_told() -> None:
    failure = Failure(name="APIError", message="no", status=401)
    failed = message("msg_2", "assistant", parent="msg_1", failure=failure, completed_ms=920)
    fold = Fold(born(100), history(1_000, 990, PROMPT, (failed, ())))
    assert fold.a.failure == failure


# --- times


def test_silence_is_counted_from_the_newest_time_that_the_listing_shows() -> None:
    step = message("msg_2", "assistant", parent="msg_1", created_ms=910)
    fold = Fold(born(100), read(800, 700, busy(800)), history(1_000, 990, PROMPT, (step, OUTPUT)))
    assert (fold.a.active_ms, fold.a.turn_ms) == (980, 900)


def test_a_tools_start_is_a_time_too() -> None:
    at_work = tool("prt_3", "msg_2", "running", started_ms=970)
    fold = Fold(born(100), read(800, 700, busy(800)))
    fold.tell(history(1_000, 990, PROMPT, (STEP, (at_work,))))
    assert fold.a.active_ms == 970


def test_the_servers_times_are_moved_to_the_local_clock_and_never_lie_ahead() -> None:
    clock = ev.BytesHeard(server=LAB, at_ms=600, clock_ms=540)
    fold = Fold(born(100), clock, read(800, 700, busy(800)))
    fold.tell(history(1_000, 990, PROMPT, (STEP, ())))
    assert (fold.a.active_ms, fold.a.turn_ms) == (970, 960)
    fold.tell(history(1_010, 1_005, PROMPT, (STEP, OUTPUT)))
    assert fold.a.active_ms == 1_010


def test_a_listing_never_makes_silence_longer() -> None:
    fold = Fold(born(100), *turn(200), grew(5_000, "msg_2", "prt_2", "w"))
    fold.tell(history(6_000, 5_900, PROMPT, (STEP, OUTPUT)))
    assert (fold.a.active_ms, fold.a.turn_ms) == (5_000, 200)


def test_a_session_at_rest_does_not_get_a_run_from_its_history() -> None:
    fold = Fold(born(100), idle(150), history(1_000, 990, PROMPT, (STEP, OUTPUT)))
    assert (fold.a.turn_ms, fold.a.ended_ms, fold.a.status) == (0, None, "idle")


# --- several listings


def test_folding_a_listing_again_changes_nothing() -> None:
    fold = Fold(born(100), busy(200), history(1_000, 990, PROMPT, (STEP, OUTPUT)))
    before = fold.a
    fold.tell(history(1_000, 990, PROMPT, (STEP, OUTPUT)))
    assert fold.a == before


def test_a_short_listing_after_a_long_one_keeps_what_it_does_not_cover() -> None:
    fold = Fold(born(100), busy(200), history(1_000, 990, PROMPT, (STEP, OUTPUT)))
    fold.tell(history(2_000, 1_990, (STEP, OUTPUT), complete=False))
    assert fold.a.prompt == PROMPT[0]


def test_parts_of_the_stream_and_of_the_listing_make_one_answer() -> None:
    fold = Fold(born(100), *turn(200), answer(300, "msg_2", parent="msg_1"))
    fold.tell(shown(995, text("prt_3", "msg_2", "more")))
    fold.tell(history(1_000, 990, PROMPT, (STEP, OUTPUT)))
    assert fold.server.sessions[A].answered
