"""The word of each action: its name on the `:` line, in the palette, and in `[keys]`."""

from __future__ import annotations

import re

from omo_watch.keys.key import Key
from omo_watch.keys.tabs import TABS

_ODD = {
    "deeper": "open",
    "model": "move",
    "offer": "take_offer",
    "move(-1)": "up",
    "move(1)": "down",
    "page(-1)": "page_up",
    "page(1)": "page_down",
    "edge(-1)": "first",
    "edge(1)": "last",
    "width(1)": "wider",
    "width(-1)": "narrower",
    "move_up": "start_next",
    "needing(1)": "next",
    "needing(-1)": "previous",
    **{f"tab({digit})": name.lower() for digit, name in TABS.items()},
}
"""Actions whose own names would say little."""
ALSO = {"q": "quit", "model": "move", "s": "sessions"}
"""Other names that people try."""


def word_of(action: str) -> str:
    """Give the word of an action; what follows from its name needs no entry here."""
    name = action.rpartition("app.")[2]
    plain = name.replace("(-1)", "_back").replace("(1)", "")
    return _ODD.get(name) or "_".join(re.findall(r"\w+", plain))


def words_of(key: Key) -> tuple[str, ...]:
    """Give the words of all that a key does."""
    return tuple(word_of(action) for _, action in key.binds)


def spoken(word: str) -> str:
    """Give a word as it is typed on the `:` line."""
    return word.replace("_", " ")
