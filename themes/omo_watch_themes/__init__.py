"""The palettes of omo-watch: TOML files of role colours and the reader that checks them."""

from omo_watch_themes.contrast import contrast
from omo_watch_themes.names import load, names
from omo_watch_themes.palette import PAGES, ROLES, Palette
from omo_watch_themes.reading import PaletteError, read
from omo_watch_themes.shelf import Shelf, shelf
from omo_watch_themes.weakness import LEAST, TEXTS, reads_on

__all__ = [
    "LEAST",
    "PAGES",
    "ROLES",
    "TEXTS",
    "Palette",
    "PaletteError",
    "Shelf",
    "contrast",
    "load",
    "names",
    "read",
    "reads_on",
    "shelf",
]
