"""A notice that the plugin leaves behind without a run takes nothing away from the answer."""

from typing import Any

from omo_watch_core import events as ev
from omo_watch_core.growing import Text
from omo_watch_core.model import Message, Part, Setback
from omo_watch_core.select.condition import condition
from omo_watch_core.select.verdict import verdict
from tests.core.reduce.make import LAB, OPUS, A, Fold, born, busy, idle

NOTICE = "Done.\n<!-- OMO_INTERNAL_INITIATOR -->\n<!-- OMO_INTERNAL_NOREPLY -->"


def said(at: int, name: str, role: str, text: str, **fields: Any) -> tuple[ev.Event, ...]:
    message = Message(id=name, session=A, role=role, created_ms=at, model=OPUS, **fields)
    part = Part(id=f"prt_{name}", message=name, session=A, kind="text", text=Text.of(text))
    seen = ev.MessageSeen(server=LAB, at_ms=at, message=message)
    return seen, ev.PartSeen(server=LAB, at_ms=at, part=part)


def answered() -> Fold:
    """Give a session that ended with an answer which nobody saw."""
    fold = Fold(born(10), *said(20, "msg_000000000001", "user", "Do it"), busy(30))
    done = {"parent": "msg_000000000001", "completed_ms": 60, "finish": "stop"}
    fold.tell(*said(50, "msg_000000000002", "assistant", "Well", **done), idle(70))
    return fold


def word_at(fold: Fold, at: int) -> tuple[str, str | None]:
    word = condition(fold.server, fold.a, at)
    found = verdict(fold.server, fold.a, word, at)
    return word, found.cause if found else None


def test_a_notice_right_after_the_end_is_no_lost_prompt() -> None:
    fold = answered()
    fold.tell(*said(270, "msg_000000000003", "user", NOTICE))
    assert word_at(fold, 300) == ("done", None)
    assert word_at(fold, 60_000) == ("done", None)


def test_a_prompt_that_wants_an_answer_and_gets_none_still_is() -> None:
    fold = answered()
    fold.tell(*said(270, "msg_000000000003", "user", "And now?"))
    assert word_at(fold, 60_000) == ("failed", "no-answer")


def test_a_notice_begins_no_turn() -> None:
    fold = answered()
    setback = Setback(model=OPUS, reason="rate-limit", at_ms=40)
    fold.put(setbacks=(setback,))
    fold.tell(*said(270, "msg_000000000003", "user", NOTICE))
    assert (fold.a.setbacks, fold.a.turn_prompt) == ((setback,), "msg_000000000001")
