"""Make a keyboard of `[keys]`: what clashes is named and left out, and the rest is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from omo_watch.keys.key import ALL, Place
from omo_watch.keys.keyboard import RESERVED, Keyboard
from omo_watch.keys.naming import read_key, written
from omo_watch.keys.places import name_of_place
from omo_watch.keys.table import USUAL, of_place
from omo_watch.keys.words import ALSO, words_of


class Clash(NamedTuple):
    """Hold what is wrong with one line of `[keys]`."""

    name: str
    """As it stands in the file."""
    sentence: str


def keyboard_of(wished: Mapping[str, str | Sequence[str]]) -> tuple[Keyboard, list[Clash]]:
    """Make the keyboard, and say what could not be used."""
    clashes: list[Clash] = []
    chosen: dict[str, tuple[str, ...]] = {}
    lines: dict[str, str] = {}
    for name, keys in wished.items():
        try:
            word, names = _read(name, [keys] if isinstance(keys, str) else keys)
        except ValueError as error:
            clashes.append(Clash(name, str(error)))
        else:
            chosen[word], lines[word] = names, name
    while True:
        board = Keyboard(usual=USUAL.usual, chosen=dict(chosen))
        found = _clash(board)
        if found is None:
            return board, clashes
        word, sentence = found
        clashes.append(Clash(lines[word], sentence))
        del chosen[word]


def _read(name: str, keys: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    word = name.replace(" ", "_").replace("-", "_")
    word = ALSO.get(word, word)
    if word not in USUAL.usual:
        near = get_close_matches(word, USUAL.usual, n=1, cutoff=0.0)[0]
        raise ValueError(f"nothing is called that. Nearest: `{near}`")
    if not keys:
        raise ValueError("name one key at least")
    names = tuple(read_key(key) for key in keys)
    reserved = [key for key in names if key in RESERVED and key not in USUAL.usual[word]]
    if reserved:
        raise ValueError(f"{written(reserved[0])} always keeps its own meaning")
    return word, names


def _clash(board: Keyboard) -> tuple[str, str] | None:
    """Find a key with two meanings in one place; of two chosen ones the later line gives way."""
    for place in sorted(ALL):
        seen: dict[str, str] = {}
        for word, names in _words(place, board):
            for name in names:
                other = seen.setdefault(name, word)
                if other != word:
                    return _blamed(board, name, word, other, place)
    return None


def _words(place: Place, board: Keyboard) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (word, board.names(word, usual))
        for key in of_place(place, read_only=False)
        for word, (usual, _) in zip(words_of(key), key.binds, strict=True)
    ]


def _blamed(
    board: Keyboard, name: str, word: str, other: str, place: Place
) -> tuple[str, str] | None:
    order = list(board.chosen)
    both = [each for each in (word, other) if each in board.chosen]
    if not both:
        return None
    blamed = max(both, key=order.index)
    keeps = other if blamed == word else word
    where = name_of_place(place)
    return blamed, f"{written(name)} is `{keeps}` already, on {where}"
