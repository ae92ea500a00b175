"""The themes that can be worn, and where the one that was chosen is remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from omo_watch_themes import Shelf

MOST_LETTERS = 80


def _forget(name: str) -> str:
    """Remember nothing, which never fails."""
    return ""


@dataclass(frozen=True)
class Wardrobe:
    """Hold what a person can choose from."""

    shelf: Shelf = field(default_factory=lambda: Shelf({}))
    fixed: str = ""
    """What names the theme before anything that is remembered does; empty where nothing does."""
    remember: Callable[[str], str] = _forget
    """Keep the name of a theme for the next start; gives what went wrong, or nothing."""
    accents: Mapping[str, str] = field(default_factory=dict[str, str])
    """Roles or colours of servers, by their names."""

    def keep(self, name: str) -> str:
        """Keep a theme for the next start, and say what became of that."""
        if self.fixed:
            return f"{name} until you leave; {self.fixed} names another"
        fault = self.remember(name)
        if fault:
            return f"{name}; it will not be there next time: {fault}"
        return f"{name}; the next start wears it too"


def remembered(file: Path, shelf: Shelf) -> str | None:
    """Give the theme that was chosen last, where it still is there."""
    try:
        name = file.read_text(encoding="utf-8")[:MOST_LETTERS].strip()
    except (OSError, UnicodeDecodeError):
        return None
    return name if name in shelf.names else None


def remember_in(file: Path) -> Callable[[str], str]:
    """Make what writes the name of a theme into a file."""

    def remember(name: str) -> str:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{name}\n", encoding="utf-8")
        except OSError as error:
            return error.strerror or "it cannot be written"
        return ""

    return remember
