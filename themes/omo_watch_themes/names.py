"""The palettes that come with the program."""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from omo_watch_themes.palette import Palette
from omo_watch_themes.reading import PaletteError, read

NAMES: Final = ("dusk", "paper", "contrast", "terminal")


def names() -> tuple[str, ...]:
    """Name the palettes that come with the program, the default one first."""
    return NAMES


def load(name: str) -> Palette:
    """Load a palette that comes with the program; raise PaletteError for any other name."""
    if name not in NAMES:
        raise PaletteError(no_theme(name, NAMES))
    return read(Path(__file__).with_name(f"{name}.toml"))


def no_theme(name: str, known: Sequence[str]) -> str:
    """Say that there is no such theme, and which one is near."""
    near = get_close_matches(name, known, n=1)
    hint = f" (nearest: {near[0]})" if near else f" (there are {', '.join(known)})"
    return f"{name!r} is not a theme{hint}"
