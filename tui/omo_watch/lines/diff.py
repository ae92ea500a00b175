"""A unified diff in colour: what is added, what is taken away, where, and what stands around it."""

from __future__ import annotations

import re

from rich.cells import chop_cells

from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen

MOST_LINES = 1_000
_HEADS = ("Index: ", "====", "diff --git", "--- ", "+++ ", "index ")
_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)", re.DOTALL)
ROLES = {"+": "done", "-": "bad"}


def diff_lines(diff: str, width: int, pen: Pen) -> list[Line]:
    """Draw a diff; headings of files are left out, for what is drawn names them."""
    lines: list[Line] = []
    in_hunk = False
    texts = diff.rstrip("\n").split("\n")
    for place, text in enumerate(texts):
        if len(lines) >= MOST_LINES:
            said = f"{len(texts) - place} more lines are not shown"
            return [*lines, Line(pen.style("text")).add(said, pen.style("muted"))]
        hunk = _HUNK.match(text)
        if hunk:
            in_hunk = True
            lines.append(_hunk(hunk, width, pen))
        elif in_hunk and text[:1] in ("+", "-", " ", ""):
            lines += _line(text, width, pen)
        elif text.startswith(_HEADS):
            in_hunk = False
        elif text:
            lines += _wrapped(text, "muted", width, pen)
    return lines


def _hunk(hunk: re.Match[str], width: int, pen: Pen) -> Line:
    said = f"line {hunk[2]}{hunk[3]}"
    return Line(pen.style("text")).add(said[:width], pen.style("muted"))


def _line(text: str, width: int, pen: Pen) -> list[Line]:
    role = ROLES.get(text[:1], "soft")
    return _wrapped(text, role, width, pen, hang=2)


def _wrapped(text: str, role: str, width: int, pen: Pen, hang: int = 0) -> list[Line]:
    """Break a line hard; the sign at its beginning stands alone."""
    width = max(width, hang + 4)
    text = text.replace("\t", "    ")
    sign, rest = (f"{text[:1] or ' '} ", text[1:]) if hang else ("", text)
    pieces = chop_cells(rest, width - hang) or [""]
    style = pen.style(role)
    heads = [sign, *[" " * hang] * (len(pieces) - 1)]
    return [
        Line(pen.style("text")).add(head + piece, style)
        for head, piece in zip(heads, pieces, strict=True)
    ]
