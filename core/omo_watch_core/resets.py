"""Read the reset time that a retry message states itself."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from omo_watch_core.clock import SECOND

_FLAGS = re.IGNORECASE | re.ASCII
_SECONDS = {"w": 604_800.0, "d": 86_400.0, "h": 3_600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_UNIT = (
    r"(ms|milliseconds?|w(?:eeks?)?|d(?:ays?)?|h(?:(?:ou)?rs?)?|m(?:in(?:ute)?s?)?"
    r"|s(?:ec(?:ond)?s?)?)(?![a-z])"
)
_NUMBER = r"(\d{1,7}(?:\.\d{1,6})?)"
_PAIR = re.compile(rf"{_NUMBER}[\s-]*{_UNIT}", _FLAGS)
_AGO = r"(?!\w)(?![^.\n]{0,12}\bago\b)"
_SPAN = rf"(?P<span>{_PAIR.pattern}(?:,?\s*(?:and\s+)?{_PAIR.pattern})*){_AGO}"
_TELLS = (
    r"(?:reset|retry|retri|again|wait|availab|back\b|resum|refresh|renew|replenish|restor|cool"
    r"|lift|unlock|recover)\w*"
)
_NEAR = r"[^.!?\n\d]{0,40}?"
_TOLD = re.compile(rf"\b{_TELLS}{_NEAR}\b{_SPAN}", _FLAGS)
_COUNTED = r"(?<!requests )(?<!tokens )(?<!calls )(?<!messages )(?<!failed )(?<!out )"
_IN = re.compile(rf"{_COUNTED}\bin\s+{_SPAN}", _FLAGS)
_HEADER = re.compile(rf"\bretry[-_ ]after\b\W{{1,4}}{_NUMBER}(?![\d.]|[\s-]*{_UNIT})", _FLAGS)
_ISO = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?\d*\s?(Z\b|UTC|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_CLOCK = re.compile(
    r"\b(?:(tomorrow)\s+)?at\s+(\d{1,2})(?::(\d{2}))?(?::\d{2})?\s*(?:(a|p)\.?m\b\.?)?"
    r"(?![\d:])(?:\s*\(?(UTC|GMT)\b)?",
    _FLAGS,
)
_ELSEWHERE = re.compile(
    r"\s*\(?(?:[a-z]+/[a-z_]+|[ecmp][sd]?t\b|(?:ces?t|bst|ist|jst|aest)\b|[ap]\.?m\b)", _FLAGS
)
"""A zone that is not known here: no time is better than a wrong one."""
_EARLIER_MS = 60 * SECOND
"""A time that lies further back than this is when something happened, not when it ends."""


def stated_ms(message: str, heard_ms: int, offset_ms: float = 0.0) -> float | None:
    """Give the reset that a message states, local epoch milliseconds, or None.

    Durations count from when the message was heard; an ISO time is the server's clock and UTC
    unless it says otherwise; a time of day is this machine's unless it says UTC.
    """
    seconds = _duration(message)
    if seconds is not None:
        return heard_ms + seconds * SECOND
    iso = _iso_ms(message)
    if iso is not None:
        return iso + offset_ms if iso + offset_ms >= heard_ms - _EARLIER_MS else None
    return _time_of_day(message, heard_ms)


def _duration(message: str) -> float | None:
    """Give seconds: those that a word of waiting belongs to, else those after `in`."""
    header = _HEADER.search(message)
    if header:
        return float(header.group(1))
    found = _TOLD.search(message) or _IN.search(message)
    if not found:
        return None
    return sum(float(number) * _unit(unit) for number, unit in _PAIR.findall(found["span"]))


def _unit(word: str) -> float:
    word = word.lower()
    return _SECONDS["ms" if word.startswith(("ms", "milli")) else word[0]]


def _iso_ms(message: str) -> float | None:
    found = _ISO.search(message)
    if not found:
        return None
    zone = found.group(1) or ""
    text = found.group(0).removesuffix(zone).strip()[:26]
    try:
        moment = datetime.fromisoformat(text + ("+00:00" if zone in ("", "Z", "UTC") else zone))
    except ValueError:
        return None
    return moment.timestamp() * SECOND


def _time_of_day(message: str, heard_ms: int) -> float | None:
    is_told = re.search(_TELLS, message, _FLAGS) is not None
    for found in _CLOCK.finditer(message):
        tomorrow, hour, minute, half, zone = found.groups()
        if _ELSEWHERE.match(message, found.end()):
            continue
        if tomorrow or half or (minute and is_told):
            clock = _hour(int(hour), half), int(minute or 0)
            if clock[0] <= 23 and clock[1] <= 59:
                return _next(heard_ms, clock, bool(tomorrow), utc=bool(zone))
    return None


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    return hour % 12 + (12 if half.lower() == "p" else 0) if 1 <= hour <= 12 else 99


def _next(heard_ms: int, clock: tuple[int, int], tomorrow: bool, *, utc: bool) -> float:
    heard = datetime.fromtimestamp(heard_ms / SECOND, UTC)
    heard = heard if utc else heard.astimezone()
    day = heard
    if tomorrow or (heard.hour, heard.minute) >= clock:
        day = heard + timedelta(days=1)
    # Without its zone first: the offset of another day may be another one.
    moment = day.replace(hour=clock[0], minute=clock[1], second=0, microsecond=0, tzinfo=None)
    moment = moment.replace(tzinfo=UTC) if utc else moment.astimezone()
    return moment.timestamp() * SECOND
