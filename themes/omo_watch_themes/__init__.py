"""The palettes of omo-watch: TOML files of role colours and the reader that checks them."""

from difflib import get_close_matches
from pathlib import Path
from typing import Final

from omo_watch_themes.contrast import contrast
from omo_watch_themes.palette import PAGES, ROLES, Palette
from omo_watch_themes.reading import PaletteError, read

__all__ = ["PAGES", "ROLES", "Palette", "PaletteError", "contrast", "load", "names", "read"]

_NAMES: Final = ("dusk", "paper", "contrast", "terminal")


def names() -> tuple[str, ...]:
    """Name the palettes that come with the program, the default one first."""
    return _NAMES


def load(name: str) -> Palette:
    """Load a palette that comes with the program; raise PaletteError for any other name."""
    if name not in _NAMES:
        near = get_close_matches(name, _NAMES, n=1)
        hint = f" (nearest: {near[0]})" if near else f" (there are {', '.join(_NAMES)})"
        raise PaletteError(f"{name!r} is not a theme{hint}")
    return read(Path(__file__).with_name(f"{name}.toml"))
