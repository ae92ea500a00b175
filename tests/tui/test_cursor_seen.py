"""The cursor's row is on the screen, also where rows have only now grown beyond the height."""

from __future__ import annotations

from msgspec.structs import replace
from tests.tui.make import DAY, SECOND, server, session, state
from tests.tui.opened import Opened, opened

from omo_watch_core.changes import Changes
from omo_watch_core.state import State

GROWN = Changes(order=True, servers=True)


def with_recent(count: int) -> State:
    """Give an old session and so many recent ones, the last one the newest."""
    old = session("ses_old", "Spike of last week", "fake/a", since=7 * DAY)
    recent = [
        session(f"ses_{n:02}", f"Recent {n}", "fake/a", since=(count - n) * SECOND)
        for n in range(count)
    ]
    return state(server("laptop", [old, *recent]))


async def tell_now(screen: Opened, now: State) -> None:
    """Show a state at the moment at which the screen is."""
    await screen.tell(replace(now, now_ms=screen.desk.state.now_ms), GROWN)


async def tell_later(screen: Opened, now: State) -> None:
    """Show a state after the while for which rows keep their places."""
    await screen.pass_time(SECOND)
    await screen.pass_time(3 * SECOND)
    await tell_now(screen, now)


async def test_a_row_that_goes_down_takes_the_view_along() -> None:
    async with opened(with_recent(1)) as screen:
        await screen.press("j", "k")
        table = screen.overview.table
        assert table.cursor == 0
        await tell_later(screen, with_recent(40))
        assert table.cursor > table.size.height
        assert table.scroll_offset.y + table.size.height > table.cursor
        (here,) = [line for line in screen.lines if line.startswith("▌")]
        assert "Recent 0" in here


async def test_keys_pressed_before_there_are_sessions_hold_nothing_up() -> None:
    async with opened(with_recent(0)) as screen:
        assert "0 shown" in screen.text
        await screen.press("j")
        await tell_now(screen, with_recent(40))
        assert screen.overview.table.cursor == 0
        assert "1 of 40" in screen.text


async def test_the_row_of_older_ones_is_not_counted_as_a_session() -> None:
    async with opened(with_recent(3)) as screen:
        await screen.press("j", "j", "j")
        assert "older (1)" in screen.lines[screen.overview.table.cursor + 3]
        assert "3 shown" in screen.text
        assert "4 of 3" not in screen.text


async def test_a_session_that_is_gone_keeps_its_line_while_a_person_reads() -> None:
    async with opened(with_recent(3)) as screen:
        await screen.press("j")
        table = screen.overview.table
        assert table.key is not None
        now = screen.desk.state
        laptop = now.servers["laptop"]
        left = {name: one for name, one in laptop.sessions.items() if name != table.key.session}
        gone = replace(now, servers={"laptop": replace(laptop, sessions=left)})
        await screen.tell(gone, Changes(order=True, sessions=frozenset({table.key.key})))
        line = screen.lines[4]
        assert line.startswith("▌")
        assert "gone" in line
