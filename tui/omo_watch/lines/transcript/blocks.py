"""A whole transcript as lines; what did not change keeps its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from textual.strip import Strip

from omo_watch.lines.line import blank
from omo_watch.lines.pen import Pen
from omo_watch.lines.scrolling.roll import Block, Chunk, Fold
from omo_watch.lines.transcript.block import Shape, clock_of, saying_lines, wants_blank
from omo_watch.lines.transcript.folding import Given, given_lines
from omo_watch.lines.transcript.growing import Growing
from omo_watch.lines.transcript.model_change import END, ModelChange, model_changes
from omo_watch.lines.transcript.saying import Saying, ended, said_by, spoken_ms, times
from omo_watch_core.model import Message, Part
from omo_watch_core.state import Entry, Server

MOST_LINES = 4_000
CHANGE, ENDING = "change ", "ending "
"""Names of blocks that are no parts, before the name of their message."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Hold the lines of one block and what they were drawn from."""

    source: Part | Saying
    before: Saying | None
    clock_ms: float
    unfolded: bool
    still: bool
    said: Saying | None
    strips: list[Strip]
    folded: Given | None = None


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Hold the lines of one message and what they were drawn from."""

    entry: Entry
    change: ModelChange | None
    at_ms: float
    before: Saying | None
    still: bool
    last: Saying | None
    chunk: Chunk
    pieces: dict[str, _Piece]
    unfolded: frozenset[str]


@dataclass(frozen=True, slots=True)
class _At:
    """Hold what every block of a message is drawn with."""

    server: Server
    now_ms: int
    child: bool
    at_ms: float
    message: Message

    @property
    def facts(self) -> tuple[Message, float, Server, int, bool]:
        """Give what a part is told with."""
        return self.message, self.at_ms, self.server, self.now_ms, self.child


class Blocks:
    """Draw the messages of one transcript in one shape."""

    def __init__(self, shape: Shape, pen: Pen) -> None:
        self.shape = shape
        self.unfolded: frozenset[str] = frozenset()
        """Parts whose tools show what they gave back."""
        self._pen = pen
        self._empty = blank(shape.width, pen.style("text"))
        self._drawn: dict[str, _Drawn] = {}
        self._growing: dict[str, Growing] = {}
        self._end: tuple[ModelChange, bool, Chunk] | None = None

    def chunks(
        self, entries: Mapping[str, Entry], server: Server, now_ms: int, child: bool
    ) -> list[Chunk]:
        """Give the lines of each message, oldest first; of all about `MOST_LINES`."""
        changes, written = model_changes(entries.values()), times(entries.values())
        drawn: dict[str, _Drawn] = {}
        before: Saying | None = None
        for name, entry in entries.items():
            at_ms = spoken_ms(entry.message, server, written[name])
            at = _At(server, now_ms, child, at_ms, entry.message)
            kept = self._message(self._drawn.get(name), entry, changes.get(name), before, at)
            drawn[name] = kept
            before = kept.last or before
        self._drawn = drawn
        last = self._last_change(changes.get(END), before)
        return [*_newest([one.chunk for one in drawn.values()]), *last]

    def _message(
        self,
        kept: _Drawn | None,
        entry: Entry,
        change: ModelChange | None,
        before: Saying | None,
        at: _At,
    ) -> _Drawn:
        unfolded = self.unfolded & entry.parts.keys() if self.unfolded else self.unfolded
        if kept is not None and _is_fresh(kept, entry, change, before, at, unfolded):
            return kept
        known = kept.pieces if kept and _alike(kept, entry, at) else {}
        pieces: dict[str, _Piece] = {}
        strips: list[Strip] = []
        blocks: list[Block] = []
        folds: list[Fold] = []
        last, clock_ms = before, before.at_ms if before else 0
        for name, source in _sources(entry, change, at.at_ms):
            piece = known.get(name)
            if (
                piece is None or piece.source is not source or piece.clock_ms != clock_ms
                or not piece.still or piece.unfolded != (name in unfolded)
                or (piece.before is not last and piece.before != last)
            ):  # fmt: skip
                piece = self._piece(source, last, clock_ms, name in unfolded, at, piece)
            pieces[name] = piece
            if piece.said is not None:
                blocks.append(Block(len(strips), name))
                strips += piece.strips
                if piece.folded is not None:
                    folds.append(Fold(len(strips) - 1, name, piece.folded))
                last, clock_ms = piece.said, piece.said.at_ms or clock_ms
        still = all(piece.still for piece in pieces.values())
        chunk = Chunk(entry.message.id, strips, blocks, folds)
        last = last if blocks else None
        return _Drawn(entry, change, at.at_ms, before, still, last, chunk, pieces, unfolded)

    def _piece(
        self,
        source: Part | Saying,
        before: Saying | None,
        clock_ms: float,
        unfolded: bool,
        at: _At,
        kept: _Piece | None,
    ) -> _Piece:
        if isinstance(source, Saying):
            strips = self._strips(before, source, clock_ms, unfolded)
            return _Piece(source, before, clock_ms, unfolded, True, source, strips)
        said = said_by(source, *at.facts)
        strips = self._strips(before, said, clock_ms, unfolded) if said else []
        if said and said.done:
            self._growing.pop(said.part, None)
        tool = said.tool if said and not unfolded else None
        folded = kept.folded if kept and tool and kept.source is source else None
        if tool and folded is None:
            folded = Given(tool, self.shape, self._pen)
        still = not _is_live(source)
        return _Piece(source, before, clock_ms, unfolded, still, said, strips, folded)

    def _strips(
        self, before: Saying | None, said: Saying, clock_ms: float, unfolded: bool
    ) -> list[Strip]:
        empty = [self._empty] if wants_blank(before, said) else []
        clock = clock_of(clock_ms, said)
        lines = saying_lines(said, clock, self.shape, self._pen, self._growth(said))
        given = given_lines(said.tool, self.shape, self._pen) if unfolded and said.tool else []
        return [*empty, *lines, *given]

    def _last_change(self, change: ModelChange | None, before: Saying | None) -> list[Chunk]:
        if change is None:
            return []
        known = self._end
        if known is None or known[:2] != (change, before is not None):
            saying = Saying("change", "", "", change=change)
            lines = saying_lines(saying, "", self.shape, self._pen)
            strips = [*([self._empty] if before else []), *lines]
            self._end = change, before is not None, Chunk(CHANGE, strips, [Block(0, CHANGE)])
        return [self._end[2]] if self._end else []

    def _growth(self, saying: Saying) -> Growing:
        width = self.shape.end - self.shape.text
        if not saying.part:
            return Growing(width)
        return self._growing.setdefault(saying.part, Growing(width))


def _sources(
    entry: Entry, change: ModelChange | None, at_ms: float
) -> Iterator[tuple[str, Part | Saying]]:
    """Yield the names of a message's blocks, with what they are made of."""
    if change is not None:
        yield CHANGE + entry.message.id, Saying("change", "", "", at_ms, change=change)
    yield from entry.parts.items()
    last = ended(entry.message, at_ms)
    if last is not None:
        yield ENDING + entry.message.id, last


def _newest(chunks: list[Chunk]) -> list[Chunk]:
    """Leave out the oldest messages, where all have too many lines."""
    lines = sum(len(chunk.strips) for chunk in chunks)
    first = 0
    while lines > MOST_LINES and first < len(chunks) - 1:
        lines -= len(chunks[first].strips)
        first += 1
    return chunks[first:]


def _is_fresh(
    kept: _Drawn,
    entry: Entry,
    change: ModelChange | None,
    before: Saying | None,
    at: _At,
    unfolded: frozenset[str],
) -> bool:
    if not kept.still or kept.entry is not entry or kept.at_ms != at.at_ms:
        return False
    if kept.before is not before and kept.before != before:
        return False
    return kept.change == change and kept.unfolded == unfolded


def _alike(kept: _Drawn, entry: Entry, at: _At) -> bool:
    """Tell whether the message itself makes no part look different."""
    was, now = kept.entry.message, entry.message
    same_end = (was.completed_ms, was.role) == (now.completed_ms, now.role)
    return kept.at_ms == at.at_ms and same_end


def _is_live(part: Part) -> bool:
    """Tell whether time alone makes a part look different."""
    if part.tool:
        return part.tool.status in ("pending", "running") or part.tool.background
    return bool(part.kind == "reasoning" and part.started_ms and not part.ended_ms)
