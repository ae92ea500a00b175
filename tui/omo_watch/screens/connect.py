"""The page without a server: what was tried, and the ways to one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual import events, getters, on
from textual.containers import Horizontal, Vertical
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from omo_watch.keys import bindings
from omo_watch.lines.connect import WIDTH, address_label, answers, connect_bottom, connect_top
from omo_watch.screens.page import Page
from omo_watch.widgets.result_line import ResultLine
from omo_watch.widgets.sheet import Sheet
from omo_watch_core.changes import Changes
from omo_watch_core.state import State

PLACEHOLDER = "http://127.0.0.1:4096"


class Tried(Sheet):
    """Show where a server was looked for."""

    def __init__(self) -> None:
        super().__init__("tried")
        self.cursor = 0

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the places and what was found."""
        return connect_top(self.app.desk.looks, self.cursor, self.pen)


class AddressLabel(Sheet):
    """Show what the line beside it is for."""

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the label."""
        return address_label(self.pen)


class Ways(Sheet):
    """Show the other ways to a server."""

    def __init__(self) -> None:
        super().__init__("ways")
        self.fault = ""

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw them; a wrong address is said first."""
        desk = self.app.desk
        return connect_bottom(desk.looks, desk.has_opencode, self.fault, self.pen)


class ConnectScreen(Page):
    """Lead to a server."""

    PLACE = "connect"
    BINDINGS = bindings("connect")

    tried = getters.query_one(Tried)
    ways = getters.query_one(Ways)
    typed = getters.query_one("#typed", Input)

    def idle_keys(self) -> frozenset[str]:
        """Name the keys that lead nowhere."""
        idle = {"enter"} if not self._places() else set[str]()
        return frozenset(idle if self.app.desk.has_opencode else {*idle, "s"})

    def body(self) -> Iterable[Widget]:
        """Give what was tried, a place to type, and the other ways."""
        line = Input(id="typed", compact=True, placeholder=PLACEHOLDER)
        line.cursor_blink = False
        line.can_focus = False
        address = Horizontal(AddressLabel("label"), line, id="address")
        yield Vertical(Tried(), address, Ways(), id="connect")
        yield ResultLine()

    def on_mount(self) -> None:
        """Put the cursor on the first server that answers."""
        self._to_first()
        self._place()

    def on_resize(self, event: events.Resize) -> None:
        """Keep the text in the upper third."""
        self._place()

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state."""
        super().show(state, changes)
        self._place()
        self.tried.renew()
        self.ways.renew()

    def action_move(self, rows: int) -> None:
        """Go to the next server that answers."""
        places = self._places()
        if places:
            at = places.index(self.tried.cursor) if self.tried.cursor in places else 0
            self.tried.cursor = places[min(max(at + rows, 0), len(places) - 1)]
            self.tried.renew()

    def action_join(self) -> None:
        """Watch the server under the cursor."""
        looks = self.app.desk.looks
        if self.tried.cursor in self._places():
            self._add(looks[self.tried.cursor].what)

    def action_address(self) -> None:
        """Type an address."""
        self.typed.can_focus = True
        self.typed.focus()

    def action_back(self) -> None:
        """Stop typing."""
        self.typed.can_focus = False
        self.set_focus(None)

    def action_demo(self) -> None:
        """Start the demo."""
        self._try(self.app.desk.start_demo)

    def action_again(self) -> None:
        """Look for servers again."""
        self.app.desk.look_again()
        self._to_first()
        self.show(self.app.desk.state, Changes())

    def action_serve(self) -> None:
        """Start a server, where one is installed."""
        if self.app.desk.has_opencode:
            self._try(self.app.desk.start_server)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        self._add(event.value.strip() or PLACEHOLDER)

    def _add(self, url: str) -> None:
        self._try(lambda: self.app.desk.add_server(url))

    def _try(self, way: Callable[[], None]) -> None:
        """Go a way to a server; where it leads nowhere, say why."""
        try:
            way()
        except (ValueError, OSError) as error:
            self.ways.fault = str(error)
        else:
            self.ways.fault = ""
        self.ways.renew()

    def _places(self) -> list[int]:
        return [place for place, look in enumerate(self.app.desk.looks) if answers(look)]

    def _to_first(self) -> None:
        self.tried.cursor = next(iter(self._places()), 0)

    def _place(self) -> None:
        """Put the text in the upper third."""
        desk = self.app.desk
        top = len(connect_top(desk.looks, 0, self.app.pen))
        bottom = len(connect_bottom(desk.looks, desk.has_opencode, "", self.app.pen))
        self.tried.styles.height, self.ways.styles.height = top, bottom
        free = self.app.size.height - 3 - top - 1 - bottom
        box = self.query_one("#connect")
        box.styles.width = WIDTH
        box.styles.margin = (
            max(round(free / 3), 0),
            0,
            0,
            max((self.app.size.width - WIDTH) // 2, 0),
        )
