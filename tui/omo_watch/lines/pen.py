"""What every line is drawn with: the ink of a palette, glyphs, names of keys."""

from __future__ import annotations

from dataclasses import dataclass

from rich.style import Style

from omo_watch.glyphs import Glyphs
from omo_watch.keys.keyboard import Keyboard
from omo_watch.keys.table import USUAL
from omo_watch.theming import Ink

NARROW = 100
"""Below this width things stand two blanks apart instead of three."""


@dataclass(frozen=True, slots=True)
class Pen:
    """Hold ink, glyphs, and how the keys are called."""

    ink: Ink
    glyphs: Glyphs
    keyboard: Keyboard = USUAL

    def style(
        self, role: str, *, bold: bool = False, on: str = "ground", underline: bool = False
    ) -> Style:
        """Give the style of a role on a page."""
        return self.ink.style(role, bold=bold, on=on, underline=underline)


def gap(width: int) -> int:
    """Give how many blanks part the pieces of header and footer at this width."""
    return 2 if width < NARROW else 3
