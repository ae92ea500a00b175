"""Times as people read them: of day, of a row, and how long something took."""

from __future__ import annotations

from omo_watch_core.clock import DAY, DISAGREE_AFTER, HOUR, MINUTE, SECOND, age, countdown, local
from omo_watch_core.select.row import Row

RESTING = frozenset({"idle", "done", "failed", "unknown"})


def time_of_day(ms: float) -> str:
    """Give `14:03:22` on this machine's clock."""
    return _local(ms, "%H:%M:%S")


def instant_of_day(ms: float) -> str:
    """Give `14:03:22.106` on this machine's clock."""
    moment = local(ms)
    return f"{moment:%H:%M:%S}.{int(ms) % 1_000:03}" if moment else ""


def minute_of_day(ms: float) -> str:
    """Give `14:03` on this machine's clock."""
    return _local(ms, "%H:%M")


def took(ms: float) -> str:
    """Say how long something took: `0.1s`, `3.4s`, `12s`, `2m`."""
    return f"{max(ms, 0) / 1_000:.1f}s" if ms < 9_950 else age(ms)


def time_in_row(row: Row, now_ms: int) -> str:
    """Give a row's time: the countdown where it waits for a clock, else how long it is so."""
    if row.due_ms is not None and row.state in ("retry", "parked"):
        left = countdown(row.due_ms - now_ms)
        return left if left == "due" or left.startswith("+") else f"in {left}"
    return age(now_ms - row.since_ms) if row.since_ms else ""


def changes_at(row: Row, now_ms: int) -> int:
    """Give when a row's text may next be another one by time alone, local epoch milliseconds.

    What runs, waits or ended a moment ago may change each second, and so what has tasks out; the
    rest with its age.
    """
    age_ms = now_ms - row.since_ms
    waits = any(not launch.ended for launch in row.session.launches)
    if row.state not in RESTING or age_ms < MINUTE or waits:
        return now_ms // SECOND * SECOND + SECOND
    unit = MINUTE if age_ms < HOUR else HOUR if age_ms < DAY else DAY
    return now_ms + unit - age_ms % unit


def disagreement(row: Row, now_ms: int) -> str | None:
    """Say both times where the message's own reset is more than a minute off the server's."""
    if row.due_ms is None or row.stated_ms is None:
        return None
    if abs(row.due_ms - row.stated_ms) <= DISAGREE_AFTER:
        return None
    server, message = countdown(row.due_ms - now_ms), countdown(row.stated_ms - now_ms)
    return f"server {server} · message {message}"


def _local(ms: float, form: str) -> str:
    """Give a moment in a form; nothing where no calendar holds what a server said."""
    moment = local(ms)
    return f"{moment:{form}}" if moment else ""
