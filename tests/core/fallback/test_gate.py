"""One prompt at a time, and never the same one twice within a short while."""

import pytest

from omo_watch_core.fallback.gate import (
    OPEN,
    Gate,
    content,
    is_repeat,
    is_reserved,
    released,
    reserved_wait_ms,
    sent,
)
from tests.core.fallback.names import A, B


@pytest.mark.parametrize(("age", "reserved"), [(0, True), (1_999, True), (2_000, False)])
def test_a_session_is_reserved_for_two_seconds_after_a_prompt(age: int, reserved: bool) -> None:
    assert is_reserved(sent(OPEN, "x", 1_000), 1_000 + age) is reserved
    assert not is_reserved(OPEN, 0)


@pytest.mark.parametrize(("age", "repeat"), [(0, True), (14_999, True), (15_000, False)])
def test_the_same_prompt_is_not_sent_again_for_fifteen_seconds(age: int, repeat: bool) -> None:
    gate = sent(OPEN, "x", 1_000)
    assert is_repeat(gate, "x", 1_000 + age) is repeat
    assert not is_repeat(gate, "y", 1_000 + age)


def test_what_is_too_old_to_be_a_repeat_is_forgotten() -> None:
    gate = sent(sent(sent(OPEN, "a", 0), "b", 1), "c", 15_000)
    assert gate == Gate(held_until_ms=17_000, sent={"b": 1, "c": 15_000})


def test_an_abort_of_ours_forgets_all() -> None:
    assert released() == Gate(held_until_ms=0, sent={})


def test_a_prompt_is_known_by_model_agent_and_turn() -> None:
    keys = {
        content(A, "build", "msg_1"),
        content(B, "build", "msg_1"),
        content(A, "plan", "msg_1"),
        content(A, None, "msg_1"),
        content(A, "build", "msg_2"),
    }
    assert len(keys) == 5
    assert content(A, None, "x") == content(A, "", "x")


def test_waits_for_a_reserved_session_grow_and_end() -> None:
    waits = [reserved_wait_ms(tries) for tries in range(1, 8)]
    assert waits == [500, 1_000, 1_500, 2_000, 2_500, 3_000, None]
