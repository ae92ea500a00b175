"""Read the reset time that a retry message states itself."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_UNIT = r"(d(?:ays?)?|h(?:(?:ou)?rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)(?![a-z])"
_PAIR = re.compile(rf"(\d+(?:\.\d+)?)\s*{_UNIT}", re.IGNORECASE)
_DURATION = re.compile(
    rf"\b(?:in|after)\s+(?:\d+(?:\.\d+)?\s*{_UNIT}(?:,?\s*(?:and\s+)?))+", re.IGNORECASE
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?")
_CLOCK = re.compile(
    r"\b(?:(tomorrow)\s+)?at\s+(\d{1,2})(?::(\d{2}))?\s*(am|pm)?\b(?!\s*capacity)", re.IGNORECASE
)


def stated_ms(message: str, heard_ms: int, offset_ms: float = 0.0) -> float | None:
    """Give the reset that a message states, local epoch milliseconds, or None.

    Durations count from when the message was heard; an ISO time is the server's clock and UTC
    unless it says otherwise; a time of day is this machine's.
    """
    seconds = _duration(message)
    if seconds is not None:
        return heard_ms + seconds * 1_000
    iso = _iso_ms(message)
    if iso is not None:
        return iso + offset_ms
    return _time_of_day(message, heard_ms)


def _duration(message: str) -> float | None:
    found = _DURATION.search(message)
    if not found:
        return None
    pairs = _PAIR.findall(found.group(0))
    return sum(float(number) * _UNITS[unit[0].lower()] for number, unit in pairs)


def _iso_ms(message: str) -> float | None:
    found = _ISO.search(message)
    if not found:
        return None
    text = found.group(0).replace("Z", "+00:00")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = datetime.fromisoformat(text + "+00:00")
    return moment.timestamp() * 1_000


def _time_of_day(message: str, heard_ms: int) -> float | None:
    found = _CLOCK.search(message)
    if not found or not (found.group(3) or found.group(4)):
        return None
    tomorrow, hour, minute, half = found.groups()
    number = int(hour) % 12 + (12 if half.lower() == "pm" else 0) if half else int(hour)
    if number > 23 or int(minute or 0) > 59:
        return None
    heard = datetime.fromtimestamp(heard_ms / 1_000).astimezone()
    moment = heard.replace(hour=number, minute=int(minute or 0), second=0, microsecond=0)
    if tomorrow or moment <= heard:
        moment += timedelta(days=1)
    return moment.timestamp() * 1_000
