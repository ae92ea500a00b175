"""What a session is called on the screen."""

from __future__ import annotations

import re

from omo_watch.lines.text import one_line
from omo_watch_core.state import Session

SUBAGENT = re.compile(r"(?<=\S) \(@[^()]+ subagent\)$")
"""What a server appends to a child's title; the agent has a column of its own."""


def name_of(session: Session) -> str:
    """Give the title in one line, or the id of a session that has none yet."""
    title = one_line(session.info.title)
    return (SUBAGENT.sub("", title) if session.info.parent else title) or session.id
