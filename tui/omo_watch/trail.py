"""Where a person came from, so that esc leads back step by step."""

from __future__ import annotations

from typing import NamedTuple

from omo_watch_core.state import SessionKey

MOST = 20


class Stop(NamedTuple):
    """Hold one place: a tab, and the sessions that were opened one above the other in it."""

    tab: int
    sessions: tuple[SessionKey, ...] = ()


class Trail:
    """Hold the places that were left, the last one at the end."""

    def __init__(self) -> None:
        self._stops: list[Stop] = []

    def left(self, stop: Stop) -> None:
        """Note a place that is left for another one."""
        if not self._stops or self._stops[-1] != stop:
            self._stops = [*self._stops, stop][-MOST:]

    def back(self, here: Stop) -> Stop | None:
        """Give the place to go back to, which is not this one; None where it all began."""
        while self._stops:
            stop = self._stops.pop()
            if stop != here:
                return stop
        return None
