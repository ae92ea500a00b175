"""Wrapping of texts that grow at their end, at the price of their last paragraph."""

from __future__ import annotations

from collections.abc import Callable

from textual.strip import Strip

from omo_watch.lines.text import wrap_paragraph

MOST_LINES = 1_000
"""Of one text; older lines are let go."""


class Growing:
    """Remember the wrapped lines of finished paragraphs, and how they were drawn."""

    __slots__ = ("_done", "_lines", "_strips", "_width")

    def __init__(self, width: int) -> None:
        self._width = max(width, 2)
        self._done = ""
        self._lines: list[str] = []
        self._strips: list[Strip] = []

    def wrap(self, text: str) -> list[str]:
        """Wrap a text; where it only grew since the last time, only its end is wrapped."""
        if not text.startswith(self._done):
            self._done, self._lines, self._strips = "", [], []
        start = len(self._done)
        end = text.rfind("\n") + 1
        for paragraph in text[start:end].split("\n")[:-1]:
            self._lines += wrap_paragraph(paragraph, self._width)
        self._done = text[:end] if end > start else self._done
        over = max(len(self._lines) - MOST_LINES, 0)
        del self._lines[:over], self._strips[:over]
        return [*self._lines, *wrap_paragraph(text[len(self._done) :], self._width)]

    def draw(self, text: str, pen: Callable[[str], Strip]) -> list[Strip]:
        """Wrap and draw a text; finished lines are drawn once, always by the same pen."""
        lines = self.wrap(text)
        finished, drawn = len(self._lines), self._strips
        drawn += map(pen, lines[len(drawn) : finished])
        return [*drawn, *map(pen, lines[finished:])]
