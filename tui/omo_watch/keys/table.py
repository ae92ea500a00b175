"""The one table of keys: it makes bindings, footer, help, palette, commands and the README."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from omo_watch.keys import (
    acting,
    connect,
    everywhere,
    inbox,
    lists,
    log,
    models,
    reaching,
    session,
    sessions,
    tasks,
)
from omo_watch.keys.key import CONNECT, Hint, Key, Place, Purpose
from omo_watch.keys.keyboard import Keyboard
from omo_watch.keys.words import word_of, words_of

if TYPE_CHECKING:
    from textual.binding import BindingType

KEYS: tuple[Key, ...] = (
    *everywhere.KEYS,
    *lists.KEYS,
    *sessions.KEYS,
    *session.KEYS,
    *acting.KEYS,
    *reaching.KEYS,
    *tasks.KEYS,
    *models.KEYS,
    *inbox.KEYS,
    *log.KEYS,
    *connect.KEYS,
)


def _usual() -> dict[str, tuple[str, ...]]:
    """Give the keys of each word; of rows with the same word the first counts."""
    found: dict[str, tuple[str, ...]] = {}
    for key in KEYS:
        for names, action in key.binds:
            found.setdefault(word_of(action), tuple(names.split(",")))
    return found


USUAL = Keyboard(usual=_usual())
"""The table's own keys."""


def of_place(place: Place, read_only: bool) -> Iterator[Key]:
    """Yield the keys that do something in a place; where nothing may change, fewer."""
    for key in KEYS:
        if place in key.places and not (key.modifies and read_only):
            yield key


def modifying(place: Place) -> frozenset[str]:
    """Name the keys of a place that may change something."""
    return frozenset(key.shown for key in of_place(place, read_only=False) if key.modifies)


def bindings(place: Place) -> list[BindingType]:
    """Make Textual's bindings of a place; each goes by its word, so that it can be remapped."""
    # Commands that draw nothing read the table too, and do not load Textual for it.
    from textual.binding import Binding

    return [
        Binding(keys, action, key.what, show=False, id=word_of(action))
        for key in of_place(place, read_only=False)
        for keys, action in key.binds
    ]


def names_in(place: Place, keyboard: Keyboard = USUAL) -> dict[str, str]:
    """Give the word that each key has in a place, by Textual's names of keys."""
    return {
        name: word
        for key in of_place(place, read_only=False)
        for word, (usual, _) in zip(words_of(key), key.binds, strict=True)
        for name in keyboard.names(word, usual)
    }


def footer(
    place: Place,
    read_only: bool,
    without: frozenset[str] = frozenset(),
    keyboard: Keyboard = USUAL,
    labels: Mapping[str, str] | None = None,
) -> list[Hint]:
    """List what the footer shows, most used first; `without` names keys that do nothing now.

    `without` and `labels` go by the table's own keys, whatever a person has made of them.
    """
    ranked = [key for key in of_place(place, read_only) if key.rank and key.shown not in without]
    return [
        (keyboard.shown(key), (labels or {}).get(key.shown, key.label))
        for key in sorted(ranked, key=lambda key: key.rank)
    ]


def key_name(place: Place, shown: str, keyboard: Keyboard = USUAL) -> str | None:
    """Give Textual's name of a key as it is written in the footer."""
    for key in of_place(place, read_only=False):
        if keyboard.shown(key) == shown and key.binds:
            word, (usual, _) = words_of(key)[0], key.binds[0]
            return keyboard.names(word, usual)[-1]
    return None


def shown_in(place: Place, usual: str, keyboard: Keyboard) -> str:
    """Write the key that does in a place what a key of the table usually does there."""
    found = (key for key in of_place(place, read_only=False) if key.shown == usual)
    return next((keyboard.shown(key) for key in found), usual)


def by_purpose(read_only: bool) -> dict[Purpose, list[Key]]:
    """Group the keys for the README; a key that does the same in two places is listed once."""
    groups: dict[Purpose, list[Key]] = {"Move": [], "Look": [], "Act": [], "Also": []}
    listed: set[Hint] = set()
    for key in KEYS:
        hint = (key.shown, key.what)
        if key.places == CONNECT or hint in listed or (key.modifies and read_only):
            continue
        listed.add(hint)
        groups[key.purpose].append(key)
    return groups


def as_markdown() -> str:
    """Write the table for the README: keys, what they do, and their words."""
    rows = [key for keys in by_purpose(read_only=False).values() for key in keys]
    lines = ["| key | does | its name |", "|---|---|---|"]
    for key in rows:
        names = ", ".join(f"`{word}`" for word in words_of(key))
        lines.append(f"| `{key.shown}` | {key.what} | {names} |")
    return "\n".join(lines) + "\n"
