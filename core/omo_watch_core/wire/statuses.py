"""What a session does, as the status map and the stream say it."""

from __future__ import annotations

from omo_watch_core.events import StatusHeard
from omo_watch_core.wire.numbers import MOST, whole
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.words import line, word

KNOWN = frozenset({"idle", "busy", "retry"})


class WireStatus(Wire):
    """Hold a status; only a retry has more than a type."""

    type: str
    attempt: float | None = None
    message: str | None = None
    next: float | None = None


def status_heard(
    wire: WireStatus, session: str, directory: str, server: str, at_ms: int
) -> StatusHeard:
    """Give a status as an event; a type of a later server counts as busy."""
    return StatusHeard(
        server=server,
        at_ms=at_ms,
        session=word(session),
        directory=directory,
        status=wire.type if wire.type in KNOWN else "busy",
        attempt=whole(wire.attempt),
        message=line(wire.message),
        next_ms=max(-MOST, min(MOST, wire.next or 0.0)),
    )
