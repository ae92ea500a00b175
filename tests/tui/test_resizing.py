"""Any size of the terminal: the cursor keeps its row, the filter stays, nothing runs over."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rich.cells import cell_len
from tests.scenery.told.log import logged
from tests.tui.make import MINUTE, info, server, session, state
from tests.tui.moments import asking
from tests.tui.opened import Opened, opened
from tests.tui.story import story
from textual.scroll_view import ScrollView

from omo_watch.screens.inbox import InboxScreen
from omo_watch.screens.log import LogScreen
from omo_watch.screens.session import SessionScreen
from omo_watch.screens.tasks import TasksScreen
from omo_watch_core.state import State

SIZES = ((160, 50), (140, 40), (120, 32), (100, 30), (80, 24))
SMALL = ((79, 24), (80, 23), (72, 20), (20, 5), (1, 1))


async def resized(screen: Opened, size: tuple[int, int]) -> None:
    await screen.pilot.resize_terminal(*size)
    await screen.pilot.pause()
    # the keys come back after the first picture of the new size
    await screen.pilot.pause()


def chosen(screen: Opened) -> object:
    """Name what is under the cursor of the page in front."""
    page = screen.app.screen
    match page:
        case TasksScreen():
            return page.table.chosen.id if page.table.chosen else None
        case InboxScreen():
            return page.subject, page.table.cursor
        case LogScreen():
            return page.table.row.id if page.table.row else None
        case SessionScreen():
            return page.subject
        case _:
            return screen.overview.table.key


def cursor_line(screen: Opened) -> str:
    """Give the first line that begins with the edge of the cursor; results stand below it.

    It is the cursor's only where the table has a row for it.
    """
    return next(line for line in screen.lines if line.startswith("▌"))


PAGES: dict[str, tuple[Callable[[], State], tuple[str, ...]]] = {
    "sessions": (story, tuple("jjjjjjj")),
    "sessions, the last": (story, ("G",)),
    "sessions, filtered": (story, ("slash", *"model:gpt", "enter", *"jjjj")),
    "tasks": (asking, ("2", *"jjjjjjjj")),
    "inbox": (asking, ("4", *"jjjjjj")),
    "log": (logged, ("5", *"jjjjjjjjjjjj")),
}


@pytest.mark.parametrize("name", PAGES)
async def test_the_cursor_keeps_its_row(name: str) -> None:
    make, keys = PAGES[name]
    async with opened(make(), (140, 40)) as screen:
        await screen.press("escape", *keys)
        here, line = chosen(screen), cursor_line(screen)[:16]
        assert here
        for size in (*SIZES, *reversed(SIZES), SMALL[2], SIZES[-1], (200, 60), SIZES[1]):
            await resized(screen, size)
            assert (size, chosen(screen)) == (size, here)
            if size not in SMALL:
                assert cursor_line(screen)[:8] == line[:8]
        assert ("filtered" in name) == ("filter model:gpt" in screen.text)


@pytest.mark.parametrize("name", PAGES)
async def test_no_line_runs_over_and_the_footer_stays(name: str) -> None:
    make, keys = PAGES[name]
    async with opened(make(), (140, 40)) as screen:
        await screen.press(*keys)
        for size in (*SIZES, (81, 25), (99, 29), (119, 31), (139, 39), (300, 90)):
            await resized(screen, size)
            assert {cell_len(line) for line in screen.lines} == {size[0]}
            assert len(screen.lines) == size[1]
            assert screen.lines[-1].rstrip().endswith("? help")
            assert screen.lines[0].startswith(" omo-watch")


@pytest.mark.parametrize("size", SMALL)
@pytest.mark.parametrize("keys", [(), ("2",), ("4",), ("5",), ("enter",)])
async def test_a_terminal_that_is_too_small_says_so_and_comes_back(
    size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    async with opened(story()) as screen:
        await screen.press(*keys)
        before = screen.text
        await resized(screen, size)
        said = f"This terminal is {size[0]}x{size[1]}. omo-watch needs 80x24."
        if size[0] >= len(said):
            assert screen.text.strip() == said
        else:
            assert screen.text.strip()[: size[0] - 1] == said[: size[0] - 1]
        await resized(screen, (80, 24))
        assert screen.text == before


async def test_the_connect_page_says_so_too() -> None:
    async with opened(state()) as screen:
        before = screen.text
        await resized(screen, (60, 24))
        assert "This terminal is 60x24. omo-watch needs 80x24." in screen.text
        await resized(screen, (80, 24))
        assert screen.text == before


async def test_the_rows_in_view_stay_in_view() -> None:
    async with opened(story()) as screen:
        await screen.press("G", *"kkkk")
        table = screen.overview.table
        top = table.scroll_offset.y
        assert top > 0
        for size in ((100, 24), (80, 20), (80, 24), (140, 24), (80, 24)):
            await resized(screen, size)
        assert table.scroll_offset.y == top


@pytest.mark.parametrize("keys", [("m",), ("x",), ("s",), ("t",), ("question_mark",), ("n",)])
async def test_modals_live_through_it(keys: tuple[str, ...]) -> None:
    async with opened(story(), (140, 40)) as screen:
        await screen.press("j", *keys)
        modal = screen.app.screen
        for size in (*SIZES, *SMALL, SIZES[-1]):
            await resized(screen, size)
        assert screen.app.screen is modal
        frame = modal.query_one("#frame")
        assert frame.region.width <= 80
        assert frame.region.height <= 24 or keys == ("question_mark",)
        await screen.press("escape")
        assert screen.app.screen is screen.overview
        assert isinstance(screen.overview.table, ScrollView)


def crowd() -> State:
    """Give more sessions than a small terminal has lines."""
    made = [
        session(f"ses_{n:02}", f"Session {n:02}", "fake/01", status="busy", since=MINUTE)
        for n in range(40)
    ]
    return state(server("laptop", made, models=[info(f"fake/{n:02}") for n in range(40)]))


@pytest.mark.parametrize(
    ("keys", "last"),
    [
        (("asterisk", "x"), "esc leave them"),
        (("asterisk", "r"), "esc leave them"),
        (("ctrl+p",), "esc leave"),
        (("m",), "esc leave as it is"),
    ],
)
async def test_a_choice_shrinks_and_grows_with_the_terminal(
    keys: tuple[str, ...], last: str
) -> None:
    async with opened(crowd(), size=(120, 50)) as screen:
        await screen.press(*keys)
        tall = screen.lines
        assert last in screen.text
        await resized(screen, (80, 24))
        assert last in screen.text
        await resized(screen, (120, 50))
        assert screen.lines == tall


# --- a key that one cannot see the meaning of does nothing

TYPED = (*"oOrRxXmwWunpf12345 /:", "enter", "space", "delete", "j", "G", "tab", "ctrl+p")


@pytest.mark.parametrize("keys", [(), ("2",), ("3",), ("4",), ("5",), ("enter",)])
async def test_no_key_acts_where_nothing_can_be_seen(keys: tuple[str, ...]) -> None:
    async with opened(asking(), (140, 40)) as screen:
        await screen.press(*keys)
        before, page = screen.text, screen.app.screen
        await resized(screen, (70, 20))
        await screen.press(*TYPED)
        assert (screen.app.screen, screen.desk.commands) == (page, [])
        assert screen.text.strip() == "This terminal is 70x20. omo-watch needs 80x24."
        await resized(screen, (140, 40))
        assert screen.text == before


@pytest.mark.parametrize("keys", ["x", "m", "n", "s", "t", "colon", "ctrl+p"])
async def test_no_key_acts_in_a_modal_that_cannot_be_seen(keys: str) -> None:
    async with opened(story(), (140, 40)) as screen:
        await screen.press("j", keys)
        before, modal, sent = screen.text, screen.app.screen, list(screen.desk.commands)
        focused = screen.app.focused
        await resized(screen, (20, 6))
        assert screen.text.strip() == "This terminal is 20…"
        await screen.press("enter", *"q3abc", "down", "tab", "enter")
        await resized(screen, (140, 40))
        assert (screen.app.screen, screen.desk.commands) == (modal, sent)
        assert screen.app.focused is focused
        assert screen.text == before


async def test_what_is_being_typed_is_as_it_was() -> None:
    async with opened(story(), (140, 40)) as screen:
        await screen.press("slash", *"bill")
        before = screen.text
        await resized(screen, (79, 24))
        await screen.press(*"oxm", "enter")
        await resized(screen, (140, 40))
        assert screen.text == before
        await screen.press(*"ing")
        assert "billing" in screen.text


async def test_one_gets_out_of_it_all_the_same() -> None:
    async with opened(story(), (140, 40)) as screen:
        await screen.press("j", "x")
        await resized(screen, (79, 24))
        await screen.press("escape")
        assert screen.app.screen is screen.overview
        assert "This terminal is 79x24." in screen.text
        await screen.press("x")
        assert screen.app.screen is screen.overview
        await screen.press("q")
        assert screen.desk.asked[-1] == "stop"
