"""Choose how to stop a session."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events, getters, on
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from omo_watch.lines.line import blank
from omo_watch.lines.naming import name_of
from omo_watch.lines.stopping.choice import (
    How,
    Stopping,
    asking_lines,
    least_harm,
    stopping,
    stopping_lines,
)
from omo_watch.screens.modal import Modal
from omo_watch.screens.picker import PickerScreen
from omo_watch.widgets.pointing import Pointing
from omo_watch_core.changes import Changes
from omo_watch_core.commands import Cancel, Command, Delete, Rescue, StopAll, Strength
from omo_watch_core.select.row import RowKey, row
from omo_watch_core.state import SessionKey, State

MOST_DIGITS = 4
KEYS = 2
"""The last lines, which stay at the bottom."""


class Strengths(Pointing):
    """Show the ways with their true consequences, or ask for the number of tasks."""

    def __init__(self, what: Stopping, chosen: How | None) -> None:
        super().__init__("strengths")
        self.what = what
        self.chosen: How = chosen or least_harm(what)
        self.typed: str | None = None
        """The number of tasks as far as it is typed; None while nobody is asked for it."""

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw them; the frame is as high as the longest of them needs, so that it never jumps."""
        drawn = {how: stopping_lines(self.what, how, width, self.pen) for how in self.what.ways}
        lines = drawn[self.chosen]
        if self.typed is not None:
            lines = asking_lines(self.what, self.typed, width, self.pen)
        missing = max(map(len, drawn.values())) - len(lines)
        fill = blank(width, self.pen.style("text", on=self.page))
        return [*lines[:-KEYS], *[fill] * missing, *lines[-KEYS:]]

    @property
    def page(self) -> str:
        """Be raised."""
        return "raised"


class CancelScreen(Modal):
    """Stop a session, after a person has seen what stops."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("enter", "stop", show=False),
    ]

    strengths = getters.query_one(Strengths)

    def __init__(self, key: SessionKey, strength: Strength | None = None) -> None:
        self._key = RowKey(server=key[0], session=key[1])
        self._strength: Strength | None = strength
        seen = row(self.app.desk.state, self._key)
        super().__init__(f"Stop {name_of(seen.session) if seen else key[1]}", "bad")

    def body(self) -> Iterable[Widget]:
        """Give the ways."""
        state = self.app.desk.state
        seen = row(state, self._key)
        if seen is not None:
            yield Strengths(stopping(state, seen), self._strength)

    def on_mount(self) -> None:
        """Close at once where the session was deleted meanwhile."""
        if row(self.app.desk.state, self._key) is None:
            self.dismiss()

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state; a session that was deleted closes the choice."""
        seen = row(state, self._key)
        if seen is None:
            self.dismiss()
            return
        self.strengths.what = stopping(state, seen)
        if self.strengths.chosen not in self.strengths.what.ways:
            self.strengths.chosen, self.strengths.typed = "abort", None
        self.strengths.renew()

    def on_key(self, event: events.Key) -> None:
        """Choose by digit, or type the number of tasks."""
        sheet = self.strengths
        if sheet.typed is None:
            if event.key.isdigit() and 0 < int(event.key) <= len(sheet.what.ways):
                self._choose(int(event.key) - 1)
        elif event.key.isdigit():
            sheet.typed = (sheet.typed + event.key)[:MOST_DIGITS]
        elif event.key == "backspace":
            sheet.typed = sheet.typed[:-1]
        sheet.renew()

    @on(Pointing.Pointed)
    def _pointed(self, event: Pointing.Pointed) -> None:
        """Choose what was clicked; a second click does it."""
        sheet = self.strengths
        if event.again and sheet.what.ways.index(sheet.chosen) == event.place:
            self.action_stop()
        elif sheet.typed is None and event.place < len(sheet.what.ways):
            self._choose(event.place)

    def action_move(self, rows: int) -> None:
        """Go to the next way."""
        if self.strengths.typed is None:
            ways = self.strengths.what.ways
            place = ways.index(self.strengths.chosen) + rows
            self._choose(min(max(place, 0), len(ways) - 1))

    def action_back(self) -> None:
        """Go back to the ways, or close without doing anything."""
        if self.strengths.typed is None:
            self.dismiss()
        else:
            self.strengths.typed = None
            self.strengths.renew()

    def action_stop(self) -> None:
        """Do it; stop-all asks for the number of tasks first."""
        sheet = self.strengths
        if sheet.chosen == "stop-all" and sheet.typed != str(len(sheet.what.tasks)):
            sheet.typed = sheet.typed or ""
            sheet.renew()
            return
        self.dismiss()
        if sheet.chosen == "rescue" and sheet.what.stands_in is None:
            self.app.push_screen(PickerScreen(self._key.key))
        else:
            self.app.desk.submit(self._command(sheet.chosen))

    def _choose(self, place: int) -> None:
        """Choose a way; nothing is sent yet."""
        self.strengths.chosen = self.strengths.what.ways[place]
        self.strengths.renew()

    def _command(self, how: How) -> Command:
        nonce = self.app.desk.nonce()
        server, session = self._key.key
        match how:
            case "rescue":
                target = self.strengths.what.stands_in
                return Rescue(nonce=nonce, server=server, session=session, target=target)
            case "stop-all":
                return StopAll(nonce=nonce, server=server, session=session, confirmed=True)
            case "delete":
                return Delete(nonce=nonce, server=server, session=session, confirmed=True)
            case _:
                return Cancel(
                    nonce=nonce, server=server, session=session, strength=how, confirmed=True
                )
