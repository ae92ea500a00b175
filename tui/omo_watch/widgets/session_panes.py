"""The panes beside a transcript: what changed in files, what happened, and the side."""

from __future__ import annotations

from omo_watch.lines.line import blank
from omo_watch.lines.panes.changes import NOTHING as NO_CHANGE
from omo_watch.lines.panes.changes import READING, UNREAD, change_chunk, more_files, note_lines
from omo_watch.lines.panes.happened import NOTHING as NO_EVENT
from omo_watch.lines.panes.happened import happened_line, happened_to
from omo_watch.lines.pen import Pen
from omo_watch.lines.scrolling.roll import Chunk, Roll
from omo_watch.widgets.line_log import LineLog, Typed
from omo_watch.widgets.sameness import same
from omo_watch_core.given import FileChange
from omo_watch_core.select.row import Row
from omo_watch_core.state import State, Transcript


class DiffLog(LineLog):
    """Show what a session changed in its files."""

    def __init__(self, typed: Typed | None = None) -> None:
        super().__init__("diff", follows=False, typed=typed)
        self._drawn: dict[str, tuple[FileChange, int, Pen, Chunk]] = {}

    def show(self, row: Row, roomy: bool) -> None:
        """Take the newest state; files that did not change keep their lines."""
        width, pen = self.size.width, self.app.pen
        held = row.server.transcripts.get(row.session.id) or Transcript()
        self._drawn = {one.file: self._file(one, width, pen) for one in held.diff or ()}
        top = [Chunk("top", [blank(width, pen.style("text"))])] if roomy else []
        files = [kept[3] for kept in self._drawn.values()]
        notes = [Chunk(said, note_lines(said, width, pen)) for said in _notes(held)]
        self.tell(Roll.of([*top, *(notes + files if held.diff_fault else files + notes)]))

    def _file(self, change: FileChange, width: int, pen: Pen) -> tuple[FileChange, int, Pen, Chunk]:
        kept = self._drawn.get(change.file)
        if kept is not None and kept[0] == change and kept[1] == width and kept[2] is pen:
            return kept
        return change, width, pen, change_chunk(change, width, pen)


def _notes(held: Transcript) -> list[str]:
    """Say why there are no files, or not all, and what could not be read."""
    if held.diff_fault:
        return [UNREAD.format(held.diff_fault)]
    if not held.diff:
        return [READING if held.diff is None else NO_CHANGE]
    return [more_files(held.diff_more)] if held.diff_more else []


class EventsLog(LineLog):
    """Show what happened to a session, newest first."""

    def __init__(self, typed: Typed | None = None) -> None:
        super().__init__("happened", follows=False, typed=typed)
        self._made_of: tuple[object, ...] = ()
        self._made_for: tuple[object, ...] = ()

    def show(self, state: State, row: Row, roomy: bool) -> None:
        """Take the newest state, where it says anything else."""
        width, pen, key = self.size.width, self.app.pen, row.key.key
        asks = (row.server.asks, row.server.dead)
        made_of = (state.log, state.actions, state.journal.deeds, *asks, pen)
        known = same(made_of, self._made_of) and self._made_for == (width, key)
        if known or not width:
            return
        self._made_of, self._made_for = made_of, (width, key)
        rows = happened_to(state, key)
        top = [Chunk("top", [blank(width, pen.style("text"))])] if roomy else []
        lines = [Chunk(one.id, [happened_line(one, width, pen)]) for one in rows]
        said = [Chunk("note", note_lines(NO_EVENT, width, pen))]
        self.tell(Roll.of([*top, *(lines or said)]))
