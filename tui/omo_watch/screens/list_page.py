"""What the pages of the tabs share: a table with a cursor, a filter, and a detail below it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, NamedTuple

from textual import events, getters, on
from textual.containers import Vertical
from textual.widget import Widget

from omo_watch.screens.filtering import Filtering
from omo_watch.screens.session import SessionScreen
from omo_watch.widgets.below import Below
from omo_watch.widgets.filter_line import FilterLine
from omo_watch.widgets.result_line import ResultLine
from omo_watch.widgets.sheet import Sheet
from omo_watch.widgets.table import Table
from omo_watch_core.changes import Changes
from omo_watch_core.state import State

NOTHING = "nothing that is shown here needs you"
ONLY = "this is the only one here that needs you"


class Parts(NamedTuple):
    """Hold what a page is made of, from the top."""

    heads: Sheet
    table: Table
    empty: Sheet
    """What stands for rows where there are none."""
    rule: Sheet
    detail: Below


class ListPage(Filtering):
    """Be a page with a table, where keys go to."""

    DETAIL_LINES: ClassVar[tuple[tuple[int, int], ...]]
    """Lines of the detail from these heights of the terminal on, the tallest first."""

    FIXED_ORDER: ClassVar[str] = "these rows have an order of their own; {filter} filters"
    """Why a click on a column head sorts nothing; empty where it does."""

    STEPS: ClassVar[tuple[tuple[str, object], ...]] = ()
    """How a page shows everything: the fields of its view, in the order of the steps back."""

    heads = getters.query_one("#heads", Sheet)
    rule = getters.query_one("#rule", Sheet)
    detail = getters.query_one(Below)
    empty = getters.query_one("#empty", Sheet)

    def parts(self) -> Parts:
        """Make what the page is made of."""
        raise NotImplementedError

    def tell(self, state: State) -> None:
        """Tell detail, rule and empty page what they are to show."""
        raise NotImplementedError

    def labels(self) -> dict[str, str]:
        """Say what keys do on this row, where it is another thing than usual."""
        return {}

    def no_session(self) -> str:
        """Say why the row under the cursor leads to no session; "" is no row."""
        return ""

    def body(self) -> Iterable[Widget]:
        """Give table, rule, detail, and the place of results and filter."""
        heads, table, empty, rule, detail = self.parts()
        yield from (heads, table, empty, rule)
        yield Vertical(detail, ResultLine(), id="below")
        yield FilterLine()

    def on_mount(self) -> None:
        """Let keys go to the table."""
        self.table.focus()

    def on_key(self, event: events.Key) -> None:
        """Note that a person is at it, so that rows keep their places."""
        self.table.touched()

    def on_resize(self, event: events.Resize) -> None:
        """Give the detail the room that the height allows."""
        lines = next(lines for least, lines in self.DETAIL_LINES if event.size.height >= least)
        self.query_one("#below").styles.height = lines
        self.detail.whole = lines
        self.follow(self.app.desk.state)

    def show(self, state: State, changes: Changes) -> None:
        """Take the newest state."""
        self.table.show(state, changes)
        super().show(state, changes)

    def follow(self, state: State) -> None:
        """Let all around the table show the row under the cursor."""
        self.tell(state)
        bare = not self.table.count
        self.set_class(bare, "-without-rows")
        self.set_class(bare and not self.table.view.filter, "-without-heads")
        self.footer.labels, self.footer.without = self.labels(), self.idle_keys()
        for sheet in (self.footer, self.heads, self.rule, self.detail):
            sheet.renew()
        if bare:
            self.empty.renew()

    @on(Table.Turned)
    def _turned(self) -> None:
        self.follow(self.app.desk.state)

    @on(Table.Opened)
    def _opened(self) -> None:
        self.action_deeper()

    def on_click(self, event: events.Click) -> None:
        """Answer a click on a column head."""
        name = (event.widget.id or "") if event.widget else ""
        if self.FIXED_ORDER and name == "heads":
            self.result.refuse(self.FIXED_ORDER)

    def repaint(self) -> None:
        """Draw everything anew."""
        super().repaint()
        self.table.repaint()

    def action_move(self, rows: int) -> None:
        """Move the cursor."""
        self.table.move(rows)

    def action_page(self, pages: int) -> None:
        """Move the cursor by pages."""
        self.table.page(pages)

    def action_edge(self, side: int) -> None:
        """Go to the first or the last row."""
        self.table.go(0 if side < 0 else self.table.count)

    def needing(self) -> list[int]:
        """Give the places of rows that need a person."""
        return []

    def action_needing(self, step: int) -> None:
        """Go to the next row that needs a person, or to the one before; after the last, around."""
        here, places = self.table.cursor, self.needing()
        others = [place for place in places if place != here]
        if not others:
            self.result.say("needs me", ONLY if places else NOTHING, quiet=True)
            return
        ahead = [place for place in others if (place - here) * step > 0]
        self.table.go(min(ahead or others) if step > 0 else max(ahead or others))

    def action_read_on(self, lines: int) -> None:
        """Read on in the detail."""
        self.detail.read_on(lines)

    def action_deeper(self) -> None:
        """Open the session of the row under the cursor; where there is none, say why."""
        if self.subject:
            self.app.push_screen(SessionScreen(self.subject))
        elif why := self.no_session():
            self.result.refuse(why)

    def action_back(self) -> None:
        """Take one step out: bad news, then the marks, the filter, what is left out, the tab."""
        if self.has_class("-filtering"):
            self.stop_filtering(filter="")
        elif self.result.close() or self.table.unmark():
            return
        elif self.table.view.filter:
            self.look(filter="")
        elif not self._show_all():
            self.app.go_back()

    def unmark(self) -> None:
        """Take all marks away."""
        self.table.unmark()

    def _show_all(self) -> bool:
        """Take back the first way in which less is shown than usual; tell whether there is one."""
        view = self.table.view
        for name, usual in self.STEPS:
            if getattr(view, name) != usual:
                self.look(**{name: usual})
                return True
        return False
