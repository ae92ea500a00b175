"""What a session is called on the screen."""

from __future__ import annotations

from omo_watch.lines.text import one_line
from omo_watch_core.state import Session
from omo_watch_core.titles import SUBAGENT


def name_of(session: Session) -> str:
    """Give the title in one line, or the id of a session that has none yet."""
    return called(session.info.title, child=bool(session.info.parent)) or session.id


def called(title: str, *, child: bool) -> str:
    """Give a title in one line, that of a child without its agent."""
    title = one_line(title)
    return SUBAGENT.sub("", title) if child else title
