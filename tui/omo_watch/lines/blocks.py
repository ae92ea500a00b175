"""A whole transcript as lines; messages that did not change keep theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.strip import Strip

from omo_watch.lines.growing import Growing
from omo_watch.lines.line import blank
from omo_watch.lines.model_change import END, ModelChange, model_changes
from omo_watch.lines.pen import Pen
from omo_watch.lines.saying import Saying, sayings, times
from omo_watch.lines.transcript import Shape, clock_of, saying_lines, wants_blank
from omo_watch_core.state import Entry, Server

MOST_LINES = 4_000


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Hold the lines of one message and what they were drawn from."""

    entry: Entry
    change: ModelChange | None
    created_ms: int
    before: Saying | None
    still: bool
    last: Saying | None
    strips: list[Strip]


class Blocks:
    """Draw the messages of one transcript in one shape."""

    def __init__(self, shape: Shape, pen: Pen) -> None:
        self.shape = shape
        self._pen = pen
        self._drawn: dict[str, _Drawn] = {}
        self._growing: dict[str, Growing] = {}

    def lines(
        self, entries: Mapping[str, Entry], server: Server, now_ms: int, child: bool
    ) -> list[Strip]:
        """Give all lines, oldest first, at most `MOST_LINES`."""
        changes, written = model_changes(entries.values()), times(entries.values())
        drawn: dict[str, _Drawn] = {}
        before: Saying | None = None
        for name, entry in entries.items():
            kept = self._drawn.get(name)
            change = changes.get(name)
            created = written[name]
            if kept is None or not _is_fresh(kept, entry, change, created, before):
                said = list(sayings(entry, server, now_ms, change, child, created))
                last, strips = self._draw(before, said)
                still = not _is_live(entry)
                kept = _Drawn(entry, change, created, before, still, last, strips)
            drawn[name] = kept
            before = kept.last or before
        self._drawn = drawn
        lines = [strip for one in drawn.values() for strip in one.strips]
        return [*lines[-MOST_LINES:], *self._last_change(changes.get(END), before)]

    def _last_change(self, change: ModelChange | None, before: Saying | None) -> list[Strip]:
        if change is None:
            return []
        saying = Saying("change", "", "", change=change)
        empty = [blank(self.shape.width, self._pen.style("text"))] if before else []
        return [*empty, *saying_lines(saying, "", self.shape, self._pen)]

    def _draw(self, before: Saying | None, said: list[Saying]) -> tuple[Saying | None, list[Strip]]:
        strips: list[Strip] = []
        last, clock_ms = before, before.at_ms if before else 0
        for saying in said:
            if wants_blank(last, saying):
                strips.append(blank(self.shape.width, self._pen.style("text")))
            clock = clock_of(clock_ms, saying)
            strips += saying_lines(saying, clock, self.shape, self._pen, self._growth(saying))
            last, clock_ms = saying, saying.at_ms or clock_ms
        return said[-1] if said else None, strips

    def _growth(self, saying: Saying) -> Growing:
        width = self.shape.end - self.shape.text
        if not saying.part:
            return Growing(width)
        return self._growing.setdefault(saying.part, Growing(width))


def _is_fresh(
    kept: _Drawn,
    entry: Entry,
    change: ModelChange | None,
    created_ms: int,
    before: Saying | None,
) -> bool:
    if not kept.still or kept.entry is not entry or kept.created_ms != created_ms:
        return False
    return kept.change == change and kept.before == before


def _is_live(entry: Entry) -> bool:
    """Tell whether time alone makes the message look different."""
    for part in entry.parts.values():
        if part.tool and (part.tool.status in ("pending", "running") or part.tool.background):
            return True
        if part.kind == "reasoning" and part.started_ms and not part.ended_ms:
            return True
    return False
