"""Choose the model that a session moves to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import events, getters, on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from omo_watch.lines.line import blank
from omo_watch.lines.modal import inner_rule, key_line
from omo_watch.lines.moving.choice import Choice, choices, matching
from omo_watch.lines.moving.options import LINES, option_lines
from omo_watch.lines.moving.picker import (
    KEYS,
    SAID,
    choice_lines,
    list_rows,
    nothing_lines,
    said_lines,
)
from omo_watch.lines.moving.plan import (
    How,
    Stop,
    next_stop,
    stop_of,
    stops,
    target_of,
    turned,
    wish_of,
)
from omo_watch.lines.naming import name_of
from omo_watch.lines.scrolling.window import in_view
from omo_watch.screens.modal import Modal
from omo_watch.widgets.filter_line import Sign
from omo_watch.widgets.sheet import Sheet
from omo_watch_core.changes import Changes
from omo_watch_core.commands import LeaseWish, Override
from omo_watch_core.model import ModelRef
from omo_watch_core.select.row import Row, RowKey, row
from omo_watch_core.state import SessionKey, State

Take = Callable[[ModelRef, LeaseWish | None], None]
"""Is handed a model, and how long it is to hold."""
AROUND = 15
"""Lines of the frame that are not the list: borders, filter, blanks, sentences, keys."""
LIST_LEAST = 3
BELOW = 6
"""Lines below list and sentences: rule, hold, variant, chain, blank, keys."""


class Choices(Sheet):
    """Show the models and what a move to the one under the cursor does."""

    class Taken(Message):
        """A person chose the model under the cursor."""

    def __init__(self, seen: Row, found: list[Choice]) -> None:
        super().__init__("choices")
        self.seen = seen
        self.typed = ""
        self.cursor = 0
        self.how = How()
        self._top = 0
        self._found = found
        self.rows = list_rows(found)
        self.most = len(self.rows)

    @property
    def chosen(self) -> Choice | None:
        """Give the model under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def take(self, seen: Row, found: list[Choice]) -> None:
        """Take the newest state; the cursor stays on its model.

        Where that is gone it stands on none: the next key must not take another one.
        """
        before = self.chosen
        self.seen, self._found = seen, found
        self.rows = list_rows(matching(found, self.typed))
        names = [choice.model.name if choice else "" for choice in self.rows]
        self.cursor = 0
        if before is not None:
            name = before.model.name
            self.cursor = names.index(name) if name in names else len(self.rows)
        self.renew()

    def narrow(self, typed: str) -> None:
        """Keep the models that have these letters."""
        self.typed, self.cursor = typed, 0
        self.how = replace(self.how, at=None)
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

    def on_click(self, event: events.Click) -> None:
        """Go to the clicked model, which a second click takes; or change the clicked option."""
        option = event.y - (self.size.height - BELOW + 1)
        if 0 <= option < len(LINES):
            self._click_option(LINES[option])
        place = self._top + event.y
        in_list = event.y < self.size.height - SAID - BELOW and place < len(self.rows)
        if in_list and self.rows[place] is not None:
            self.cursor = place
            self.renew()
            if event.chain == 2:
                self.post_message(self.Taken())

    @property
    def stop(self) -> Stop | None:
        """Name the option that keys change."""
        return stop_of(self.how, self.seen, self.chosen)

    def next_option(self, step: int) -> None:
        """Let keys change the next option, or the one before."""
        self.how = next_stop(self.how, step, self.seen, self.chosen)
        self.renew()

    def turn(self, step: int) -> None:
        """Change that option."""
        if self.chosen is not None:
            self.how = turned(self.how, step, self.seen, self.chosen)
            self.renew()

    def _click_option(self, clicked: Stop) -> None:
        """Go to an option; another click changes it."""
        if self.stop == clicked:
            self.turn(1)
        elif clicked in stops(self.how, self.seen, self.chosen):
            self.how = replace(self.how, at=clicked)
            self.renew()

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw list, rule, sentences and keys."""
        shown = max(height - SAID - BELOW, 1)
        self._top = in_view(self._top, self.cursor, shown, len(self.rows))
        now_ms = self.app.desk.state.now_ms
        lines = choice_lines(self.rows, self.cursor, self._top, shown, now_ms, width, self.pen)
        lines.append(inner_rule(width, self.pen))
        if self.chosen:
            lines += said_lines(self.seen, self.chosen, self.how, now_ms, width, self.pen)
        else:
            lines += nothing_lines(self.seen, self.typed, width, self.pen)
        return [
            *lines,
            *option_lines(self.how, self.seen, self.chosen, width, self.pen),
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
        Binding("tab", "option(1)", show=False, priority=True),
        Binding("shift+tab", "option(-1)", show=False, priority=True),
        Binding("left", "turn(-1)", show=False, priority=True),
        Binding("right", "turn(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move(-8)", show=False),
        Binding("pagedown", "move(8)", show=False),
    ]

    list = getters.query_one(Choices)

    def __init__(self, *keys: SessionKey, take: Take | None = None) -> None:
        """Choose for a session; `take` is handed the choice where it is for many."""
        self._take = take
        self._keys = [RowKey(server=key[0], session=key[1]) for key in keys]
        super().__init__(self._named(self._seen(self.app.desk.state)))

    def body(self) -> Iterable[Widget]:
        """Give the filter and the list."""
        state = self.app.desk.state
        seen = self._seen(state)
        if seen is None:
            return
        found = choices(seen, state.now_ms)
        line = Input(
            id="typed", compact=True, placeholder=f"type to filter {len(seen.server.models)} models"
        )
        line.cursor_blink = False
        yield Horizontal(Sign("/", pad=2), line, id="typing")
        yield Choices(seen, found)

    def fit(self) -> None:
        """Show as many models as there is room for; fewer hits leave the frame as it is."""
        room = max(self.app.size.height - 3 - AROUND, LIST_LEAST)
        for shown in self.query(Choices):
            shown.styles.height = min(max(shown.most, LIST_LEAST), room) + SAID + BELOW

    def on_mount(self) -> None:
        """Close at once where the session was deleted meanwhile."""
        if self._seen(self.app.desk.state) is None:
            self.dismiss()

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state; where all that it is for was deleted, the picker closes."""
        seen = self._seen(state)
        if seen is None:
            self.dismiss()
            return
        self.retitle(self._named(seen))
        self.list.take(seen, choices(seen, state.now_ms))

    def _seen(self, state: State) -> Row | None:
        """Give the first session that is still there; the choice is made with its models."""
        self._keys = [key for key in self._keys if row(state, key)] or self._keys[:1]
        return row(state, self._keys[0])

    def _named(self, seen: Row | None) -> str:
        """Name what moves."""
        title = name_of(seen.session) if seen else self._keys[0].session
        more = len(self._keys) - 1
        return f"Move {title} and {more} more marked to" if more else f"Move {title} to"

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.list.narrow(event.value)

    @on(Choices.Taken)
    @on(Input.Submitted)
    def _chosen(self) -> None:
        choice = self.list.chosen
        if choice is None:
            return
        desk, shown = self.app.desk, self.list
        target = target_of(shown.how, shown.seen, choice)
        lease = wish_of(shown.how, desk.state.now_ms)
        self.dismiss()
        if self._take is not None:
            self._take(target, lease)
            return
        server, session = self._keys[0].key
        desk.submit(
            Override(nonce=desk.nonce(), server=server, session=session, target=target, lease=lease)
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave left and right to the filter while no option is chosen."""
        return action != "turn" or self.list.stop is not None

    def action_option(self, step: int) -> None:
        """Go to the next option, or the one before."""
        self.list.next_option(step)

    def action_turn(self, step: int) -> None:
        """Change the chosen option."""
        self.list.turn(step)

    def action_move(self, rows: int) -> None:
        """Move the cursor."""
        self.list.move(rows)
