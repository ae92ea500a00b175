"""Sessions that live only for a probe: no list shows them, unless nobody deletes them."""

from __future__ import annotations

from omo_watch_core.actions.moves import LONGEST_MS
from omo_watch_core.clock import SECOND
from omo_watch_core.state import Server, Session

LEFT_MS = LONGEST_MS + 5 * SECOND
"""No probe runs for so long, also where a server's clock is a little off."""


def is_probing(server: Server, session: Session, now_ms: int) -> bool:
    """Tell whether a session is one of a probe that may still run; what it left is a session."""
    if not session.info.probe:
        return False
    return now_ms - server.offset_ms - session.info.created_ms < LEFT_MS
