"""What a cell of a line stands for, so that it can be clicked."""

from __future__ import annotations

from rich.style import Style
from textual.strip import Strip

PLACE, PANE = "place", "pane"


def placed(strip: Strip, place: int) -> Strip:
    """Let a line stand for the choice at a place, all of it but the edge."""
    edge, rest = strip.crop(0, 1), strip.crop(1)
    return Strip.join([edge, rest.apply_meta({PLACE: place})])


def opening(style: Style, pane: str) -> Style:
    """Let a title stand for its pane."""
    return style + Style.from_meta({PANE: pane})


def place_of(style: Style) -> int | None:
    """Give the place of the choice that a cell stands for."""
    found = style.meta.get(PLACE)
    return found if isinstance(found, int) else None
