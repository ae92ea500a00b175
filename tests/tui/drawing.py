"""What tests of lines draw with."""

from __future__ import annotations

from rich.cells import cell_len
from textual.strip import Strip

from omo_watch.glyphs import ASCII, UNICODE
from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen
from omo_watch.theming import Ink
from omo_watch_core.model import SessionState
from omo_watch_core.select.row import Row, RowKey, row
from omo_watch_core.state import State
from omo_watch_themes import load

PEN = Pen(Ink(load("dusk")), UNICODE)
PLAIN = Pen(Ink(load("dusk"), plain=True), UNICODE)
LETTERS = Pen(Ink(load("dusk")), ASCII)
COLOURS = {colour: role for role, colour in reversed(load("dusk").colours().items())}


def row_of(state: State, session: str, badge: tuple[SessionState, int] | None = None) -> Row:
    """Give the row of a session, wherever it lives."""
    for server in state.servers.values():
        if session in server.sessions:
            found = row(state, RowKey(server=server.name, session=session, badge=badge))
            assert found is not None
            return found
    raise KeyError(session)


def text(drawn: Strip | Line) -> str:
    """Give the text of a line, without blanks at its end."""
    pieces = drawn.segments if isinstance(drawn, Line) else list(drawn)
    return "".join(piece.text for piece in pieces).rstrip()


def roles(drawn: Strip | Line) -> dict[str, str]:
    """Give the role of each piece of a line, `+` where it is bold."""
    found: dict[str, str] = {}
    for piece in drawn.segments if isinstance(drawn, Line) else list(drawn):
        style = piece.style
        if piece.text.strip() and style is not None and style.color is not None:
            found[piece.text.strip()] = COLOURS[style.color.name] + ("+" if style.bold else "")
    return found


def width(drawn: Strip) -> int:
    """Count the cells that a terminal would use."""
    return sum(cell_len(piece.text) for piece in drawn)
