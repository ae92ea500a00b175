"""Scenes of one session on the whole screen."""

from __future__ import annotations

from tests.scenery.scene import LARGE, Frame, Scene, frames
from tests.tui.reading import OPEN, opened_only, read_closely, unchanged

_SEARCH = (*OPEN, "slash", *"invoice")
_UNFOLD = (*OPEN, "left_square_bracket", "enter")
_DIFF = (*OPEN, "shift+tab", "shift+tab")
_FRAMES: tuple[Frame, ...] = (
    ("reading", "a transcript that is followed", read_closely, OPEN),
    (
        "reading-begin",
        "its first answer, with headings, lists, a table and code",
        read_closely,
        (*OPEN, "g"),
    ),
    ("reading-search", "words looked for, as they are typed", read_closely, _SEARCH),
    ("reading-found", "the match before the newest", read_closely, (*_SEARCH, "enter", "N")),
    ("reading-unfolded", "what a tool gave back", read_closely, _UNFOLD),
    ("reading-back", "scrolled back", read_closely, (*OPEN, "pageup")),
    ("reading-diff", "what it changed in its files", read_closely, _DIFF),
    ("reading-events", "what happened to it", read_closely, (*OPEN, "shift+tab")),
    ("reading-empty", "nothing was said yet", unchanged, OPEN),
    ("reading-loading", "its messages are on their way", opened_only, OPEN),
)
SCENES: tuple[Scene, ...] = (
    *frames(_FRAMES),
    Scene("reading-diff-empty", "no file changed", unchanged, LARGE, _DIFF),
    Scene("reading-diff-loading", "its diff is on its way", opened_only, LARGE, _DIFF),
    Scene("reading-nocolor", "without colour", read_closely, keys=_UNFOLD, plain=True),
    Scene("reading-ascii", "without other signs", read_closely, keys=_UNFOLD, glyphs="ascii"),
    Scene("reading-contrast", "black", read_closely, keys=_SEARCH, theme="contrast"),
)
