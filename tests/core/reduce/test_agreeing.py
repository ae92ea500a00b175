"""Claim and fact: what bears an announcement out, what differs, and what makes it moot."""

from typing import Any

import pytest

from omo_watch_core import events as ev
from omo_watch_core.announced import Mismatch, is_same
from omo_watch_core.mark import Mark
from omo_watch_core.model import Failure, ModelRef
from tests.core.reduce.make import (
    GPT,
    LAB,
    OPUS,
    A,
    Fold,
    answer,
    born,
    busy,
    grew,
    history,
    idle,
    message,
    retry,
    shown,
    text,
    user,
)

KIMI = ModelRef(provider="fake", model="ok-kimi")
TYPED = (
    born(100),
    user(200, "msg_1", model=OPUS),
    shown(200, text("prt_1", "msg_1", "Fix it.")),
    busy(210),
    answer(220, "msg_2", parent="msg_1", model=OPUS),
)
"""A person asked, and the limited model was asked to answer."""


def moved(
    at: int = 1_000, name: str = "msg_3", model: ModelRef = GPT, mark: str = "override"
) -> tuple[ev.Event, ...]:
    """Say that a program prompted on another model, with its mark."""
    part = text(f"prt_{name}", name, synthetic=True, ignored=True, mark=Mark(kind=mark))
    return (user(at, name, model=model), shown(at, part))


def typed(at: int, name: str, model: ModelRef) -> tuple[ev.Event, ...]:
    """Say that a person prompted."""
    return (user(at, name, model=model), shown(at, text(f"prt_{name}", name, "Go on.")))


def replied(
    model: ModelRef, at: int = 2_000, name: str = "msg_4", parent: str = "msg_3", **fields: Any
) -> tuple[ev.Event, ...]:
    """Say that a model answers, with a first word."""
    begun = answer(at, name, parent=parent, model=model, **fields)
    return (begun, grew(at + 10, name, f"prt_{name}", "Yes"))


def difference(fold: Fold) -> tuple[str, str, bool, str] | None:
    """Give claim and fact."""
    found = fold.a.mismatch
    return (found.claimed, found.fact, found.answered, found.source) if found else None


DIFFERS = ("fake/ok-gpt", "fake/ok-kimi", True, "override")


def test_an_answer_of_the_announced_model_is_silent() -> None:
    fold = Fold(*TYPED, *moved())
    assert fold.a.announced is not None
    fold.tell(*replied(GPT))
    assert (fold.a.announced, fold.a.mismatch) == (None, None)


def test_an_answer_of_another_model_is_a_difference() -> None:
    fold = Fold(*TYPED, *moved(), *replied(KIMI))
    assert difference(fold) == DIFFERS
    assert fold.a.mismatch == Mismatch(
        claimed="fake/ok-gpt", fact="fake/ok-kimi", answered=True, source="override", at_ms=2_010
    )


@pytest.mark.parametrize(
    ("mark", "source"),
    [("override", "override"), ("retry", "override"), ("rescue", "override"),
     ("fallback", "chain")],
)  # fmt: skip
def test_the_mark_says_who_announced(mark: str, source: str) -> None:
    fold = Fold(*TYPED, *moved(mark=mark), *replied(KIMI))
    assert difference(fold) == (*DIFFERS[:3], source)


@pytest.mark.parametrize("mark", ["steer", "result", "", "whatever"])
def test_marks_of_prompts_that_move_nothing_announce_nothing(mark: str) -> None:
    fold = Fold(*TYPED, *moved(mark=mark), *replied(KIMI))
    assert (fold.a.announced, fold.a.mismatch) == (None, None)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, ()),
        ({"completed_ms": 2_100}, ()),
        ({"completed_ms": 2_100, "failure": Failure(name="MessageAbortedError")}, ()),
        ({"finish": "stop", "summary": True}, ()),
        ({}, (shown(2_020, text("prt_4", "msg_4", "x", kind="step-start")),)),
    ],
    ids=["just begun", "an aborted wait", "aborted", "a compaction", "no output"],
)
def test_what_is_no_answer_is_no_fact(fields: dict[str, Any], told: tuple[ev.Event, ...]) -> None:
    begun = answer(2_000, "msg_4", parent="msg_3", model=KIMI, **fields)
    fold = Fold(*TYPED, *moved(), begun, *told)
    assert fold.a.mismatch is None
    assert fold.a.announced is not None
    fold.tell(*replied(GPT, 3_000, "msg_5"))
    assert (fold.a.announced, fold.a.mismatch) == (None, None)


@pytest.mark.parametrize(
    "fields",
    [{"finish": "stop"}, {"failure": Failure(name="APIError", status=401)}],
    ids=["finish", "error"],
)
def test_a_finish_or_an_error_is_a_fact(fields: dict[str, Any]) -> None:
    fold = Fold(*TYPED, *moved(), answer(2_000, "msg_4", parent="msg_3", model=KIMI, **fields))
    assert difference(fold) == (*DIFFERS[:2], "finish" in fields, "override")


def test_a_wait_shows_which_model_is_asked_and_stays_when_it_is_aborted() -> None:
    asked = answer(2_000, "msg_4", parent="msg_3", model=KIMI)
    fold = Fold(*TYPED, *moved(), busy(1_990), asked)
    assert fold.a.mismatch is None
    fold.tell(retry(2_100))
    assert difference(fold) == ("fake/ok-gpt", "fake/ok-kimi", False, "override")
    ended = answer(2_200, "msg_4", parent="msg_3", model=KIMI, completed_ms=2_200)
    fold.tell(ended, idle(2_210))
    assert difference(fold) == ("fake/ok-gpt", "fake/ok-kimi", False, "override")
    fold.tell(*replied(KIMI, 2_300, "msg_5"))
    assert difference(fold) == DIFFERS


def test_a_wait_of_the_announced_model_bears_it_out() -> None:
    asked = answer(2_000, "msg_4", parent="msg_3", model=GPT)
    fold = Fold(*TYPED, *moved(), busy(1_990), asked, retry(2_100))
    assert (fold.a.announced, fold.a.mismatch) == (None, None)


def test_an_older_wait_says_nothing_about_a_later_answer() -> None:
    fold = Fold(*TYPED, retry(300), *moved(), answer(2_000, "msg_4", parent="msg_3", model=KIMI))
    assert fold.a.status == "retry"
    assert fold.a.mismatch is None


def test_an_answer_to_an_older_prompt_is_not_the_next() -> None:
    fold = Fold(*TYPED, *moved(), *replied(OPUS, name="msg_4", parent="msg_1", finish="stop"))
    assert fold.a.mismatch is None
    assert fold.a.announced is not None
    fold.tell(*replied(KIMI, 3_000, "msg_5"))
    assert difference(fold) == DIFFERS


def test_an_answer_to_a_program_behind_it_is_not_the_next() -> None:
    note = text("prt_9", "msg_9", "The following tool was executed by the user", synthetic=True)
    shell = (user(1_500, "msg_9", model=KIMI), shown(1_500, note))
    fold = Fold(*TYPED, *moved(), *shell, *replied(KIMI, 1_600, "msg_a", "msg_9"))
    assert fold.a.mismatch is None


def test_a_rewritten_message_changes_no_claim_by_itself() -> None:
    """A user message's model is no fact: another writer rewrote it, and its model answered."""
    fold = Fold(*TYPED, *moved(), user(1_100, "msg_3", model=KIMI))
    assert fold.a.mismatch is None
    part = text("prt_msg_3", "msg_3", synthetic=True, ignored=True, mark=Mark(kind="override"))
    fold.tell(shown(1_110, part), *replied(KIMI))
    assert difference(fold) == DIFFERS


def test_a_difference_stays_until_an_answer_agrees_with_the_newest_claim() -> None:
    fold = Fold(*TYPED, *moved(), *replied(KIMI))
    fold.tell(*replied(KIMI, 2_500, "msg_5", finish="stop", completed_ms=2_600), idle(2_700))
    assert difference(fold) == DIFFERS
    fold.tell(*moved(3_000, "msg_6", OPUS))
    assert difference(fold) == DIFFERS
    fold.tell(*replied(OPUS, 3_100, "msg_7", "msg_6"))
    assert (fold.a.announced, fold.a.mismatch) == (None, None)


def test_the_newest_claim_is_the_one_that_counts() -> None:
    fold = Fold(*TYPED, *moved(), *moved(1_500, "msg_5", KIMI, "fallback"))
    fold.tell(*replied(GPT, 1_600, "msg_6", "msg_5"))
    assert difference(fold) == ("fake/ok-kimi", "fake/ok-gpt", True, "chain")


@pytest.mark.parametrize(
    ("chosen", "answers", "differs"),
    [
        (KIMI, KIMI, False),
        (GPT, GPT, False),
        (GPT, KIMI, True),
        (OPUS, OPUS, True),
    ],
    ids=["another by hand", "the announced", "the announced in vain", "what it had before"],
)
def test_a_prompt_of_a_person_behind_a_claim(
    chosen: ModelRef, answers: ModelRef, differs: bool
) -> None:
    """An open screen's next prompt repeats the old model: nobody has chosen it by hand."""
    fold = Fold(*TYPED, *moved(), *typed(1_500, "msg_5", chosen))
    fold.tell(*replied(answers, 1_600, "msg_6", "msg_5"))
    assert (fold.a.mismatch is not None) is differs


@pytest.mark.parametrize(
    ("chosen", "stays"), [(KIMI, False), (OPUS, False), (GPT, True)],
    ids=["who answers", "another", "the announced"],
)  # fmt: skip
def test_a_prompt_of_a_person_behind_a_difference(chosen: ModelRef, stays: bool) -> None:
    fold = Fold(*TYPED, *moved(), *replied(KIMI), *typed(3_000, "msg_5", chosen))
    assert (fold.a.mismatch is not None) is stays
    assert (fold.a.announced is not None) is stays


def test_a_removed_prompt_leaves_nothing_to_compare() -> None:
    fold = Fold(*TYPED, *moved(), *replied(KIMI))
    fold.tell(ev.MessageRemoved(server=LAB, at_ms=3_000, session=A, message="msg_3"))
    assert (fold.a.announced, fold.a.mismatch) == (None, None)


def test_a_history_that_is_read_later_tells_the_same() -> None:
    mark = text("prt_3", "msg_3", synthetic=True, ignored=True, mark=Mark(kind="override"))
    fold = Fold(
        born(100),
        history(
            9_000, 8_990,
            (message("msg_1", "user", model=OPUS), (text("prt_1", "msg_1", "Fix it."),)),
            (message("msg_3", "user", model=GPT, created_ms=3_000), (mark,)),
            (message("msg_4", "assistant", parent="msg_3", model=KIMI, created_ms=4_000),
             (text("prt_4", "msg_4", "Yes"),)),
        ),
    )  # fmt: skip
    assert difference(fold) == DIFFERS
    assert fold.a.mismatch is not None
    assert fold.a.mismatch.at_ms == 4_000


def ref(text: str) -> ModelRef:
    provider, _, rest = text.rpartition("/")
    model, _, variant = rest.partition(" ")
    return ModelRef(provider=provider, model=model, variant=variant or None)


@pytest.mark.parametrize(
    ("claimed", "fact", "same"),
    [
        ("a/one", "a/one", True),
        ("a/one", "b/one", False),
        ("one", "b/one", True),
        ("one", "b/two", False),
        ("one high", "b/one low", False),
        ("a/one high", "a/one low", False),
        ("a/one high", "a/one", True),
        ("a/one", "a/one low", True),
        ("a/one high", "a/one default", True),
    ],
)
def test_when_a_claim_and_a_fact_are_the_same(claimed: str, fact: str, same: bool) -> None:
    assert is_same(ref(claimed), ref(fact)) is same


def test_a_short_name_is_the_last_part_of_an_id_with_slashes() -> None:
    fact = ModelRef(provider="router", model="vendor/one")
    assert is_same(ModelRef(provider="", model="one"), fact)


def test_where_only_the_variants_differ_they_are_named() -> None:
    high, low = (ModelRef(provider="a", model="one", variant=v) for v in ("high", "low"))
    fold = Fold(*TYPED, *moved(model=high), *replied(low))
    assert difference(fold) == ("a/one high", "a/one low", True, "override")


def test_what_has_once_answered_has_answered() -> None:
    fold = Fold(*TYPED, *moved(), busy(1_990), *replied(KIMI))
    fold.tell(answer(2_500, "msg_5", parent="msg_3", model=KIMI), retry(2_600))
    assert difference(fold) == DIFFERS
