"""Messages of a server as the fallback reads them."""

from __future__ import annotations

from collections.abc import Iterable

from omo_watch_core.charge.marks import Page
from omo_watch_core.fallback.history import Piece, Said
from omo_watch_core.model import Message, Part


def said_of(page: Page) -> tuple[Said, ...]:
    """Give the messages, oldest first."""
    return tuple(_said(message, parts) for message, parts in page)


def _said(message: Message, parts: Iterable[Part]) -> Said:
    completed = message.completed_ms is not None
    return Said(
        role=message.role,
        id=message.id,
        agent=message.agent,
        failed=message.failure is not None,
        # What the server completes without a finish it will not go on with: a wait that ended.
        finish=message.finish or completed or None,
        completed=completed,
        tokens=message.tokens.output + message.tokens.reasoning,
        pieces=tuple(_piece(part) for part in parts),
    )


def _piece(part: Part) -> Piece:
    tool = part.tool
    return Piece(
        kind=part.kind,
        text=str(part.text),
        id=part.id,
        # What an omo-watch wrote is no turn of a person's either.
        synthetic=part.synthetic or part.marked,
        tool=tool.name if tool else None,
        tool_state=tool.status if tool else None,
    )
