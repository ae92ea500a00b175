"""What a key or a word means where it has a meaning, for who tries it where it has none."""

from __future__ import annotations

from omo_watch.keys.key import PAGES, Key, Place
from omo_watch.keys.keyboard import Keyboard
from omo_watch.keys.naming import written
from omo_watch.keys.places import name_of_place
from omo_watch.keys.table import KEYS
from omo_watch.keys.words import spoken, words_of

ORDER: tuple[Place, ...] = ("sessions", "tasks", "models", "inbox", "log", "session")


def no_meaning(name: str, keyboard: Keyboard) -> str:
    """Say where a key has a meaning, or that it has none."""
    sign = written(name)
    for key in KEYS:
        for word, (usual, _) in zip(words_of(key), key.binds, strict=True):
            if name in keyboard.names(word, usual) and key.places & PAGES:
                return f"{sign} does nothing here; on {_where(key)}: {bare(key)}"
    return keyboard.say(f"{sign} is no key; {{help}} shows all of them")


def no_meaning_of(word: str) -> str:
    """Say where a word of the `:` line has a meaning."""
    key = next(key for key in KEYS if word in words_of(key))
    return f"`{spoken(word)}` does nothing here; on {_where(key)}: {bare(key)}"


def bare(key: Key) -> str:
    """Say what a key does without the place that some rows begin with."""
    before, colon, after = key.what.partition(": ")
    return after if colon and before in ORDER else key.what


def _where(key: Key) -> str:
    places = [name_of_place(place) for place in ORDER if place in key.places]
    if len(places) > 3:
        return "other pages"
    return " and ".join([", ".join(places[:-1]), places[-1]] if places[1:] else places or ["none"])
