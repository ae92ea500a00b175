"""All palettes that can be worn: those that come with the program, and a user's own."""

from dataclasses import dataclass
from pathlib import Path

from omo_watch_themes.names import NAMES, load, no_theme
from omo_watch_themes.palette import Palette
from omo_watch_themes.reading import PaletteError, read_own


@dataclass(frozen=True)
class Shelf:
    """Hold a user's own palettes by name, and what is wrong with those that are none."""

    own: dict[str, Palette]
    faults: tuple[str, ...] = ()
    """One sentence for each file that is not used."""

    @property
    def names(self) -> tuple[str, ...]:
        """Name all palettes, the program's own first."""
        return (*NAMES, *self.own)

    def take(self, name: str) -> Palette:
        """Give a palette; raise PaletteError where there is none of this name."""
        if name in self.own:
            return self.own[name]
        if name not in NAMES:
            raise PaletteError(no_theme(name, self.names))
        return load(name)


def shelf(folder: Path | None) -> Shelf:
    """Read the palettes of a folder, which need not exist; a wrong one is named and left out."""
    own: dict[str, Palette] = {}
    faults: list[str] = []
    for path in _files(folder, faults):
        if path.stem in NAMES:
            faults.append(f"{path.name!r}: a theme of this name comes with the program")
            continue
        try:
            own[path.stem] = read_own(path)
        except PaletteError as error:
            faults.append(str(error))
    return Shelf(own, tuple(faults))


def _files(folder: Path | None, faults: list[str]) -> list[Path]:
    try:
        return sorted(folder.glob("*.toml")) if folder and folder.is_dir() else []
    except OSError as error:
        faults.append(f"{str(folder)!r} cannot be read: {error.strerror}")
        return []
