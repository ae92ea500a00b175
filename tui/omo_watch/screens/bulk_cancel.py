"""Choose how to stop all that is marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual import getters, on
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from omo_watch.lines.marked.stopping import Marked, bulk_lines, least_harm, marked_rows
from omo_watch.lines.stopping.choice import STRENGTHS
from omo_watch.screens.modal import Modal
from omo_watch.widgets.pointing import Pointing
from omo_watch_core.changes import Changes
from omo_watch_core.commands import Cancel, Strength
from omo_watch_core.state import SessionKey, State

BESIDE = 9
"""Lines beside those of the sessions."""
MARGIN = 4
"""Lines of frame and page that stay around it."""


class MarkedList(Pointing):
    """Show what happens to each."""

    def __init__(self, marked: list[Marked], chosen: Strength) -> None:
        super().__init__("marked")
        self.marked = marked
        self.chosen: Strength = chosen

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw strengths and sessions."""
        return bulk_lines(self.marked, self.chosen, width, height, self.pen)

    @property
    def page(self) -> str:
        """Be raised."""
        return "raised"


class BulkCancelScreen(Modal):
    """Stop all that is marked, after a person has seen what stops."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("1", "choose(0)", show=False),
        Binding("2", "choose(1)", show=False),
        Binding("3", "choose(2)", show=False),
        Binding("enter", "stop", show=False),
    ]

    sheet = getters.query_one(MarkedList)

    def __init__(
        self, keys: Iterable[SessionKey], strength: Strength | None, done: Callable[[], object]
    ) -> None:
        """Ask about these sessions; `done` is called when they are being stopped."""
        self._keys = tuple(keys)
        self._done = done
        self._marked = marked_rows(self.app.desk.state, self._keys)
        self._strength: Strength = strength or least_harm(self._marked)
        many = len(self._marked)
        super().__init__(f"Stop {many} marked session{'' if many == 1 else 's'}", "bad")

    def body(self) -> Iterable[Widget]:
        """Give strengths and sessions."""
        yield MarkedList(self._marked, self._strength)

    def fit(self) -> None:
        """Show as many sessions as there is room for."""
        self.sheet.styles.height = min(len(self._marked) + BESIDE, self.app.size.height - MARGIN)

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state; where nothing is left the choice closes."""
        self.sheet.marked = marked_rows(state, self._keys)
        if self.sheet.marked:
            self.sheet.renew()
        else:
            self.dismiss()

    @on(Pointing.Pointed)
    def _pointed(self, event: Pointing.Pointed) -> None:
        """Choose what was clicked; a second click does it."""
        if event.again and STRENGTHS.index(self.sheet.chosen) == event.place:
            self.action_stop()
        else:
            self.action_choose(event.place)

    def action_move(self, rows: int) -> None:
        """Go to the next strength."""
        place = STRENGTHS.index(self.sheet.chosen) + rows
        self.action_choose(min(max(place, 0), len(STRENGTHS) - 1))

    def action_choose(self, place: int) -> None:
        """Choose a strength for all; nothing is sent yet."""
        chosen: tuple[Strength, ...] = ("steer", "abort", "tree")
        self.sheet.chosen = chosen[place]
        self.sheet.renew()

    def action_stop(self) -> None:
        """Stop each, but none twice."""
        desk, chosen = self.app.desk, self.sheet.chosen
        given = [each for each in self.sheet.marked if not (chosen == "tree" and each.above)]
        batch = desk.nonce() if len(given) > 1 else ""
        self.dismiss()
        self._done()
        for each in given:
            server, session = each.row.key.key
            desk.submit(
                Cancel(
                    nonce=desk.nonce(),
                    server=server,
                    session=session,
                    batch=batch,
                    strength=chosen,
                    confirmed=True,
                )
            )
