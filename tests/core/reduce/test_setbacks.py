"""What failed in a turn, and what a turn forgets."""

import pytest

from omo_watch_core import events as ev
from omo_watch_core.mark import Mark
from omo_watch_core.model import Failure, ModelRef
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
    history,
    idle,
    message,
    retry,
    shown,
    text,
    turn,
    updated,
    user,
)


def test_a_retry_is_a_setback_of_the_answering_model() -> None:
    fold = Fold(*STARTED, updated(310, model=GPT), retry(400, next_ms=90_000))
    (setback,) = fold.a.setbacks
    assert (setback.model, setback.reason, setback.at_ms, setback.until_ms) == (
        OPUS,
        "rate-limit",
        400,
        90_000,
    )


def test_a_retry_is_of_the_unfinished_answer_though_another_prompt_waits() -> None:
    fold = Fold(*STARTED, user(310, "msg_9", model=GPT), retry(400))
    assert [setback.model for setback in fold.a.setbacks] == [OPUS]


@pytest.mark.parametrize(("name", "parent"), [("msg_8", "msg_5"), ("msg_4", "msg_5")])
def test_a_finished_answer_to_the_prompt_is_the_one_that_failed(name: str, parent: str) -> None:
    fold = Fold(born(100, model=GPT), user(200, "msg_5", model=GPT), busy(210))
    fold.tell(answer(220, name, parent=parent, completed_ms=1), erred(230, "APIError", "no", 500))
    assert [setback.model for setback in fold.a.setbacks] == [OPUS]


def test_an_answer_without_a_parent_belongs_to_the_prompt_before_it() -> None:
    fold = Fold(born(100, model=GPT), user(200, "msg_5", model=GPT), busy(210))
    fold.tell(answer(220, "msg_8", completed_ms=1), erred(230, "APIError", "no", 500))
    assert [setback.model for setback in fold.a.setbacks] == [OPUS]


def test_a_retry_without_an_answer_is_a_setback_of_the_sessions_model() -> None:
    fold = Fold(born(100, model=GPT), busy(200), retry(400))
    assert [setback.model for setback in fold.a.setbacks] == [GPT]


def test_a_short_busy_between_two_retries_keeps_the_setback() -> None:
    fold = Fold(*STARTED, retry(400), busy(500))
    assert len(fold.a.setbacks) == 1
    fold.tell(retry(510, 2, 95_000, "Provider is overloaded"))
    (setback,) = fold.a.setbacks
    assert (setback.at_ms, setback.until_ms, setback.reason) == (510, 95_000, "overloaded")


def test_an_error_is_a_setback_of_the_model_that_was_asked() -> None:
    fold = Fold(*STARTED, answer(390, "msg_2", completed_ms=1, parent="msg_1"), idle(395))
    fold.tell(user(400, "msg_5", model=GPT), busy(410), erred(420, "UnknownError", "not found"))
    assert [(setback.model, setback.reason) for setback in fold.a.setbacks] == [(GPT, "not-found")]


def test_an_error_that_is_told_twice_is_one_setback() -> None:
    failure = Failure(name="APIError", message="no", status=401)
    fold = Fold(*STARTED, erred(400, "APIError", "no", 401), idle(410))
    fold.tell(answer(420, "msg_2", parent="msg_1", failure=failure, completed_ms=1))
    assert [(setback.reason, setback.at_ms) for setback in fold.a.setbacks] == [("auth", 400)]


def test_an_error_that_is_told_twice_within_the_run_is_one_setback() -> None:
    fold = Fold(*STARTED, erred(400, "APIError", "no", 401), erred(500, "APIError", "no", 401))
    assert [setback.at_ms for setback in fold.a.setbacks] == [400]


@pytest.mark.parametrize(
    ("name", "words"),
    [("MessageAbortedError", "Aborted"), ("UnknownError", 'Agent not found: "x".')],
)
def test_what_a_person_did_is_no_setback(name: str, words: str) -> None:
    fold = Fold(*STARTED, erred(400, name, words))
    assert fold.a.setbacks == ()
    assert fold.a.failure is not None
    assert fold.a.failure.name == name


def test_several_models_are_held_in_the_order_of_their_failing() -> None:
    fold = Fold(*STARTED, retry(400), idle(410), answer(420, "msg_3", parent="msg_1", model=GPT))
    fold.tell(busy(430), retry(440), retry(450, 2))
    assert [setback.model for setback in fold.a.setbacks] == [OPUS, GPT]


def test_a_persons_new_words_begin_a_turn_without_setbacks() -> None:
    fold = Fold(*STARTED, retry(400), idle(410), user(500, "msg_5"))
    assert fold.a.setbacks
    fold.tell(shown(500, text("prt_5", "msg_5", "Something else.")))
    assert (fold.a.setbacks, fold.a.turn_prompt) == ((), "msg_5")


def test_our_marked_prompt_goes_on_with_the_turn() -> None:
    mark = text("prt_5", "msg_5", "", synthetic=True, ignored=True, mark=Mark())
    fold = Fold(*STARTED, retry(400), idle(410), user(500, "msg_5"), shown(500, mark), busy(510))
    assert [setback.model for setback in fold.a.setbacks] == [OPUS]
    assert fold.a.turn_prompt == "msg_1"


def test_an_empty_prompt_goes_on_with_the_turn() -> None:
    fold = Fold(*STARTED, retry(400), idle(410), user(500, "msg_5"), busy(510))
    assert [setback.model for setback in fold.a.setbacks] == [OPUS]


def test_a_prompt_that_is_posted_again_goes_on_with_its_turn() -> None:
    fold = Fold(*STARTED, retry(400), idle(410))
    fold.tell(user(500, "msg_1", model=GPT), shown(500, text("prt_msg_1", "msg_1", "Fix it.")))
    assert [setback.model for setback in fold.a.setbacks] == [OPUS]


def test_a_prompt_posted_again_goes_on_though_its_first_post_was_missed() -> None:
    fold = Fold(born(100), busy(200), answer(300, "msg_2", parent="msg_1"), retry(400), idle(410))
    fold.tell(user(500, "msg_1", model=GPT), shown(500, text("prt_msg_1", "msg_1", "Fix it.")))
    assert [setback.model for setback in fold.a.setbacks] == [OPUS]


def test_a_prompt_posted_again_after_an_error_without_an_answer_goes_on() -> None:
    fold = Fold(born(100, model=OPUS), *turn(200), erred(300, "UnknownError", "not found"))
    fold.tell(idle(310), user(500, "msg_1", model=GPT))
    fold.tell(shown(500, text("prt_msg_1", "msg_1", "Fix it.")))
    assert [setback.model for setback in fold.a.setbacks] == [OPUS]


@pytest.mark.parametrize(("kind", "left"), [("text", 1), ("file", 0)])
def test_a_file_begins_a_turn_and_an_empty_text_does_not(kind: str, left: int) -> None:
    fold = Fold(*STARTED, retry(400), idle(410), user(500, "msg_5"))
    fold.tell(shown(500, text("prt_5", "msg_5", "", kind=kind)))
    assert len(fold.a.setbacks) == left


def test_a_prompt_that_waits_behind_a_retry_keeps_the_setback() -> None:
    fold = Fold(*STARTED, retry(400), *turn(500, "msg_5")[:2])
    assert (fold.a.status, len(fold.a.setbacks)) == ("retry", 1)


def _cut(at: int, name: str, of: str = "msg_1") -> tuple[ev.Event, ...]:
    """Say twice that the provider's stream of a step just ended."""
    return (
        answer(at, name, parent=of),
        answer(at + 1, name, parent=of, finish="unknown"),
        answer(at + 2, name, parent=of, finish="unknown", completed_ms=1),
    )


def test_steps_that_are_cut_off_are_counted_once_each() -> None:
    fold = Fold(born(100), *turn(200), *_cut(300, "msg_2"), *_cut(310, "msg_3"))
    assert fold.a.unfinished == 2
    fold.tell(answer(400, "msg_4", parent="msg_1"))
    assert fold.a.unfinished == 2
    fold.tell(answer(410, "msg_4", parent="msg_1", finish="stop"))
    assert fold.a.unfinished == 0


def test_cut_off_steps_of_another_prompt_do_not_count() -> None:
    fold = Fold(born(100), *turn(200), *_cut(300, "msg_2"), *turn(400, "msg_5"))
    assert fold.a.unfinished == 0
    fold.tell(*_cut(500, "msg_6", of="msg_5"))
    assert fold.a.unfinished == 1


def test_cut_off_steps_count_anew_under_another_message() -> None:
    fold = Fold(born(100), *turn(200), *_cut(300, "msg_2"), user(400, "msg_5"))
    fold.tell(*_cut(500, "msg_6", of="msg_5"))
    assert fold.a.unfinished == 1


def test_compactions_are_counted_until_a_person_says_something() -> None:
    compacted = ev.SessionCompacted(server=LAB, at_ms=400, session=A)
    own = (user(410, "msg_5"), shown(410, text("prt_5", "msg_5", kind="compaction")))
    fold = Fold(*STARTED, compacted, *own, compacted)
    assert fold.a.compactions == 2
    go_on = shown(420, text("prt_6", "msg_6", "Go on.", synthetic=True))
    fold.tell(user(420, "msg_6"), go_on)
    assert fold.a.compactions == 2
    fold.tell(*turn(500, "msg_7"))
    assert fold.a.compactions == 0


def test_an_override_ends_the_circles_of_the_model_before() -> None:
    compacted = ev.SessionCompacted(server=LAB, at_ms=400, session=A)
    mark = text("prt_5", "msg_5", "", mark=Mark())
    fold = Fold(*STARTED, compacted, *_cut(410, "msg_3"), user(500, "msg_5"), shown(500, mark))
    assert (fold.a.compactions, fold.a.unfinished) == (0, 0)


def test_a_listed_history_counts_like_a_stream() -> None:
    fold = Fold(born(100), busy(200))
    cut = [message(f"msg_{n}", "assistant", parent="msg_1", finish="unknown") for n in (2, 3, 4)]
    first = (message("msg_1", "user"), (text("prt_1", "msg_1", "Fix it."),))
    fold.tell(history(300, 250, first, *((step, ()) for step in cut)))
    assert (fold.a.unfinished, fold.a.turn_prompt) == (3, "msg_1")


def test_variants_of_a_model_share_one_setback() -> None:
    high = ModelRef(provider="fake", model="limited-opus", variant="high")
    fold = Fold(*STARTED, retry(400), answer(500, "msg_2", model=high), retry(510, 2))
    assert [setback.model for setback in fold.a.setbacks] == [high]


def test_a_wait_told_in_seconds_counts_from_each_time_it_was_told() -> None:
    fold = Fold(*STARTED, retry(400, 1, 5.0), retry(9_000, 2, 5.0))
    assert [(setback.at_ms, setback.until_ms) for setback in fold.a.setbacks] == [(9_000, 5.0)]
