"""The page without a server."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace
from tests.tui.desk import Looked
from tests.tui.make import NOW, server, state
from tests.tui.opened import opened

from omo_watch.screens.connect import ConnectScreen
from omo_watch_core.changes import Changes
from omo_watch_core.edge.address import Address
from omo_watch_core.edge.clock import StillClock
from omo_watch_core.edge.discover import discover
from omo_watch_core.edge.health import Health
from omo_watch_core.edge.processes import Program
from omo_watch_core.link import Link

REFUSED = Looked("127.0.0.1:4096", "the usual port", "nothing listens there")
PLAIN = Looked("process 4711", "plain opencode", "listens on no port: start it with --port")
LOCKED = Looked("127.0.0.1:5000", "opencode serve", "it wants a user name and a password, or")
THERE = Looked("127.0.0.1:5001", "opencode serve", "OpenCode 1.18.33")
ALSO = Looked("127.0.0.1:5002", "opencode web", "OpenCode 1.18.33")


async def test_it_says_where_it_looked_and_what_can_be_done() -> None:
    async with opened(state(), looks=[REFUSED]) as screen:
        assert isinstance(screen.app.screen, ConnectScreen)
        for words in (
            "no server yet",
            "No OpenCode server answers here.",
            "Looked in 1 place, looking again every 5s.",
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
        assert "Several servers are here. Which ones?" in screen.text
        await screen.press("down", "down", "enter", "up", "enter")
        assert screen.desk.asked == ["add http://127.0.0.1:5002", "add http://127.0.0.1:5001"]


async def test_several_are_joined_at_once() -> None:
    async with opened(state(), looks=[REFUSED, THERE, ALSO, LOCKED]) as screen:
        assert "wants a password" in screen.text
        assert "spc mark" in screen.lines[23]
        await screen.press("space", "down", "space")
        assert "enter watches the 2 marked" in screen.text
        await screen.press("enter")
        assert screen.desk.asked == ["add http://127.0.0.1:5001", "add http://127.0.0.1:5002"]


async def test_a_mark_can_be_taken_away() -> None:
    async with opened(state(), looks=[THERE, ALSO]) as screen:
        await screen.press("space", "space", "down", "enter")
        assert screen.desk.asked == ["add http://127.0.0.1:5002"]


async def test_the_mouse_joins() -> None:
    async with opened(state(), looks=[REFUSED, THERE, ALSO]) as screen:
        await screen.pilot.click("#tried", offset=(5, 3), times=2)
        await screen.pilot.click("#tried", offset=(5, 5), times=2)
        await screen.pilot.pause()
        assert screen.desk.asked == ["add http://127.0.0.1:5002"]


MANY = [Looked(f"127.0.0.1:{5001 + n}", "opencode serve", "OpenCode 1.18.33") for n in range(9)]


async def test_the_cursor_is_seen_among_more_servers_than_there_is_room_for() -> None:
    async with opened(state(), looks=MANY) as screen:
        assert "and 3 more" in screen.text
        assert "127.0.0.1:5007" not in screen.text
        await screen.press(*["down"] * 6)
        assert "127.0.0.1:5007" in screen.text
        assert "and 1 more above, 2 below" in screen.text
        await screen.press("down", "down", "down")
        assert "127.0.0.1:5009" in screen.text
        assert "127.0.0.1:5003" not in screen.text
        assert "and 3 more above" in screen.text
        await screen.press("enter")
        assert screen.desk.asked == ["add http://127.0.0.1:5009"]


@pytest.mark.parametrize("down", [0, 8])
async def test_a_click_meets_the_server_that_is_drawn_there(down: int) -> None:
    async with opened(state(), looks=MANY) as screen:
        await screen.press(*["down"] * down)
        line = next(line for line in screen.lines if "127.0.0.1:5005" in line)
        tried = screen.app.screen.query_one("#tried")
        y = screen.lines.index(line) - tried.region.y
        await screen.pilot.click("#tried", offset=(5, y), times=2)
        await screen.pilot.pause()
        assert screen.desk.asked == ["add http://127.0.0.1:5005"]


async def test_a_click_below_the_servers_meets_none() -> None:
    async with opened(state(), looks=MANY) as screen:
        await screen.pilot.click("#tried", offset=(5, 9), times=2)
        await screen.pilot.pause()
        assert screen.desk.asked == []
        await screen.press("enter")
        assert screen.desk.asked == ["add http://127.0.0.1:5001"]


async def test_what_the_search_really_finds_can_be_joined() -> None:
    async def ask(address: Address) -> Health:
        there = "5001" in address.url
        return Health(version="1.18.33") if there else Health(reason="nothing listens there")

    def running() -> Sequence[Program]:
        return (Program(pid=7, parent=1, command="serve", listens=(("127.0.0.1", 5001),)),)

    search = await discover((), {}, StillClock(), ask=ask, running=running)
    async with opened(state(), looks=search.looks) as screen:
        assert "127.0.0.1:5001" in screen.text
        assert "opencode serve" in screen.text
        assert "a password" in screen.text
        await screen.press("enter")
        assert screen.desk.asked == ["add http://127.0.0.1:5001"]


async def test_it_looks_again_by_itself_while_nothing_is_found() -> None:
    async with opened(state(), looks=[REFUSED]) as screen:
        for _ in range(6):
            await screen.pass_time(1_000)
        assert screen.desk.asked == ["look again"]
        assert "Looking in 1 place." in screen.text
        screen.desk.looks = [REFUSED, THERE, ALSO]
        await screen.pass_time(1_000)
        assert "Several servers are here. Which ones?" in screen.text
        for _ in range(9):
            await screen.pass_time(1_000)
        assert screen.desk.asked == ["look again"]


async def test_nothing_is_looked_for_while_somebody_types() -> None:
    async with opened(state(), looks=[REFUSED]) as screen:
        await screen.press("a", "x")
        for _ in range(9):
            await screen.pass_time(1_000)
        assert screen.desk.asked == []


async def test_the_cursor_stays_on_its_server() -> None:
    async with opened(state(), looks=[THERE, ALSO]) as screen:
        await screen.press("down", "space")
        screen.desk.looks = [REFUSED, LOCKED, ALSO, THERE]
        await screen.pass_time(1_000)
        await screen.press("space", "enter")
        assert screen.desk.asked == ["add http://127.0.0.1:5002"]


async def test_what_is_being_started_is_said() -> None:
    async with opened(state(), looks=[REFUSED]) as screen:
        await screen.press("d")
        assert "Starting the demo." in screen.text
        screen.desk.looks = [REFUSED, Looked("start", "a server here", "no such program")]
        await screen.pass_time(1_000)
        assert "Starting the demo." not in screen.text
        assert "no such program" in screen.text


async def test_a_wrong_address_can_be_typed_again() -> None:
    async with opened(state()) as screen:
        await screen.press("a", "x", "space", "y", "enter")
        assert "'x y' is no address" in screen.text
        await screen.press("backspace", "backspace", "enter")
        assert "is no address" not in screen.text
        assert screen.desk.asked == ["add x"]


async def test_the_first_server_opens_all_sessions() -> None:
    async with opened(state()) as screen:
        await screen.tell(state(server("laptop")), Changes(servers=True, order=True))
        assert screen.app.screen is screen.overview
        assert "laptop has no session yet." in screen.text


async def test_help_and_quit_work_without_a_server() -> None:
    async with opened(state()) as screen:
        await screen.press("question_mark", "escape", "q")
    assert screen.app.return_value == 0


async def test_a_server_that_does_not_answer_is_tried_again_by_a_key() -> None:
    gone = Link(phase="waiting", lost_since_ms=NOW, retry_at_ms=NOW + 4_000, reason="no answer")
    unheard = state(replace(server("laptop", link=gone), listed_ms=None))
    async with opened(unheard) as screen:
        assert "No answer. Trying again in 4s, r tries now." in screen.text
        assert "r try now" in screen.lines[23]
        await screen.pass_time(1_000)
        assert "Trying again in 3s" in screen.text
        await screen.press("r")
        assert screen.desk.asked == ["look again"]


async def test_a_password_is_asked_for_in_whole_sentences() -> None:
    refused = Link(phase="refused", status=401, since_ms=NOW)
    locked = state(replace(server("laptop", link=refused), listed_ms=None))
    async with opened(locked) as screen:
        assert "laptop wants a password." in screen.text
        assert "Nothing was retried." in " ".join(screen.text.split())
