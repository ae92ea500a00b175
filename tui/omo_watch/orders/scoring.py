"""How well letters typed in a hurry fit a text: in order, together, and at the begin of words."""

from __future__ import annotations

APART = 1
TOGETHER = 9
BEGINS = 6


def score(typed: str, text: str) -> int:
    """Score a text; 0 where a letter is missing. Every word of what is typed must fit."""
    total = 0
    for word in typed.lower().split():
        found = _score(word, text.lower())
        if not found:
            return 0
        total += found
    # of two that fit equally the shorter one is meant
    return total * 100 - min(len(text), 99)


def _score(word: str, text: str) -> int:
    """Take the best begin: letters that stand alone further left may hide a whole word."""
    starts = [place for place, letter in enumerate(text) if letter == word[0]]
    return max((_from(word, text, place) for place in starts), default=0)


def _from(word: str, text: str, place: int) -> int:
    total, before = 0, place - 2
    for letter in word:
        at = text.find(letter, max(before + 1, place))
        if at < 0:
            return 0
        total += TOGETHER if at == before + 1 else APART
        total += BEGINS if at == 0 or not text[at - 1].isalnum() else 0
        before = at
    return total
