"""Time as a value: countdowns, ages, and when a wait ends."""

from __future__ import annotations

from datetime import UTC, datetime

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
RELATIVE_BELOW = 1e9
EPOCH_SECONDS_BELOW = 1e11
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
OVERDUE_AFTER = 5 * SECOND
"""How long past its time a countdown says `due` before it counts up."""
FAR_MS = 300 * DAY
"""From here on a day and a month alone could be read as another year's."""
DISAGREE_AFTER = 60 * SECOND
"""How far the message's own reset may lie from the server's before both are shown."""


def due_ms(next_ms: float, heard_ms: int, offset_ms: float = 0.0) -> float:
    """Give when a wait ends, local epoch milliseconds.

    `next_ms` below 1e9 is seconds from when it was heard, below 1e11 epoch seconds of the
    server, else epoch milliseconds of the server; `offset_ms` is local minus server clock.
    """
    if next_ms < RELATIVE_BELOW:
        return heard_ms + next_ms * SECOND
    if next_ms < EPOCH_SECONDS_BELOW:
        return next_ms * SECOND + offset_ms
    return next_ms + offset_ms


def age(ms: float) -> str:
    """Say an elapsed time in one unit: `4s`, `2m`, `3h`, `2d`."""
    ms = max(ms, 0)
    if ms < MINUTE:
        return f"{int(ms // SECOND)}s"
    if ms < HOUR:
        return f"{int(ms // MINUTE)}m"
    if ms < DAY:
        return f"{int(ms // HOUR)}h"
    return f"{int(ms // DAY)}d"


def countdown(left_ms: float) -> str:
    """Say a remaining time: `38s`, `7m41s`, `48m`, `2h15m`, `12h`; `due` at zero, then `+12s`.

    Two units while they matter, and at most eight cells together with `in ` before it.
    """
    if left_ms <= -OVERDUE_AFTER:
        return f"+{age(-left_ms)}"
    seconds = int(-(-left_ms // SECOND))
    if seconds <= 0:
        return "due"
    return _two_units(seconds)


def overdue(left_ms: float) -> str:
    """Say the same in words for a sentence: `back in 7m41s`, `due`, `overdue 12s`."""
    text = countdown(left_ms)
    if text.startswith("+"):
        return f"overdue {text[1:]}"
    return text if text == "due" else f"back in {text}"


def local(ms: float) -> datetime | None:
    """Give a moment on this machine's clock; None where no calendar holds it."""
    try:
        return datetime.fromtimestamp(ms / SECOND, UTC).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def when(ms: float, now_ms: float) -> str:
    """Say when something is: `at 14:22`, on another day `at 30 Nov 14:22`, far off `in 400 days`.

    Any number may come from a server: what no calendar holds is said in days as well.
    """
    moment, today = local(ms), local(now_ms)
    if moment is None or today is None or abs(ms - now_ms) >= FAR_MS:
        days = int(abs(ms - now_ms) // DAY)
        return f"in {days} days" if ms > now_ms else f"{days} days ago"
    if moment.date() == today.date():
        return f"at {moment:%H:%M}"
    return f"at {moment.day} {_MONTHS[moment.month - 1]} {moment:%H:%M}"


def _two_units(seconds: int) -> str:
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    if not minutes:
        return f"{second}s"
    if not hours:
        return f"{minute}m{second:02d}s" if second and minute < 10 else f"{minute}m"
    if hours < 10 and minute:
        return f"{hours}h{minute:02d}m"
    return f"{hours}h" if hours < 48 else f"{hours // 24}d"
