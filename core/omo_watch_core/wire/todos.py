"""A session's plan."""

from __future__ import annotations

from collections.abc import Iterable

from omo_watch_core.clean import clean_line
from omo_watch_core.model import Todo
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.words import word


class WireTodo(Wire):
    """Hold one line of a plan."""

    content: str
    status: str
    priority: str | None = None


def todos_of(lines: Iterable[WireTodo]) -> tuple[Todo, ...]:
    """Give a plan."""
    return tuple(
        Todo(
            content=clean_line(line.content),
            status=word(line.status),
            priority=word(line.priority or ""),
        )
        for line in lines
    )
