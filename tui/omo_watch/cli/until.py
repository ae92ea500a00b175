"""Read a time to come as people write it: `15m`, `2h`, `18:30`, an ISO time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from omo_watch.cli.failing import USAGE, CommandError
from omo_watch_core.clock import DAY, HOUR, MINUTE, SECOND

EXAMPLE = "say for example 15m, 2h, 18:30 or 2026-11-28T18:30"
LONGEST_MS = 366 * DAY
_UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY}
_SPAN = re.compile(r"(?:\d{1,6}[smhd])+", re.ASCII)
_PAIR = re.compile(r"(\d{1,6})([smhd])", re.ASCII)
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


def read_until(text: str, now_ms: int) -> int:
    """Give local epoch milliseconds; a time of day is the next one. Raises CommandError."""
    found = _read(text.strip().lower(), now_ms)
    if found is None:
        raise CommandError(f"{text!r} is no time", code=USAGE, hint=EXAMPLE)
    if found <= now_ms:
        raise CommandError(f"{text!r} is over already", code=USAGE, hint=EXAMPLE)
    if found - now_ms > LONGEST_MS:
        raise CommandError(f"{text!r} is more than a year away", code=USAGE, hint=EXAMPLE)
    return found


def _read(text: str, now_ms: int) -> int | None:
    if _SPAN.fullmatch(text):
        return now_ms + sum(int(number) * _UNITS[unit] for number, unit in _PAIR.findall(text))
    clock = _CLOCK.fullmatch(text)
    if clock:
        return _next(now_ms, int(clock[1]), int(clock[2]))
    try:
        return int(datetime.fromisoformat(text.upper()).astimezone().timestamp() * SECOND)
    except (ValueError, OverflowError):
        return None


def _next(now_ms: int, hour: int, minute: int) -> int:
    now = datetime.fromtimestamp(now_ms / SECOND, UTC).astimezone().replace(tzinfo=None)
    then = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if then <= now:
        then += timedelta(days=1)
    # Without a zone until here: the clock of another day may be put forward.
    return int(then.astimezone().timestamp() * SECOND)
