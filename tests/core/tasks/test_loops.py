"""Repeated and too many tool calls."""

import pytest

from omo_watch_core.tasks.loops import (
    Breaker,
    Calls,
    breach,
    counted,
    looping_tool,
    read_breaker,
    signature,
)

FIVE = Breaker(max_calls=8, max_equal_calls=5)


def repeated(times: int, tool: str = "read", given: object = None, **more: object) -> Calls:
    calls = Calls()
    for _ in range(times):
        calls = counted(calls, tool, given if given is not None else {"path": "a"})
    return calls


@pytest.mark.parametrize(
    ("settings", "breaker"),
    [
        (None, Breaker()),
        ("odd", Breaker()),
        ({"circuitBreaker": True, "maxToolCalls": "9"}, Breaker()),
        ({"maxToolCalls": True}, Breaker()),
        ({"maxToolCalls": 50}, Breaker(max_calls=50)),
        ({"maxToolCalls": 50, "circuitBreaker": {"maxToolCalls": 60}}, Breaker(max_calls=60)),
        ({"circuitBreaker": {"enabled": 0}}, Breaker()),
        ({"circuitBreaker": {"enabled": False}}, Breaker(watches_loops=False)),
        ({"circuitBreaker": {"consecutiveThreshold": 7}}, Breaker(max_equal_calls=7)),
    ],
)
def test_settings_are_read_with_defaults(settings: object, breaker: Breaker) -> None:
    assert read_breaker(settings) == breaker


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (None, "t::__unknown-input__"),
        ({}, "t"),
        ([], "t"),
        ("", "t"),
        (["b", "a"], 't::["b","a"]'),
        ({"é": "ü", "a": None}, 't::{"a":null,"é":"ü"}'),
    ],
)
def test_a_call_is_named_by_its_tool_and_input(given: object, name: str) -> None:
    assert signature("t", given) == name


def test_an_input_that_is_no_json_has_a_name_too() -> None:
    assert signature("t", {"a": {1}}).startswith("t::")


def test_a_running_part_counts_once() -> None:
    calls = Calls()
    for part in ("prt_1", "prt_1", "prt_2"):
        calls = counted(calls, "read", {"path": "a"}, part=part, running=True)
    assert (calls.total, calls.equal) == (2, 2)


@pytest.mark.parametrize(("part", "running"), [("prt_1", False), (None, True), (None, False)])
def test_every_other_report_counts_each_time(part: str | None, running: bool) -> None:
    calls = Calls()
    for _ in range(3):
        calls = counted(calls, "read", {"path": "a"}, part=part, running=running)
    assert calls.total == 3


def test_a_part_that_ends_does_not_make_its_run_count_again() -> None:
    calls = counted(Calls(), "read", {}, part="prt_1", running=True)
    calls = counted(calls, "read", {}, part="prt_1")
    assert counted(calls, "read", {}, part="prt_1", running=True).total == 2


def test_a_loop_is_named_in_a_sentence() -> None:
    assert breach(repeated(4), FIVE) is None
    told = "Subagent called read 5 consecutive times (threshold: 5)."
    assert breach(repeated(5), FIVE) == told
    assert "called read 6 " in (breach(repeated(6), FIVE) or "")


def test_the_tool_is_what_stands_before_the_first_colons() -> None:
    assert looping_tool(repeated(5, "mcp::search"), FIVE) == "mcp"


def test_without_the_breaker_all_calls_are_still_limited() -> None:
    off = Breaker(watches_loops=False, max_calls=8, max_equal_calls=5)
    assert breach(repeated(7), off) is None
    told = "Subagent exceeded maximum tool call limit (8)."
    assert breach(repeated(8), off) == told
    assert breach(repeated(8), FIVE) == told
