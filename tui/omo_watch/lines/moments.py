"""Times as people read them: of day, of a row, and how long something took."""

from __future__ import annotations

from datetime import UTC, datetime

from omo_watch_core.clock import DISAGREE_AFTER, age, countdown
from omo_watch_core.select.row import Row


def time_of_day(ms: float) -> str:
    """Give `14:03:22` on this machine's clock."""
    return _local(ms).strftime("%H:%M:%S")


def minute_of_day(ms: float) -> str:
    """Give `14:03` on this machine's clock."""
    return _local(ms).strftime("%H:%M")


def took(ms: float) -> str:
    """Say how long something took: `0.1s`, `3.4s`, `12s`, `2m`."""
    return f"{max(ms, 0) / 1_000:.1f}s" if ms < 9_950 else age(ms)


def time_in_row(row: Row, now_ms: int) -> str:
    """Give a row's time: the countdown where it waits for a clock, else how long it is so."""
    if row.due_ms is not None and row.state in ("retry", "parked"):
        left = countdown(row.due_ms - now_ms)
        return left if left == "due" or left.startswith("+") else f"in {left}"
    return age(now_ms - row.since_ms) if row.since_ms else ""


def disagreement(row: Row, now_ms: int) -> str | None:
    """Say both times where the message's own reset is more than a minute off the server's."""
    if row.due_ms is None or row.stated_ms is None:
        return None
    if abs(row.due_ms - row.stated_ms) <= DISAGREE_AFTER:
        return None
    server, message = countdown(row.due_ms - now_ms), countdown(row.stated_ms - now_ms)
    return f"server {server} · message {message}"


def _local(ms: float) -> datetime:
    return datetime.fromtimestamp(ms / 1_000, UTC).astimezone()
