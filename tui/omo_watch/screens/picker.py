"""Choose the model that a session moves to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from omo_watch.lines.choice import Choice, choices, matching
from omo_watch.lines.hold import HOLDS, hold_line, wish_of
from omo_watch.lines.line import blank
from omo_watch.lines.naming import name_of
from omo_watch.lines.picker import (
    KEYS,
    SAID,
    choice_lines,
    inner_rule,
    key_line,
    list_rows,
    nothing_lines,
    said_lines,
)
from omo_watch.screens.modal import Modal
from omo_watch.widgets.filter_line import Sign
from omo_watch.widgets.sheet import Sheet
from omo_watch_core.changes import Changes
from omo_watch_core.commands import Override
from omo_watch_core.select.row import Row, RowKey, row
from omo_watch_core.state import SessionKey, State

AROUND = 13
"""Lines of the frame that are not the list: borders, filter, blanks, sentences, keys."""
LIST_LEAST = 3
BELOW = 4
"""Lines below list and sentences: rule, hold, blank, keys."""


class Choices(Sheet):
    """Show the models and what a move to the one under the cursor does."""

    def __init__(self, seen: Row, found: list[Choice]) -> None:
        super().__init__("choices")
        self.seen = seen
        self.typed = ""
        self.cursor = 0
        self.hold = 0
        """The place of how long the move holds, in `HOLDS`."""
        self._top = 0
        self._found = found
        self.rows = list_rows(found)

    @property
    def chosen(self) -> Choice | None:
        """Give the model under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def take(self, seen: Row, found: list[Choice]) -> None:
        """Take the newest state; the cursor stays on its model."""
        before = self.chosen
        self.seen, self._found = seen, found
        self.rows = list_rows(matching(found, self.typed))
        names = [choice.model.name if choice else "" for choice in self.rows]
        self.cursor = names.index(before.model.name) if before and before.model.name in names else 0
        self.renew()

    def narrow(self, typed: str) -> None:
        """Keep the models that have these letters."""
        self.typed, self.cursor = typed, 0
        self.rows = list_rows(matching(self._found, typed))
        self.renew()

    def move(self, rows: int) -> None:
        """Move the cursor, over the heading."""
        step = 1 if rows > 0 else -1
        place = min(max(self.cursor + rows, 0), len(self.rows) - 1)
        if 0 <= place < len(self.rows) and self.rows[place] is None:
            place += step
        self.cursor = min(max(place, 0), max(len(self.rows) - 1, 0))
        self.renew()

    def turn_hold(self) -> None:
        """Let the move hold as the next choice says."""
        self.hold = (self.hold + 1) % len(HOLDS)
        self.renew()

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw list, rule, sentences and keys."""
        shown = max(height - SAID - BELOW, 1)
        self._top = min(max(self._top, self.cursor - shown + 1), self.cursor)
        now_ms = self.app.desk.state.now_ms
        lines = choice_lines(self.rows, self.cursor, self._top, shown, now_ms, width, self.pen)
        lines.append(inner_rule(width, self.pen))
        if self.chosen:
            lines += said_lines(self.seen, self.chosen, now_ms, width, self.pen)
        else:
            lines += nothing_lines(self.seen, self.typed, width, self.pen)
        return [
            *lines,
            hold_line(self.hold, width, self.pen),
            blank(width, self.pen.style("text", on=self.page)),
            key_line(KEYS, width, self.pen),
        ]

    @property
    def page(self) -> str:
        """Be raised."""
        return "raised"


class PickerScreen(Modal):
    """Move a session to another model."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("tab", "hold", show=False, priority=True),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move(-8)", show=False),
        Binding("pagedown", "move(8)", show=False),
    ]

    list = getters.query_one(Choices)

    def __init__(self, key: SessionKey) -> None:
        self._key = RowKey(server=key[0], session=key[1])
        seen = row(self.app.desk.state, self._key)
        title = name_of(seen.session) if seen else key[1]
        super().__init__(f"Move {title} to")

    def body(self) -> Iterable[Widget]:
        """Give the filter and the list."""
        state = self.app.desk.state
        seen = row(state, self._key)
        if seen is None:
            return
        found = choices(seen, state.now_ms)
        line = Input(
            id="typed", compact=True, placeholder=f"type to filter {len(seen.server.models)} models"
        )
        line.cursor_blink = False
        yield Horizontal(Sign("/", pad=2), line, id="typing")
        shown = Choices(seen, found)
        room = max(self.app.size.height - 3 - AROUND, LIST_LEAST)
        shown.styles.height = min(max(len(shown.rows), LIST_LEAST), room) + SAID + BELOW
        yield shown

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state; a session that was deleted closes the picker."""
        seen = row(state, self._key)
        if seen is None:
            self.dismiss()
        else:
            self.list.take(seen, choices(seen, state.now_ms))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.list.narrow(event.value)

    @on(Input.Submitted)
    def _chosen(self) -> None:
        choice = self.list.chosen
        if choice is None:
            return
        desk = self.app.desk
        self.dismiss()
        desk.submit(
            Override(
                nonce=desk.nonce(),
                server=self._key.server,
                session=self._key.session,
                target=choice.model,
                lease=wish_of(self.list.hold, desk.state.now_ms),
            )
        )

    def action_hold(self) -> None:
        """Change how long the move holds."""
        self.list.turn_hold()

    def action_move(self, rows: int) -> None:
        """Move the cursor."""
        self.list.move(rows)
