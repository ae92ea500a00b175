"""The toasts that are told now: newest first, and of a burst the last list only."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.clock import SECOND
from omo_watch_core.model import Toast
from omo_watch_core.state import State
from omo_watch_core.tasks.toast_reading import is_of_tasks

TOLD_MS = 10 * SECOND
BURST_MS = 5 * SECOND
"""Lists of tasks that follow each other within this are one: each repeats the one before."""


def told_now(state: State) -> tuple[Toast, ...]:
    """Give the toasts of the last ten seconds, newest first, each burst as its last one."""
    found: list[Toast] = []
    followed: dict[tuple[str, str], int] = {}
    for toast in reversed(state.toasts):
        if state.now_ms - toast.at_ms >= TOLD_MS:
            break
        place = (toast.server, toast.directory)
        if is_of_tasks(toast):
            next_ms, followed[place] = followed.get(place), toast.at_ms
            if next_ms is not None and next_ms - toast.at_ms <= BURST_MS:
                continue
        if not any(_says_the_same(toast, newer) for newer in found):
            found.append(toast)
    return tuple(found)


def _says_the_same(toast: Toast, newer: Toast) -> bool:
    """Tell whether a newer toast is the same once more: a deleted task is told of twice."""
    return replace(toast, at_ms=newer.at_ms) == newer and newer.at_ms - toast.at_ms <= BURST_MS
