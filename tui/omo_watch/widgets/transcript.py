"""The transcript of one session, bounded, following its newest line."""

from __future__ import annotations

from textual import events
from textual.strip import Strip

from omo_watch.lines.line import Line, blank
from omo_watch.lines.pen import Pen
from omo_watch.lines.scrolling.roll import Chunk, Roll
from omo_watch.lines.scrolling.search import Search
from omo_watch.lines.transcript.block import Shape, full_shape
from omo_watch.lines.transcript.blocks import Blocks
from omo_watch.lines.transcript.ending import ending_lines
from omo_watch.widgets.line_log import LineLog, Typed
from omo_watch_core.model import Tool
from omo_watch_core.select.row import Row
from omo_watch_core.state import State, Transcript

HEAD, END = "head", "end"
"""Names of the chunks around the messages; no message is called so."""


class TranscriptLog(LineLog):
    """Show what was said and done in one session."""

    def __init__(self, typed: Typed | None = None) -> None:
        super().__init__("log", follows=True, typed=typed)
        self._blocks: Blocks | None = None
        self._pen: Pen | None = None
        self._seen: tuple[State, Row, bool] | None = None
        self._unfolded: frozenset[str] = frozenset()
        self._reached = ""
        """The tool that is unfolded only while the current match is in it."""
        self._around: dict[str, Chunk] = {}

    def show(self, state: State, row: Row, roomy: bool, *, counts: bool = True) -> None:
        """Take the newest state of the session."""
        self._seen = state, row, roomy
        width, pen = self.size.width, self.app.pen
        if not width:
            return
        shape = full_shape(width, roomy)
        if self._blocks is None or self._blocks.shape != shape or self._pen is not pen:
            self._blocks, self._pen = Blocks(shape, pen), pen
        self._blocks.unfolded = self._unfolded | ({self._reached} - {""})
        transcript = row.server.transcripts.get(row.session.id)
        head = [blank(width, pen.style("text"))] if roomy else []
        said = _about(transcript)
        head += [_note(said, shape, pen)] if said else []
        if said and not (transcript and transcript.entries):
            head.append(blank(width, pen.style("text")))
        chunks = [self._still(HEAD, head)]
        if transcript is not None:
            child = row.session.info.parent is not None
            chunks += self._blocks.chunks(transcript.entries, row.server, state.now_ms, child)
        ending = ending_lines(row, state.now_ms, shape, pen)
        self.tell(Roll.of([*chunks, self._still(END, ending)]), counts=counts)

    def tools(self) -> dict[str, Tool]:
        """Give the tools that were called, by the names of their blocks, oldest first."""
        if self._seen is None:
            return {}
        _, row, _ = self._seen
        transcript = row.server.transcripts.get(row.session.id)
        entries = transcript.entries.values() if transcript else ()
        parts = (part for entry in entries for part in entry.parts.values())
        return {part.id: part.tool for part in parts if part.tool is not None}

    def turn_to(self, step: int) -> None:
        """Choose the next tool, or the one before; without a choice, the one nearest in view."""
        known = self.tools()
        names = [name for name, _ in self.roll.blocks() if name in known]
        if not names:
            return
        if self.chosen in names:
            place = names.index(self.chosen) + step
            self.choose(names[min(max(place, 0), len(names) - 1)])
            return
        near = [name for name in self.in_view() if name in known] or names[-1:]
        self.choose(near[0] if step > 0 else near[-1])

    def unfold(self, name: str = "") -> None:
        """Show or hide what a tool gave back: the chosen one's, else the newest in view."""
        known, here = self.tools(), self.in_view()
        chosen = [self.chosen] if self.chosen in here else []
        near = name or next((one for one in [*chosen, *here[::-1]] if one in known), "")
        if near not in known or self._seen is None:
            return
        is_open = near in self._unfolded or near == self._reached
        self._unfolded = self._unfolded - {near} if is_open else self._unfolded | {near}
        self._reached = "" if near == self._reached else self._reached
        self.at_end = False
        self.show(*self._seen, counts=False)
        self.go(self.top)
        self.choose(near)
        if near in self._unfolded:
            self._make_room(near)

    def _make_room(self, name: str) -> None:
        """Scroll on as far as the block's end asks for and its begin allows."""
        starts = [start for block, start in self.roll.blocks() if block == name]
        after = [start for _, start in self.roll.blocks() if starts and start > starts[0]]
        end = after[0] if after else self.roll.height
        if starts and end > self.top + self.size.height:
            self.go(min(end - self.size.height, self.head(starts[0])))

    def look_for(self, query: str) -> None:
        """Look for a text, in folded tools too; what the last match unfolded stays at the end."""
        if not query and self._reached:
            self._unfolded, self._reached = self._unfolded | {self._reached}, ""
        super().look_for(query)

    def reach(self, search: Search) -> None:
        """Let the current match be seen: unfold its tool, and fold that of the match before."""
        block = search.folds[self.match] or self.roll.block_at(search.lines[self.match])
        reached = block if search.folds[self.match] or block == self._reached else ""
        if reached != self._reached and self._seen is not None:
            # Folded or not, a tool has the same matches, so as many as before come behind this one.
            behind = len(search.lines) - self.match
            self._reached, self.at_end = reached, False
            self.show(*self._seen, counts=False)
            self.match = max(len(search.lines) - behind, 0)
        if search.lines:
            super().reach(search)

    def forget_choice(self) -> bool:
        """Take the cursor off the tools; False where it stands on none."""
        chosen, self.chosen = self.chosen, ""
        self.paint()
        return bool(chosen)

    def on_click(self, event: events.Click) -> None:
        """Unfold the tool that was clicked at."""
        name = self.roll.block_at(self.top + event.y)
        if name in self.tools():
            self.unfold(name)
            self.post_message(self.Moved())

    def _still(self, name: str, strips: list[Strip]) -> Chunk:
        """Give the chunk of before where it has the same lines."""
        kept = self._around.get(name)
        if kept is None or list(kept.strips) != strips:
            kept = self._around[name] = Chunk(name, strips)
        return kept


def _about(transcript: Transcript | None) -> str:
    """Say what stands above the messages, or in their place."""
    if transcript is None or not (transcript.entries or transcript.complete):
        return "Reading its messages. Nothing is sent to it by that."
    if not transcript.entries:
        return "Nothing was said yet. The first words show up here by themselves."
    return "Older messages are not shown." if transcript.truncated else ""


def _note(text: str, shape: Shape, pen: Pen) -> Strip:
    line = Line(pen.style("text")).to(shape.label)
    return line.add(text, pen.style("muted")).strip(shape.width)
