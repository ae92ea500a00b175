"""Whether an idle session is about to run: an abort then is answered, and the run starts after."""

from __future__ import annotations

from omo_watch_core.clock import SECOND
from omo_watch_core.order import is_later
from omo_watch_core.state import Server, Session

FRESH_MS = 5 * SECOND
"""An instance that starts takes so long from a prompt to the first busy."""


def may_begin(server: Server, session: Session, now_ms: int) -> bool:
    """Tell whether somebody, on whatever screen, has just prompted a session that looks idle."""
    since = now_ms - server.offset_ms - FRESH_MS
    prompt, answer = session.prompt, session.answer
    if prompt is None:
        # Its first prompt may be on its way: that touches the session before it is stored.
        return answer is None and max(session.info.created_ms, session.info.updated_ms) >= since
    if prompt.created_ms < since:
        return False
    return answer is None or (answer.parent != prompt.id and is_later(prompt.id, answer.id))
