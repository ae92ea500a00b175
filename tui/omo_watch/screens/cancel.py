"""Choose how to stop a session."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import getters
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from omo_watch.lines.naming import name_of
from omo_watch.lines.stopping import STRENGTHS, Stopping, least_harm, stopping, stopping_lines
from omo_watch.screens.modal import Modal
from omo_watch.widgets.sheet import Sheet
from omo_watch_core.changes import Changes
from omo_watch_core.commands import Cancel, Strength
from omo_watch_core.select.row import RowKey, row
from omo_watch_core.state import SessionKey, State


class Strengths(Sheet):
    """Show the three strengths with their true consequences."""

    def __init__(self, what: Stopping) -> None:
        super().__init__("strengths")
        self.what = what
        self.chosen: Strength = least_harm(what)

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw them."""
        return stopping_lines(self.what, self.chosen, width, self.pen)

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
        Binding("1", "choose(0)", show=False),
        Binding("2", "choose(1)", show=False),
        Binding("3", "choose(2)", show=False),
        Binding("enter", "stop", show=False),
    ]

    strengths = getters.query_one(Strengths)

    def __init__(self, key: SessionKey) -> None:
        self._key = RowKey(server=key[0], session=key[1])
        seen = row(self.app.desk.state, self._key)
        super().__init__(f"Stop {name_of(seen.session) if seen else key[1]}", "bad")

    def body(self) -> Iterable[Widget]:
        """Give the strengths."""
        state = self.app.desk.state
        seen = row(state, self._key)
        if seen is not None:
            yield Strengths(stopping(state, seen))

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state; a session that was deleted closes the choice."""
        seen = row(state, self._key)
        if seen is None:
            self.dismiss()
        else:
            self.strengths.what = stopping(state, seen)
            self.strengths.renew()

    def action_move(self, rows: int) -> None:
        """Go to the next strength."""
        place = STRENGTHS.index(self.strengths.chosen) + rows
        self.action_choose(min(max(place, 0), len(STRENGTHS) - 1))

    def action_choose(self, place: int) -> None:
        """Choose a strength; nothing is sent yet."""
        self.strengths.chosen = STRENGTHS[place]
        self.strengths.renew()

    def action_stop(self) -> None:
        """Do it."""
        desk, strength = self.app.desk, self.strengths.chosen
        self.dismiss()
        desk.submit(
            Cancel(
                nonce=desk.nonce(),
                server=self._key.server,
                session=self._key.session,
                strength=strength,
                confirmed=True,
            )
        )
