"""How the task manager writes an elapsed time.

Source: background-tasks 11 and 13.
"""

from __future__ import annotations

from omo_watch_core.clock import SECOND


def in_notices(ms: float) -> str:
    """Write an elapsed time as `45s`, `3m 5s` or `2h 0m 7s`, rounded down.

    Below zero it is seconds alone: a task that never started has such a time.
    """
    seconds = int(ms // SECOND)
    hours, minutes = _parts(seconds)
    if hours:
        return f"{hours}h {minutes}m {seconds % 60}s"
    return f"{minutes}m {seconds % 60}s" if minutes else f"{seconds}s"


def in_toasts(ms: float) -> str:
    """Write the same as the list of a toast does: no seconds from one hour on."""
    hours, minutes = _parts(int(ms // SECOND))
    return f"{hours}h {minutes}m" if hours else in_notices(ms)


def _parts(seconds: int) -> tuple[int, int]:
    minutes = max(seconds, 0) // 60
    return minutes // 60, minutes % 60
