"""The hours in which nobody is told anything."""

from __future__ import annotations

import re

from omo_watch_core.value import Value

HOUR, DAY = 60, 24 * 60
_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")


class Quiet(Value):
    """Hold a time of day from one minute up to another, which may be on the next day."""

    begin: int
    end: int

    def holds(self, minute: int) -> bool:
        """Tell whether a minute of the day is in it."""
        if self.begin < self.end:
            return self.begin <= minute < self.end
        return minute >= self.begin or minute < self.end


def read_quiet(text: str) -> Quiet:
    """Read `22:00-07:00`; raise ValueError with a sentence."""
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is not of the form 22:00-07:00")
    begin, end = _minute(found[1], found[2]), _minute(found[3], found[4])
    if begin == end:
        raise ValueError(f"{text!r} begins when it ends")
    return Quiet(begin=begin, end=end)


def _minute(hour: str, minute: str) -> int:
    if int(hour) > 23 or int(minute) > 59:
        raise ValueError(f"{hour}:{minute} is no time of day")
    return int(hour) * HOUR + int(minute)
