"""What is ordered by words, and what is known when they are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from omo_watch.keys.key import Key, Place
from omo_watch.keys.table import KEYS
from omo_watch.keys.tabs import TABS
from omo_watch.keys.words import words_of
from omo_watch_core.select.view import SORTS

ROOMS = frozenset(title.lower() for title in TABS.values())
"""Words that lead to a tab; they take a filter."""


@dataclass(frozen=True, slots=True)
class Order:
    """Hold one word of the table, and what was said behind it."""

    word: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Hold why nothing was done, in one sentence."""

    why: str


@dataclass(frozen=True, slots=True)
class Known:
    """Hold what words may name here and now."""

    place: Place
    server: str = ""
    """The server of the session in front."""
    models: tuple[str, ...] = ()
    """The models of that server."""
    themes: tuple[str, ...] = ()

    def values(self, word: str) -> tuple[str, ...] | None:
        """Give what may stand behind a word; None where nothing may."""
        match word:
            case "move":
                return self.models
            case "theme":
                return self.themes
            case "sort":
                return SORTS
            case "filter":
                return ()
            case _:
                return () if word in ROOMS else None


def acts() -> Iterator[tuple[Key, str, str]]:
    """Yield each thing that a key of the table does: the key, its word, and its action."""
    for key in KEYS:
        for word, (_, action) in zip(words_of(key), key.binds, strict=True):
            yield key, word, action


def action_of(word: str, place: Place) -> str | None:
    """Give the action of a word in a place; None where it has none there."""
    return next(
        (action for key, each, action in acts() if each == word and place in key.places), None
    )
