"""Numbers of a server, kept within what clocks, tables and databases can hold."""

from __future__ import annotations

from omo_watch_core.wire.schema import Wire

MOST = 2**53
MOST_COST = 1e9


class WireTime(Wire):
    """Hold the moments of a session, message or part in epoch milliseconds."""

    created: float | None = None
    updated: float | None = None
    completed: float | None = None
    archived: float | None = None
    start: float | None = None
    end: float | None = None


NO_TIME = WireTime()


def whole(number: float | None) -> int:
    """Give a whole number of at most 2**53 in size; 0 for none."""
    return int(max(-MOST, min(MOST, number))) if number else 0


def whole_or_none(number: float | None) -> int | None:
    """Give a whole number, or None for none."""
    return None if number is None else whole(number)


def cost(dollars: float | None) -> float:
    """Give a cost in dollars within what a table can show; 0 for none."""
    return max(-MOST_COST, min(MOST_COST, dollars)) if dollars else 0.0


def price(dollars: float | None) -> float | None:
    """Give a price in dollars, None where none is said; less than nothing is nothing."""
    return None if dollars is None else max(0.0, min(MOST_COST, dollars))
