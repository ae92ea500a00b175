"""The page without a server."""

from __future__ import annotations

from tests.tui.desk import Looked
from tests.tui.make import server, state
from tests.tui.opened import opened

from omo_watch.screens.connect import ConnectScreen
from omo_watch_core.changes import Changes

REFUSED = Looked("default", "http://127.0.0.1:4096", "nothing listens there")
PLAIN = Looked("processes", "process 4711", "its own screen listens on no port: start it")
THERE = Looked("processes", "http://127.0.0.1:5001", "OpenCode 1.18.33")
ALSO = Looked("processes", "http://127.0.0.1:5002", "OpenCode 1.18.33")


async def test_it_says_where_it_looked_and_what_can_be_done() -> None:
    async with opened(state(), looks=[REFUSED]) as screen:
        assert isinstance(screen.app.screen, ConnectScreen)
        for words in (
            "no server yet",
            "No OpenCode server answers here.",
            "Looked in 1 place. r looks again.",
            "127.0.0.1:4096",
            "nothing listens there",
            "opencode serve --port 4096",
            "never from here.",
        ):
            assert words in screen.text
        assert "s start one" not in screen.lines[23]


async def test_a_plain_opencode_is_explained() -> None:
    async with opened(state(), looks=[REFUSED, PLAIN]) as screen:
        assert "`opencode --port 4096`" in screen.text
        assert "`opencode attach`" in screen.text


async def test_an_address_is_typed() -> None:
    async with opened(state()) as screen:
        await screen.press("a", *"dq.example")
        assert screen.desk.asked == []
        await screen.press("enter")
        assert screen.desk.asked == ["add dq.example"]


async def test_an_empty_address_is_the_one_that_is_shown() -> None:
    async with opened(state()) as screen:
        await screen.press("a", "enter")
        assert screen.desk.asked == ["add http://127.0.0.1:4096"]


async def test_a_wrong_address_is_refused_with_a_sentence() -> None:
    async with opened(state()) as screen:
        await screen.press("a", "x", "space", "y", "enter")
        assert "'x y' is no address" in screen.text
        assert screen.desk.asked == []


async def test_escape_stops_typing() -> None:
    async with opened(state()) as screen:
        await screen.press("a", "x", "escape", "r")
        assert screen.desk.asked == ["look again"]


async def test_its_keys() -> None:
    async with opened(state(), has_opencode=True) as screen:
        await screen.press("d", "r", "s")
        assert screen.desk.asked == ["demo", "look again", "serve"]


async def test_nothing_is_started_that_is_not_installed() -> None:
    async with opened(state()) as screen:
        await screen.press("s", "enter")
        assert screen.desk.asked == []


async def test_several_servers_can_be_chosen_from() -> None:
    async with opened(state(), looks=[REFUSED, THERE, ALSO]) as screen:
        assert "Several servers are here. Which one?" in screen.text
        await screen.press("down", "down", "enter", "up", "enter")
        assert screen.desk.asked == ["add http://127.0.0.1:5002", "add http://127.0.0.1:5001"]


async def test_the_first_server_opens_all_sessions() -> None:
    async with opened(state()) as screen:
        await screen.tell(state(server("laptop")), Changes(servers=True, order=True))
        assert screen.app.screen is screen.overview
        assert "laptop has no session yet." in screen.text


async def test_help_and_quit_work_without_a_server() -> None:
    async with opened(state()) as screen:
        await screen.press("question_mark", "escape", "q")
    assert screen.app.return_value == 0
