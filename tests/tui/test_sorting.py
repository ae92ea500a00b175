"""Sorting sessions: two levels, turned round, by keys and by column heads."""

from __future__ import annotations

import pytest
from tests.tui.moments import asking
from tests.tui.opened import Opened, opened
from tests.tui.story import story

from omo_watch.lines.modals.sorts import MEANS, OF_COLUMNS
from omo_watch.lines.sessions.columns import Name, layout
from omo_watch.screens.sorting import SortScreen
from omo_watch_core.select.view import SORTS, Sort, View

RULE = 16


def roots(screen: Opened) -> list[str]:
    """Name the sessions without a parent, from the top."""
    rows = screen.overview.table.found.rows
    return [row.session for row in rows if not row.older and not row.depth]


def costs(screen: Opened) -> list[float]:
    servers = screen.desk.state.servers.values()
    known = {name: s.info.cost for server in servers for name, s in server.sessions.items()}
    return [known[name] for name in roots(screen)]


@pytest.mark.parametrize("sort", SORTS)
async def test_a_letter_sorts_and_the_rule_says_so(sort: Sort) -> None:
    letter = MEANS[sort][0]
    async with opened(story()) as screen:
        await screen.press("s", letter)
        assert screen.app.screen is screen.overview
        said = "sort attention reversed" if sort == "attention" else f"sort {sort}"
        assert said in screen.lines[RULE]


async def test_cost_puts_the_dearest_on_top_and_again_at_the_bottom() -> None:
    async with opened(story()) as screen:
        await screen.press("s", "c")
        assert costs(screen) == sorted(costs(screen), reverse=True)
        await screen.press("s", "c")
        assert "sort cost reversed" in screen.lines[RULE]
        assert costs(screen) == sorted(costs(screen))
        await screen.press("S")
        assert costs(screen) == sorted(costs(screen), reverse=True)


async def test_arrows_tab_and_r_do_the_same() -> None:
    async with opened(story()) as screen:
        await screen.press("s", *["down"] * 7, "enter")
        assert "sort server" in screen.lines[RULE]
        await screen.press("s", "g", "s")
        assert isinstance(screen.app.screen, SortScreen)
        await screen.press("k", "tab", "r", "escape")
        assert screen.overview.table.view == View(sort="agent", then="server", reverse=True)
        assert "sort agent reversed, then server" in screen.lines[RULE]


async def test_a_capital_is_the_second_level() -> None:
    async with opened(story()) as screen:
        await screen.press("s", "v", "s", "T")
        assert "sort server, then title" in screen.lines[RULE]
        await screen.press("s", "T")
        assert "then" not in screen.lines[RULE]


async def test_the_cursor_stays_on_its_session() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "j")
        here = screen.overview.subject
        for letter in "tcxvga":
            await screen.press("s", letter)
            assert screen.overview.subject == here


@pytest.mark.parametrize("name", OF_COLUMNS)
async def test_a_click_on_a_head_sorts_and_again_turns_round(name: Name) -> None:
    column = layout(140, True).places[name]
    sort = OF_COLUMNS[name]
    async with opened(story(), (140, 40)) as screen:
        if sort == "attention":
            await screen.press("s", "t")
        at = (column.start, 0)
        await screen.pilot.click("#heads", offset=at)
        await screen.pilot.pause()
        assert screen.overview.table.view.sort == sort
        assert not screen.overview.table.view.reverse
        await screen.pilot.click("#heads", offset=at)
        await screen.pilot.pause()
        assert screen.overview.table.view.reverse


@pytest.mark.parametrize(
    ("key", "head", "words"),
    [
        ("1", "#heads", "ladders have no order"),
        ("2", "#heads", "tasks stand by lane"),
        ("4", "#heads", "asks come first"),
        ("5", "#heads", "the newest line stands on top"),
    ],
)
async def test_a_head_that_sorts_nothing_says_why(key: str, head: str, words: str) -> None:
    ladder = layout(140, True).places["ladder"]
    async with opened(asking(), (140, 40)) as screen:
        await screen.press(key)
        await screen.pilot.click(head, offset=(ladder.start, 0))
        await screen.pilot.pause()
        assert words in screen.text


async def test_the_list_can_be_clicked() -> None:
    async with opened(story()) as screen:
        await screen.press("s")
        await screen.pilot.click("#sorts", offset=(5, SORTS.index("model")), times=2)
        await screen.pilot.pause()
        assert "sort model" in screen.lines[RULE]


async def test_a_sort_that_is_named_sorts_as_its_letter_does() -> None:
    async with opened(story()) as screen:
        await screen.press("S", "colon", *"sort title", "enter")
        assert screen.overview.table.view == View(sort="title")
        await screen.press("colon", *"sort title", "enter")
        assert screen.overview.table.view == View(sort="title", reverse=True)
