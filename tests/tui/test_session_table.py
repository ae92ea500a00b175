"""The session table: what is painted, and when rows change places."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from msgspec.structs import replace
from tests.tui.make import HOUR, MINUTE, NOW, SECOND, ended, server, session, state
from tests.tui.opened import Opened, opened
from tests.tui.story import story
from textual.geometry import Region

from omo_watch.widgets.session_table import SessionTable
from omo_watch_core.changes import Changes
from omo_watch_core.state import Session, State


def one_server(sessions: Iterable[Session]) -> State:
    """Give a state of one server with these sessions."""
    return state(server("laptop", sessions))


def changed(before: State, *sessions: Session) -> tuple[State, Changes]:
    """Give the state with these sessions instead of their older selves."""
    laptop = before.servers["laptop"]
    known = {**laptop.sessions, **{made.id: made for made in sessions}}
    after = replace(before, servers={"laptop": replace(laptop, sessions=known)})
    return after, Changes(sessions=frozenset(("laptop", made.id) for made in sessions))


class Painted:
    """Note what a table asks to be painted."""

    def __init__(self, table: SessionTable, monkeypatch: pytest.MonkeyPatch) -> None:
        self.regions: list[Region] = []
        self.whole = 0
        refresh = table.refresh

        def noting(*regions: Region, **how: bool) -> SessionTable:
            self.regions += regions
            self.whole += not regions
            return refresh(*regions, **how)

        monkeypatch.setattr(table, "refresh", noting)

    @property
    def lines(self) -> list[int]:
        """Give the painted lines, and forget them."""
        found = sorted(region.y for region in self.regions)
        self.regions.clear()
        return found


def titles(screen: Opened) -> list[str]:
    """Give the titles in their order on the screen."""
    table, servers = screen.overview.table, screen.desk.state.servers
    return [servers[key.server].sessions[key.session].info.title for key in table.found.rows]


async def test_only_lines_that_look_different_are_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [session(f"ses_{n}", f"S{n}", "fake/a", since=(n + 1) * MINUTE) for n in range(8)]
    async with opened(one_server(made)) as screen:
        painted = Painted(screen.overview.table, monkeypatch)
        await screen.tell(*changed(screen.desk.state, replace(made[3], context_used=5)))
        assert painted.lines == []
        renamed = replace(made[3], info=replace(made[3].info, cost=1.0, title="Renamed"))
        await screen.tell(*changed(screen.desk.state, renamed))
        assert painted.lines == [3]
        assert painted.whole == 0
        assert "Renamed" in screen.text


async def test_time_paints_only_rows_whose_text_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    busy = session("ses_b", "B", "fake/a", status="busy", since=5 * SECOND)
    idle = [session(f"ses_{n}", f"S{n}", "fake/a", since=HOUR + n * MINUTE) for n in range(5)]
    async with opened(one_server([busy, *idle])) as screen:
        painted = Painted(screen.overview.table, monkeypatch)
        await screen.pass_time(SECOND)
        assert painted.lines == [0]
        await screen.pass_time(200)
        assert painted.lines == []
        assert painted.whole == 0


async def test_the_cursor_paints_two_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(story()) as screen:
        painted = Painted(screen.overview.table, monkeypatch)
        await screen.press("j")
        assert painted.lines == [0, 1]
        assert painted.whole == 0


async def test_rows_keep_their_places_while_a_person_reads() -> None:
    first = session("ses_1", "First", "fake/a", status="busy", since=9 * SECOND)
    second = session("ses_2", "Second", "fake/a", status="busy", since=8 * SECOND)
    async with opened(one_server([first, second])) as screen:
        assert titles(screen) == ["First", "Second"]
        await screen.pass_time(3 * SECOND)
        await screen.press("j", "k")
        after, changes = changed(screen.desk.state, ended(first))
        await screen.tell(after, replace(changes, order=True))
        assert titles(screen) == ["First", "Second"]
        assert "paused while you read · 1 of 2" in screen.text
        await screen.pass_time(1_900)
        assert titles(screen) == ["First", "Second"]
        await screen.pass_time(100)
        assert titles(screen) == ["Second", "First"]
        assert "paused" not in screen.text


async def test_rows_that_keep_their_places_say_what_is_below_them_now() -> None:
    first = session("ses_1", "First", "fake/a", status="busy", since=9 * SECOND)
    below = session("ses_2", "Below", "fake/a", status="busy", since=8 * SECOND, parent="ses_1")
    async with opened(one_server([first, below])) as screen:
        await screen.press("j", "k")
        assert "►1" in screen.lines[3]
        after, changes = changed(screen.desk.state, ended(below))
        await screen.tell(after, replace(changes, order=True))
        await screen.pass_time(1_000)
        assert "paused while you read" in screen.text
        assert "►1" not in screen.lines[3]


async def test_rows_are_sorted_once_a_second_at_most() -> None:
    first = session("ses_1", "First", "fake/a", status="busy", since=9 * SECOND)
    second = session("ses_2", "Second", "fake/a", status="busy", since=8 * SECOND)
    async with opened(one_server([first, second])) as screen:
        after, changes = changed(screen.desk.state, ended(first))
        await screen.tell(after, replace(changes, order=True))
        assert titles(screen) == ["First", "Second"]
        await screen.pass_time(999)
        assert titles(screen) == ["First", "Second"]
        await screen.pass_time(1)
        assert titles(screen) == ["Second", "First"]


async def test_the_cursor_stays_on_its_session_when_rows_move() -> None:
    made = [session(f"ses_{n}", f"S{n}", "fake/a", since=(n + 1) * MINUTE) for n in range(40)]
    async with opened(one_server(made)) as screen:
        await screen.press("j", "j")
        assert screen.overview.subject == ("laptop", "ses_2")
        newer = [session(f"new_{n}", f"N{n}", "fake/a", since=SECOND) for n in range(30)]
        await screen.pass_time(SECOND)
        await screen.pass_time(2 * SECOND)
        after, changes = changed(screen.desk.state, *newer)
        await screen.tell(after, replace(changes, order=True))
        table = screen.overview.table
        assert screen.overview.subject == ("laptop", "ses_2")
        assert table.cursor == 32
        assert table.scroll_offset.y <= 32 < table.scroll_offset.y + table.size.height


async def test_before_any_key_the_cursor_stays_on_top() -> None:
    made = [session(f"ses_{n}", f"S{n}", "fake/a", since=(n + 1) * MINUTE) for n in range(3)]
    async with opened(one_server(made)) as screen:
        assert screen.overview.subject == ("laptop", "ses_0")
        newer = session("ses_n", "N", "fake/a", since=SECOND)
        await screen.pass_time(2 * SECOND)
        after, changes = changed(screen.desk.state, newer)
        await screen.tell(after, replace(changes, order=True))
        assert screen.overview.subject == ("laptop", "ses_n")
        await screen.press("j")
        await screen.pass_time(3 * SECOND)
        newest = session("ses_m", "M", "fake/a", since=SECOND)
        await screen.tell(*changed(screen.desk.state, newest))
        assert screen.overview.subject == ("laptop", "ses_0")


async def test_the_cursor_goes_to_a_neighbour_when_its_session_is_deleted() -> None:
    made = [session(f"ses_{n}", f"S{n}", "fake/a", since=(n + 1) * MINUTE) for n in range(3)]
    async with opened(one_server(made)) as screen:
        await screen.press("G")
        await screen.pass_time(SECOND)
        await screen.pass_time(2 * SECOND)
        await screen.tell(
            replace(one_server(made[:2]), now_ms=screen.desk.state.now_ms), Changes(order=True)
        )
        assert screen.overview.subject == ("laptop", "ses_1")


async def test_time_alone_makes_a_session_stuck_and_moves_it() -> None:
    quiet = replace(
        session("ses_q", "Quiet", "fake/a", status="busy", since=118 * SECOND),
        active_ms=NOW - 118 * SECOND,
    )
    other = session("ses_o", "Other", "fake/a", status="busy", since=5 * MINUTE)
    async with opened(one_server([quiet, other])) as screen:
        assert titles(screen) == ["Other", "Quiet"]
        await screen.pass_time(3 * SECOND)
        assert "stuck" in screen.text
        await screen.pass_time(SECOND)
        assert titles(screen) == ["Quiet", "Other"]


async def test_ten_thousand_sessions_are_drawn_by_what_is_in_view(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = [session(f"ses_{n:05}", f"S{n}", "fake/a", since=n * SECOND) for n in range(10_000)]
    async with opened(one_server(made)) as screen:
        table = screen.overview.table
        drawn: list[object] = []
        draw = table.draw
        monkeypatch.setattr(table, "draw", lambda row, here: drawn.append(row) or draw(row, here))
        await screen.pass_time(SECOND)
        assert 0 < len(drawn) <= table.size.height
        drawn.clear()
        await screen.press("G")
        assert len(drawn) <= table.size.height
        assert table.cursor == 9_999
        assert "10000 of 10000" in screen.text
