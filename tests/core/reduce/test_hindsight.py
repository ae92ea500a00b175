"""A history tells which models failed in its last turn, to those who did not see it."""

from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.mark import Mark
from omo_watch_core.model import Failure, Message, Part, Setback
from tests.core.reduce.make import (
    GPT,
    LAB,
    OPUS,
    A,
    Fold,
    born,
    history,
    message,
    retry,
    text,
    turn,
)

ABORTED = "MessageAbortedError"
Entry = tuple[Message, tuple[Part, ...]]


def asked(name: str) -> Entry:
    """Give what a person asked."""
    return message(name, "user", created_ms=900), (text(f"prt{name}", name, "Fix it."),)


def moved(name: str) -> Entry:
    """Give a mark of ours."""
    part = text(f"prt{name}", name, synthetic=True, ignored=True, mark=Mark())
    return message(name, "user"), (part,)


def waited(name: str, **fields: Any) -> Entry:
    """Give what an aborted wait leaves."""
    return message(name, "assistant", model=OPUS, completed_ms=950, **fields), ()


def answered(name: str, **fields: Any) -> Entry:
    """Give an answer of the other model."""
    parts = (text(f"prt{name}", name, "Done."),)
    return message(name, "assistant", model=GPT, completed_ms=980, finish="stop", **fields), parts


def folded(*page: Entry, at: int = 1_000) -> tuple[Setback, ...]:
    """Give the setbacks that a page leaves."""
    return Fold(born(100), history(at, at - 10, *page)).a.setbacks


GAVE_UP = Setback(model=OPUS, reason="", at_ms=950)


def test_a_wait_that_another_model_follows_was_its_models_failure() -> None:
    assert folded(asked("m1"), waited("m2"), moved("m3"), answered("m4")) == (GAVE_UP,)
    assert folded(waited("m2"), moved("m3"), answered("m4")) == (GAVE_UP,)


def test_its_time_is_the_local_one() -> None:
    fold = Fold(born(100))
    fold.state = replace(fold.state, servers={LAB: replace(fold.server, offset_ms=500.0)})
    fold.tell(history(2_000, 1_990, asked("m1"), waited("m2"), moved("m3"), answered("m4")))
    assert [setback.at_ms for setback in fold.a.setbacks] == [1_450]


@pytest.mark.parametrize(
    "page",
    [
        (asked("m1"), waited("m2")),
        (asked("m1"), waited("m2"), moved("m3")),
        (asked("m1"), waited("m2"), asked("m3"), answered("m4")),
        (asked("m1"), waited("m2", finish="stop"), moved("m3"), answered("m4")),
        (asked("m1"), waited("m2", failure=Failure(name=ABORTED)), moved("m3"), answered("m4")),
        (asked("m1"), (waited("m2")[0], (text("p", "m2", "Well"),)), moved("m3"), answered("m4")),
        (asked("m1"), answered("m2"), moved("m3"), answered("m4")),
        (asked("m1"), waited("m2"), moved("m3"), waited("m4")),
    ],
    ids=["alone", "unanswered", "turn", "finish", "failure", "output", "answer", "same"],
)
def test_nothing_else_tells_of_a_failure(page: tuple[Entry, ...]) -> None:
    assert folded(*page) == ()


def test_what_was_seen_stays_as_it_was_seen() -> None:
    fold = Fold(born(100), *turn(200, "m1"))
    fold.tell(ev.MessageSeen(server=LAB, at_ms=300, message=waited("m2")[0]))
    fold.tell(retry(310, message="Rate limit exceeded"))
    before = fold.a.setbacks
    fold.tell(history(1_000, 990, asked("m1"), waited("m2"), moved("m3"), answered("m4")))
    assert fold.a.setbacks == before
    assert [setback.reason for setback in before] == ["rate-limit"]


def test_a_page_that_ends_before_the_newest_prompt_tells_nothing() -> None:
    fold = Fold(born(100), *turn(2_000, "m9"))
    fold.tell(history(3_000, 1_000, asked("m1"), waited("m2"), moved("m3"), answered("m4")))
    assert fold.a.setbacks == ()
    assert fold.a.id == A
