"""The page without a server: what was tried, and the ways to one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from textual import events, getters, on
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from omo_watch.desk import Look
from omo_watch.keys.table import bindings
from omo_watch.lines.modals.connect import (
    MOST_LOOKS,
    WIDTH,
    Aim,
    address_label,
    answers,
    connect_bottom,
    connect_top,
)
from omo_watch.screens.page import Page
from omo_watch.widgets.result_line import ResultLine
from omo_watch.widgets.sheet import Sheet
from omo_watch_core.changes import Changes
from omo_watch_core.state import State

ABOVE = 3
"""Lines above the places."""
EVERY_MS = 5_000
PLACEHOLDER = "http://127.0.0.1:4096"


class Tried(Sheet):
    """Show where a server was looked for."""

    class Clicked(Message):
        """A person clicked a place."""

        def __init__(self, place: int, twice: bool) -> None:
            super().__init__()
            self.place = place
            self.twice = twice

    def __init__(self) -> None:
        super().__init__("tried")
        self.aim = Aim()

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the places and what was found."""
        return connect_top(self.app.desk.looks, self.aim, self.pen)

    def on_click(self, event: events.Click) -> None:
        """Say which place was clicked."""
        line = event.y - ABOVE
        if 0 <= line < MOST_LOOKS:
            self.post_message(self.Clicked(self.aim.first + line, event.chain == 2))


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
        self.doing = ""

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw them; a wrong address is said first."""
        desk = self.app.desk
        return connect_bottom(desk.looks, desk.has_opencode, self.fault, self.pen, self.doing)


class ConnectScreen(Page):
    """Lead to a server."""

    PLACE = "connect"
    BINDINGS = bindings("connect")

    tried = getters.query_one(Tried)
    ways = getters.query_one(Ways)
    typed = getters.query_one("#typed", Input)

    def __init__(self) -> None:
        super().__init__()
        self._looks: Sequence[Look] = ()
        """What was found last, to see when something else is."""
        self._asked_ms: int | None = None
        """When they were looked for last."""

    def idle_keys(self) -> frozenset[str]:
        """Name the keys that lead nowhere."""
        found = len(self._places())
        idle = set[str]() if found else {"enter"}
        idle |= set[str]() if found > 1 else {"spc"}
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
        self._looks = self.app.desk.looks
        self._to_first()
        self._place()

    def on_resize(self, event: events.Resize) -> None:
        """Keep the text in the upper third."""
        self._place()

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state; as long as nothing is found, look again now and then."""
        super().show(state, changes)
        if self.app.desk.looks is not self._looks:
            self._found()
        elif self._may_look(state.now_ms):
            self._look_again()
        self._place()
        self.tried.renew()
        self.ways.renew()

    def action_move(self, rows: int) -> None:
        """Go to the next server that answers."""
        places = self._places()
        if places:
            cursor = self.tried.aim.cursor
            at = places.index(cursor) if cursor in places else 0
            self._aim(cursor=places[min(max(at + rows, 0), len(places) - 1)])

    def action_mark(self) -> None:
        """Mark the server under the cursor, or take its mark away."""
        aim = self.tried.aim
        if aim.cursor in self._places():
            self._aim(marks=aim.marks ^ {self.app.desk.looks[aim.cursor].place})

    def action_join(self) -> None:
        """Watch all that are marked, else the server under the cursor."""
        looks, aim = self.app.desk.looks, self.tried.aim
        for place in self._places():
            if looks[place].place in aim.marks or (not aim.marks and place == aim.cursor):
                self._add(f"http://{looks[place].place}")

    @on(Tried.Clicked)
    def _clicked(self, event: Tried.Clicked) -> None:
        if event.place in self._places():
            self._aim(cursor=event.place)
            if event.twice:
                self.action_join()

    def action_address(self) -> None:
        """Type an address."""
        self.typed.can_focus = True
        self.typed.focus()

    def action_back(self) -> None:
        """Stop typing; else close what is told."""
        if not self.typed.has_focus:
            self.result.close()
        self.typed.can_focus = False
        self.set_focus(None)

    def action_demo(self) -> None:
        """Start the demo."""
        self._try(self.app.desk.start_demo, "Starting the demo.")

    def action_again(self) -> None:
        """Look for servers again."""
        self._look_again()
        self.show(self.app.desk.state, Changes())

    def action_serve(self) -> None:
        """Start a server, where one is installed."""
        if self.app.desk.has_opencode:
            self._try(self.app.desk.start_server, "Starting opencode serve.")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        self._add(event.value.strip() or PLACEHOLDER)

    def _add(self, url: str) -> None:
        self._try(lambda: self.app.desk.add_server(url))

    def _try(self, way: Callable[[], None], doing: str = "") -> None:
        """Go a way to a server; where it leads nowhere, say why."""
        self.ways.fault, self.ways.doing = "", doing
        try:
            way()
        except (ValueError, OSError) as error:
            self.ways.fault, self.ways.doing = str(error), ""
        self.ways.renew()

    def _may_look(self, now_ms: int) -> bool:
        """Tell whether it is time, and nobody is at something else."""
        if self._asked_ms is None:
            self._asked_ms = now_ms
        busy = self.typed.has_focus or self.ways.doing or self._places()
        return not busy and now_ms - self._asked_ms >= EVERY_MS

    def _look_again(self) -> None:
        self._asked_ms = self.app.desk.state.now_ms
        self._aim(looks=True)
        self.app.desk.look_again()

    def _found(self) -> None:
        """Take what was found; the cursor stays on its server."""
        before = self._looks
        here = before[self.tried.aim.cursor].place if before else ""
        self._looks, self.ways.doing = self.app.desk.looks, ""
        places = {self._looks[place].place: place for place in self._places()}
        marks = self.tried.aim.marks & places.keys()
        self._aim(cursor=places.get(here, next(iter(places.values()), 0)), marks=marks, looks=False)
        self.footer.without = self.idle_keys()
        self.footer.renew()

    def _aim(self, **changes: Any) -> None:
        aim = self.tried.aim._replace(**changes)
        self.tried.aim = aim.in_view(len(self.app.desk.looks))
        self.tried.renew()

    def _places(self) -> list[int]:
        return [place for place, look in enumerate(self.app.desk.looks) if answers(look)]

    def _to_first(self) -> None:
        self._aim(cursor=next(iter(self._places()), 0))

    def _place(self) -> None:
        """Put the text in the upper third."""
        desk = self.app.desk
        top = len(connect_top(desk.looks, Aim(), self.app.pen))
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
