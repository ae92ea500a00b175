"""What a line could become: words of this page first, then those of others, then values."""

from __future__ import annotations

from collections.abc import Sequence

from omo_watch.keys.key import PAGES
from omo_watch.keys.words import ALSO, spoken
from omo_watch.orders.order import ROOMS, Known, acts
from omo_watch.orders.reading import split


def completions(text: str, known: Known) -> list[str]:
    """List whole lines, most likely first."""
    start = text.lstrip().lower()
    head = _head(start)
    if head and start[len(head) :].startswith(" "):
        word, _ = split(head)
        values = (known.values(word) if word else None) or ()
        found = _matching(start[len(head) :].strip(), values)
        if found:
            return [f"{head} {value}" for value in found]
    return _matching(start, words(known))


def _matching(start: str, among: Sequence[str]) -> list[str]:
    """List what begins with these letters, then what has them further in."""
    first = [each for each in among if each.lower().startswith(start)]
    return first + [
        each for each in among if start and start in each.lower()[1:] and each not in first
    ]


def words(known: Known) -> list[str]:
    """List all words: this page's own, those of all pages, steps of the cursor, the others."""
    found: dict[str, tuple[bool, bool, bool]] = {}
    for key, word, _ in acts():
        rank = (known.place not in key.places, key.purpose == "Move", key.places >= PAGES)
        found[spoken(word)] = min(rank, found.get(spoken(word), rank))
    found |= {also: found[spoken(word)] for also, word in ALSO.items() if len(also) > 1}
    return sorted(found, key=lambda word: found[word])


def unfinished(text: str, known: Known) -> str:
    """Say what is meant where nothing completes a line."""
    word, _ = split(text)
    if word is not None and known.values(word) == ():
        return "a filter: words of the row, or state:retry model:opus, ! for not, ~ for about"
    if word is not None and known.values(word) is None:
        return "nothing follows this word"
    return "nothing is called that"


def meaning(text: str, known: Known) -> str:
    """Say what a line does, where it begins with a word."""
    word, _ = split(text)
    if word in ROOMS:
        return f"go to {word.capitalize()}"
    found = [key for key, each, _ in acts() if each == word]
    here = [key for key in found if known.place in key.places]
    return (here or found)[0].what.partition(";")[0] if found else ""


def _head(text: str) -> str:
    """Give the words of a line as they were typed, without what follows them."""
    pieces = text.split()
    for many in range(len(pieces), 0, -1):
        head = " ".join(pieces[:many])
        word, value = split(head)
        if word is not None and not value and text.startswith(head):
            return head
    return ""
