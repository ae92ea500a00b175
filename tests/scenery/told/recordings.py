"""Recordings of real servers in which every text is another one."""

from __future__ import annotations

from functools import cache

from omo_watch_core.state import State
from tests.tui.hostile import dealt
from tests.tui.hostile import hostile as said


@cache
def hostile() -> State:
    """Titles that try to break the screen."""
    return said(dealt(0))
