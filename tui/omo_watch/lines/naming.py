"""What a session is called on the screen."""

from __future__ import annotations

from omo_watch.lines.text import one_line
from omo_watch_core.state import Session


def name_of(session: Session) -> str:
    """Give the title in one line, or the id of a session that has none yet."""
    return one_line(session.info.title) or session.id
