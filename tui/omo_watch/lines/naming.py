"""What sessions and models are called on the screen."""

from __future__ import annotations

from rich.cells import cell_len

from omo_watch.lines.text import fit, one_line
from omo_watch_core.model import ModelRef
from omo_watch_core.state import Session
from omo_watch_core.titles import SUBAGENT


def name_of(session: Session) -> str:
    """Give the title in one line, or the id of a session that has none yet."""
    return called(session.info.title, child=bool(session.info.parent)) or session.id


def called(title: str, *, child: bool) -> str:
    """Give a title in one line, that of a child without its agent."""
    title = one_line(title)
    return SUBAGENT.sub("", title) if child else title


def model_in(model: ModelRef, width: int, ellipsis: str) -> str:
    """Give provider and model in at most `width` cells; the provider is cut before the model."""
    name, short = one_line(model.name), one_line(model.model)
    room = width - cell_len(short) - 1
    if cell_len(name) <= width or room < 1:
        return fit(name, width, ellipsis)
    return f"{fit(model.provider, room, ellipsis)}/{short}"
