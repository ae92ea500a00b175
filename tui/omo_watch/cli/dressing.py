"""Which theme the screen begins with, which ones there are, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from omo_watch.cli.failing import USAGE, CommandError
from omo_watch.places import settings_file, theme_file, themes_folder
from omo_watch.settings import Settings
from omo_watch.settings.reading import Fault, line_of_value
from omo_watch.wardrobe import Wardrobe, remember_in, remembered
from omo_watch_themes import LEAST, Palette, PaletteError, Shelf, names, reads_on, shelf

DEFAULT = names()[0]


class Dress(NamedTuple):
    """Hold what the screen wears and could wear."""

    theme: str
    wardrobe: Wardrobe
    faults: tuple[str, ...]
    """What is wrong with themes and accents, one sentence each."""


def dressed(wished: str | None, settings: Settings, config: Path | None = None) -> Dress:
    """Take the theme of the command line, else of the settings, else the one chosen last."""
    themes, file = shelf(themes_folder()), config or settings_file()
    if wished is not None and wished not in themes.names:
        known = ", ".join(themes.names)
        raise CommandError(f"there is no theme {wished!r}", code=USAGE, hint=f"known: {known}")
    faults = list(themes.faults)
    named = settings.theme if "theme" in settings.model_fields_set else None
    if named is not None and named not in themes.names:
        faults.insert(0, _no_theme(named, themes, file))
        named = None
    theme = wished or named or remembered(theme_file(), themes) or DEFAULT
    accents, dull = _accents(settings, themes.take(theme), file)
    fixed = "--theme" if wished else "config.toml" if named else ""
    wardrobe = Wardrobe(themes, fixed, remember_in(theme_file()), accents)
    return Dress(theme, wardrobe, (*dull, *faults))


def _no_theme(name: str, themes: Shelf, file: Path) -> str:
    try:
        themes.take(name)
    except PaletteError as error:
        return str(Fault(file, line_of_value(file, "theme", name), f"{error}. The rest is in use."))
    raise AssertionError(name)


def _accents(settings: Settings, palette: Palette, file: Path) -> tuple[dict[str, str], list[str]]:
    """Give the accents of servers, without those that cannot be read in a header."""
    accents = {server.name: server.accent for server in settings.servers if server.accent}
    faults: list[str] = []
    for name, accent in list(accents.items()):
        if palette.ansi or not accent.startswith("#"):
            continue
        ratio = reads_on(palette, accent)
        if ratio < LEAST:
            del accents[name]
            said = f"the accent {accent} of {name} has a contrast of {ratio:.1f} in {palette.name}"
            said = f"{said}, and text needs {LEAST}. It is not used."
            faults.append(str(Fault(file, line_of_value(file, "accent", accent), said)))
    return accents, faults
