"""Styled text, wrapped in cells: words stay whole where they fit, blanks at breaks go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len, chop_cells
from rich.style import Style

from omo_watch.lines.line import Line

_PIECES = re.compile(r"\n|[^\S\n]+|\S+")


class Span(NamedTuple):
    """Hold a run of text in one style."""

    text: str
    style: Style


def wrapped(spans: Iterable[Span], width: int, fill: Style) -> list[Line]:
    """Break spans into lines of at most `width` cells."""
    flow = _Flow(max(width, 2), fill)
    for word in _words(spans):
        flow.take(word)
    return flow.done()


class _Flow:
    """Fill line after line."""

    def __init__(self, width: int, fill: Style) -> None:
        self._width = width
        self._fill = fill
        self._lines: list[Line] = []
        self._line = Line(fill)
        self._gap: Span | None = None

    def take(self, word: Sequence[Span]) -> None:
        """Put a word, a blank or a line's end down."""
        text = word[0].text
        if text == "\n":
            self._break()
        elif text.isspace():
            self._gap = Span(" ", word[0].style)
        else:
            self._put(word)

    def done(self) -> list[Line]:
        """Give all lines."""
        return [*self._lines, self._line]

    def _break(self) -> None:
        self._lines.append(self._line)
        self._line, self._gap = Line(self._fill), None

    def _put(self, word: Sequence[Span]) -> None:
        size = sum(cell_len(span.text) for span in word)
        gap = 1 if self._gap and self._line.width else 0
        if self._line.width and self._line.width + gap + size > self._width:
            self._break()
        elif gap and self._gap:
            self._line.add(*self._gap)
        self._gap = None
        for span in word:
            self._add(span)

    def _add(self, span: Span) -> None:
        """Add a piece of a word; what is wider than a line is cut."""
        if self._line.width + cell_len(span.text) <= self._width:
            self._line.add(*span)
            return
        if self._line.width:
            self._break()
        *full, last = chop_cells(span.text, self._width) or [""]
        for piece in full:
            self._line.add(piece, span.style)
            self._break()
        self._line.add(last, span.style)


def _words(spans: Iterable[Span]) -> Iterable[list[Span]]:
    """Yield words, each of one or more pieces, and what stands between them."""
    word: list[Span] = []
    for span in spans:
        for text in _PIECES.findall(span.text):
            if not text.isspace():
                word.append(Span(text, span.style))
                continue
            if word:
                yield word
                word = []
            yield [Span(text, span.style)]
    if word:
        yield word
