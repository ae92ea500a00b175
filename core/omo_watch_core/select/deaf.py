"""Whether the plugin lets a wait of the server stand that it could end."""

from __future__ import annotations

from omo_watch_core.clock import SECOND
from omo_watch_core.fallback.reason import is_limit, reason_of
from omo_watch_core.fallback.retry_status import LIMITS, retry_class
from omo_watch_core.presence import plugin_in
from omo_watch_core.state import Server, Session

STANDS_MS = 5 * SECOND
"""The plugin acts within 0.4 s; after 3 s without a sign it will not."""
UNKNOWN = "error"
"""The class of words that no rule knows: they may speak of a limit too."""


def unmoved_ms(server: Server, session: Session, now_ms: int) -> int | None:
    """Give how long the plugin left the same wait standing; None while it may still act."""
    retry = session.retry
    if session.status != "retry" or retry is None:
        return None
    stood = now_ms - retry.since_ms
    if stood < STANDS_MS or not plugin_in(server, session.info.directory):
        return None
    return stood


def is_deaf(server: Server, session: Session, now_ms: int) -> bool:
    """Tell whether a wait that is not for a limit stands although the plugin is there."""
    if unmoved_ms(server, session, now_ms) is None or session.retry is None:
        return False
    message = session.retry.message
    known = reason_of(message) != UNKNOWN
    return known and not is_limit(message) and retry_class(message) not in LIMITS
