"""Which of the notices that wait for a parent are still worth telling.

Source: background-tasks 11.
"""

from __future__ import annotations

from collections.abc import Iterable

from omo_watch_core.tasks.notice_reading import read_notices

FINAL = frozenset({"all_complete", "all_finished_failed"})


def merged(texts: Iterable[str]) -> tuple[str, ...]:
    """Give the texts to send: the last word about all tasks first, without what it says anyway."""
    waiting: tuple[str, ...] = ()
    for text in texts:
        waiting = _with(waiting, text)
    return waiting


def tells_failure(texts: Iterable[str], *, reply: bool) -> bool:
    """Tell whether a message of these notices has the parent react to a failure."""
    return reply and any(notice.failed for text in texts for notice in read_notices(text))


def _with(waiting: tuple[str, ...], text: str) -> tuple[str, ...]:
    if text in waiting:
        return waiting
    if _is_final(text):
        return (text, *(other for other in waiting if not _is_progress(other)))
    is_late = _is_progress(text) and any(_is_final(other) for other in waiting)
    return waiting if is_late else (*waiting, text)


def _is_final(text: str) -> bool:
    return any(notice.kind in FINAL for notice in read_notices(text))


def _is_progress(text: str) -> bool:
    return any(notice.kind == "single" for notice in read_notices(text))
