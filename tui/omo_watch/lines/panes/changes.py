"""What a session changed in its files, as its server sums it up: file by file, in colour."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.lines.diff import diff_lines
from omo_watch.lines.line import Line, blank
from omo_watch.lines.pen import Pen
from omo_watch.lines.scrolling.roll import Chunk
from omo_watch.lines.text import fit, wrap
from omo_watch_core.given import FileChange

SIGNS = {"added": ("new", "done"), "deleted": ("gone", "bad")}
READING = "Reading what it changed in its files."
NOTHING = "It has changed no file. What it changes shows up here after its turn."
UNREAD = "What it changed in its files could not be read: {}."
UNHELD = "The server sent no lines for this file, or too many."
CUT = "Not all of its lines are held here."


def change_chunk(change: FileChange, width: int, pen: Pen) -> Chunk:
    """Draw one file: its name, how much of it changed, and the lines."""
    lines = diff_lines(change.patch, width - 6, pen) or [_said(UNHELD, pen)]
    if change.patch and change.cut:
        lines = [*(_said(one, pen) for one in wrap(CUT, max(width - 6, 1))), *lines]
    inner = [Line(pen.style("text")).gap(4).join(line).strip(width) for line in lines]
    strips = [_head(change, width, pen), *inner, blank(width, pen.style("text"))]
    return Chunk(f"file {change.file}", strips)


def note_lines(text: str, width: int, pen: Pen) -> list[Strip]:
    """Draw a sentence where there is nothing to show."""
    lines = wrap(text, max(width - 4, 1))
    return [Line(pen.style("text")).gap(2).join(_said(line, pen)).strip(width) for line in lines]


def more_files(count: int) -> str:
    """Say how many files changed that are not held: `4 more files are not shown.`."""
    return "1 more file is not shown." if count == 1 else f"{count} more files are not shown."


def change_words(files: Sequence[FileChange] | None, more: int = 0) -> str:
    """Say how much changed: `3 files +49 -12`, or `200 of 204 files +49 -12`."""
    if not files:
        return ""
    added, removed = sum(one.added for one in files), sum(one.removed for one in files)
    if more:
        return f"{len(files)} of {len(files) + more} files +{added} -{removed}"
    return f"{len(files)} {'file' if len(files) == 1 else 'files'} +{added} -{removed}"


def _head(change: FileChange, width: int, pen: Pen) -> Strip:
    line = Line(pen.style("text")).gap(2)
    counts = f"+{change.added} -{change.removed}"
    word, role = SIGNS.get(change.status, ("", "soft"))
    room = width - line.width - len(counts) - len(word) - 6
    line.add(fit(change.file, room, pen.glyphs.ellipsis), pen.style("text", bold=True))
    if word:
        line.gap(2).add(word, pen.style(role))
    return line.right(counts, pen.style("muted"), width - 2).strip(width)


def _said(text: str, pen: Pen) -> Line:
    return Line(pen.style("text")).add(text, pen.style("muted"))
