"""When a child repeats itself or calls too many tools.

Source: background-tasks 9.
"""

from __future__ import annotations

import json

from msgspec.structs import replace

from omo_watch_core.fallback.untyped import table
from omo_watch_core.value import Value

MAX_CALLS = 4000
MAX_EQUAL_CALLS = 20
UNKNOWN_INPUT = "__unknown-input__"


class Breaker(Value):
    """Hold at how many calls a task is cancelled."""

    watches_loops: bool = True
    """The limit of all calls stands where this is off, too."""
    max_calls: float = MAX_CALLS
    max_equal_calls: float = MAX_EQUAL_CALLS


class Calls(Value):
    """Count the tool calls of one child."""

    total: int = 0
    signature: str = ""
    equal: int = 0
    """How many calls in a row had this signature."""
    parts: frozenset[str] = frozenset()
    """Running parts that were counted; they report more than once."""


def read_breaker(settings: object) -> Breaker:
    """Read the plugin's settings of background tasks; what is missing or odd has its default."""
    plain = table(settings)
    own = table(plain.get("circuitBreaker"))
    older = _number(plain.get("maxToolCalls"), MAX_CALLS)
    return Breaker(
        watches_loops=own.get("enabled") is not False,
        max_calls=_number(own.get("maxToolCalls"), older),
        max_equal_calls=_number(own.get("consecutiveThreshold"), MAX_EQUAL_CALLS),
    )


def signature(tool: str, given: object) -> str:
    """Name a call so that equal calls have equal names; order of keys does not matter."""
    if given is None:
        return f"{tool}::{UNKNOWN_INPUT}"
    if given in ({}, [], ""):
        return tool
    text = json.dumps(given, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return f"{tool}::{text}"


def counted(
    calls: Calls, tool: str, given: object, *, part: str | None = None, running: bool = False
) -> Calls:
    """Count one report of a tool part: a running part once, everything else each time."""
    if running and part is not None:
        if part in calls.parts:
            return calls
        calls = replace(calls, parts=calls.parts | {part})
    name = signature(tool, given)
    repeats = given is not None and name == calls.signature
    return replace(
        calls, total=calls.total + 1, signature=name, equal=calls.equal + 1 if repeats else 1
    )


def looping_tool(calls: Calls, breaker: Breaker) -> str | None:
    """Name the tool that is called over and over, else None."""
    if breaker.watches_loops and calls.equal >= breaker.max_equal_calls:
        return calls.signature.partition("::")[0]
    return None


def breach(calls: Calls, breaker: Breaker) -> str | None:
    """Say in one sentence why the task has to be cancelled, else None."""
    if calls.total >= breaker.max_calls:
        return f"Subagent exceeded maximum tool call limit ({breaker.max_calls:g})."
    tool = looping_tool(calls, breaker)
    if tool is None:
        return None
    times = f"{calls.equal} consecutive times (threshold: {breaker.max_equal_calls:g})"
    return f"Subagent called {tool} {times}."


def _number(value: object, default: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return default
    return value
