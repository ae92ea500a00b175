"""Which key does what for this person: the table's own keys, or those of `[keys]`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from omo_watch.keys.key import Key
from omo_watch.keys.naming import written
from omo_watch.keys.words import words_of

RESERVED = frozenset({"ctrl+c", "escape", "enter"})
"""Keys that always mean what they mean: the way out, and the way in."""
_NAMED = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Keyboard:
    """Hold the keys that a person chose, by the word of what they do."""

    usual: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict[str, tuple[str, ...]], hash=False
    )
    """The table's own keys of each word, by Textual's names."""
    chosen: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict[str, tuple[str, ...]], hash=False
    )

    def names(self, word: str, usual: str = "") -> tuple[str, ...]:
        """Give the keys of a word by Textual's names; reserved ones stay beside chosen ones."""
        before = tuple(usual.split(",")) if usual else self.usual.get(word, ())
        if word not in self.chosen:
            return before
        return (*(name for name in before if name in RESERVED), *self.chosen[word])

    def key(self, word: str) -> str:
        """Write the key of a word for a sentence: the last one, which is a letter where one is."""
        names = self.names(word)
        return written(names[-1]) if names else word

    def say(self, sentence: str) -> str:
        """Write a sentence in which `{word}` stands for the key of that word."""
        return _NAMED.sub(self._named, sentence)

    def _named(self, match: re.Match[str]) -> str:
        """Leave alone what only looks like a word of the table: it may come from outside."""
        known = match.group(1) in self.usual
        return self.key(match.group(1)) if known else match.group()

    def shown(self, key: Key) -> str:
        """Write a key of the table."""
        words = words_of(key)
        if self.chosen.keys().isdisjoint((*words, *key.beside)):
            return key.shown
        pairs = zip(words, key.binds, strict=True)
        names = [self.names(word, usual)[-1] for word, (usual, _) in pairs]
        names[1:1] = [self.names(word)[-1] for word in key.beside]
        return " ".join(dict.fromkeys(written(name) for name in names))

    @property
    def keymap(self) -> dict[str, str]:
        """Give what differs from the table, as Textual wants it."""
        return {word: ",".join(self.names(word)) for word in self.chosen}
