"""Which texts of a palette can hardly be read, by measure."""

from typing import Final, NamedTuple

from omo_watch_themes.contrast import contrast
from omo_watch_themes.palette import PAGES, ROLES, Palette

LEAST: Final = 4.5
"""The contrast that a text needs on each page."""
FILLS: Final = {"on-ask": "ask-fill", "on-stuck": "stuck-fill"}
TEXTS: Final = tuple(
    role for role in ROLES if role not in {*PAGES, "line", *FILLS, *FILLS.values()}
)
"""The roles that are read as text on every page."""


class Weakness(NamedTuple):
    """Hold a text that does not stand out from what it stands on."""

    role: str
    page: str
    ratio: float

    def __str__(self) -> str:
        said = f"{self.role!r} on {self.page!r} has a contrast of {self.ratio:.1f}"
        return f"{said}, and text needs {LEAST}"


def weaknesses(palette: Palette) -> list[Weakness]:
    """List what cannot be read, the worst first; of ANSI names nobody knows the colours."""
    if palette.ansi:
        return []
    colours = palette.colours()
    pairs = [(role, page) for role in TEXTS for page in PAGES] + list(FILLS.items())
    found = [
        Weakness(role, page, ratio)
        for role, page in pairs
        if (ratio := contrast(colours[role], colours[page])) < LEAST
    ]
    return sorted(found, key=lambda weakness: weakness.ratio)


def reads_on(palette: Palette, colour: str) -> float:
    """Give the lowest contrast of a `#rrggbb` colour on the pages that a header stands on."""
    return min(contrast(colour, page) for page in (palette.ground, palette.surface))
