"""The page of all sessions: what each key does."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.make import SECOND, server, session, state
from tests.tui.opened import opened
from tests.tui.story import BILLING, story

from omo_watch.screens.cancel import CancelScreen
from omo_watch.screens.help import HelpScreen
from omo_watch.screens.picker import PickerScreen
from omo_watch.screens.session import SessionScreen
from omo_watch_core.changes import Changes

SECOND_ROW = ("laptop", BILLING)


async def test_arrows_and_letters_move_the_cursor() -> None:
    async with opened(story()) as screen:
        table = screen.overview.table
        moves = (
            ("down", 1),
            ("j", 2),
            ("k", 1),
            ("up", 0),
            ("k", 0),
            ("G", 22),
            ("j", 22),
            ("g", 0),
        )
        for key, place in moves:
            await screen.press(key)
            assert (key, table.cursor) == (key, place)
        await screen.press("end")
        assert table.cursor == 22
        await screen.press("home")
        assert table.cursor == 0


async def test_pages_move_by_what_is_in_view() -> None:
    async with opened(story()) as screen:
        table = screen.overview.table
        assert table.size.height == 13
        await screen.press("pagedown")
        assert (table.cursor, table.scroll_offset.y) == (12, 0)
        await screen.press("pagedown")
        assert (table.cursor, table.scroll_offset.y) == (22, 10)
        await screen.press("pageup")
        assert (table.cursor, table.scroll_offset.y) == (10, 10)


async def test_the_detail_follows_the_cursor() -> None:
    async with opened(story()) as screen:
        assert "Deploy script  ci-box" in screen.lines[16]
        await screen.press("j")
        assert "Refactor billing  laptop" in screen.lines[16]
        assert "2 of 22 · sort attention" in screen.lines[16]
        assert "nobody answers now" in screen.lines[17]


async def test_enter_goes_deeper_and_escape_back() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "enter")
        assert isinstance(screen.app.screen, SessionScreen)
        assert screen.app.screen.subject == SECOND_ROW
        await screen.press("escape")
        assert screen.app.screen is screen.overview
        assert screen.overview.table.cursor == 1


async def test_a_click_selects_and_a_second_opens() -> None:
    async with opened(story()) as screen:
        await screen.pilot.click("#table", offset=(30, 1))
        assert screen.overview.subject == SECOND_ROW
        await screen.pilot.click("#table", offset=(30, 1), times=2)
        await screen.pilot.pause()
        assert isinstance(screen.app.screen, SessionScreen)


async def test_the_filter_narrows_as_it_is_typed() -> None:
    async with opened(story()) as screen:
        await screen.press("slash", *"agent:oracle")
        assert screen.overview.table.found.shown == 2
        assert "2 of 23" in screen.lines[23]
        await screen.press("enter")
        assert "filter agent:oracle · 2 of 23" in screen.lines[16]
        assert "? help" in screen.lines[23]
        await screen.press("j")
        assert screen.overview.table.cursor == 1
        await screen.press("escape")
        assert screen.overview.table.view.filter == ""


async def test_escape_leaves_the_filter_line_and_clears_it() -> None:
    async with opened(story()) as screen:
        await screen.press("slash", *"title:nightly")
        assert screen.overview.subject == ("ci-box", "ses_nightly")
        await screen.press("escape")
        assert screen.overview.table.view.filter == ""
        assert screen.overview.table.has_focus
        assert screen.overview.subject == ("ci-box", "ses_nightly")


async def test_the_filter_line_opens_with_what_was_kept() -> None:
    async with opened(story()) as screen:
        await screen.press("slash", *"opus", "enter", "slash", "s", "p", "enter")
        assert screen.overview.table.view.filter == "opussp"


async def test_a_filter_without_a_hit_says_how_many_it_hides() -> None:
    async with opened(story()) as screen:
        await screen.press("slash", *"agent:oracle", "space", *"state:stuck")
        assert "No session matches  agent:oracle state:stuck" in screen.text
        assert "23 are hidden by this filter. esc clears it." in screen.text
        assert "0 of 23" in screen.lines[23]


async def test_a_wrong_field_is_named_with_the_nearest() -> None:
    async with opened(story()) as screen:
        await screen.press("slash", *"agnet:build")
        assert "`agnet:` is not a field. Nearest: `agent:`" in screen.lines[23]
        assert "enter" not in screen.lines[23]
        assert screen.overview.table.found.shown == 22
        assert "1 of 22 · sort attention" in screen.lines[16]


async def test_e_shows_only_what_needs_me() -> None:
    async with opened(story()) as screen:
        await screen.press("e")
        shown = [key.session for key in screen.overview.table.found.rows]
        assert "ses_deploy" in shown
        assert "ses_index" not in shown
        assert "needs me" in screen.lines[16]
        await screen.press("escape")
        assert not screen.overview.table.view.needs_me


async def test_nothing_needs_me() -> None:
    waiting = story().servers["ci-box"].sessions["ses_nightly"]
    quiet = state(server("laptop", [waiting, session("ses_a", "A", "fake/a")]))
    async with opened(quiet) as screen:
        await screen.press("e")
        assert "Nothing needs you." in screen.text
        assert "1 waits for a limit, the next is back in 38s." in screen.text


async def test_o_unfolds_what_is_old() -> None:
    async with opened(story()) as screen:
        assert screen.overview.table.found.rows[-1].older == 1
        await screen.press("G", "enter")
        assert screen.overview.table.found.rows[-1].session == "ses_spike"
        await screen.press("o")
        assert screen.overview.table.found.rows[-1].older == 1


async def test_the_folded_line_is_no_session() -> None:
    async with opened(story()) as screen:
        await screen.press("G", "m", "x")
        assert screen.app.screen is screen.overview
        assert screen.desk.commands == []


async def test_m_and_x_and_the_question_mark_open_their_modals() -> None:
    async with opened(story()) as screen:
        for key, kind in (("m", PickerScreen), ("x", CancelScreen), ("question_mark", HelpScreen)):
            await screen.press(key)
            assert isinstance(screen.app.screen, kind)
            await screen.press("escape")
            assert screen.app.screen is screen.overview
        assert screen.desk.commands == []


async def test_read_only_refuses_and_sends_nothing() -> None:
    async with opened(replace(story(), mode="watch")) as screen:
        assert "m model" not in screen.lines[23]
        for key in ("m", "x"):
            await screen.press(key)
            assert screen.app.screen is screen.overview
            assert "refused   read-only, nothing was sent" in screen.lines[22]
        await screen.pass_time(8 * SECOND)
        assert "refused" not in screen.text
        assert screen.desk.commands == []


@pytest.mark.parametrize("key", ["q", "ctrl+c", "ctrl+q"])
async def test_leaving_stops_the_desk(key: str) -> None:
    async with opened(story()) as screen:
        await screen.press(key)
        assert screen.desk.asked == ["stop"]
    assert screen.app.return_value == 0


async def test_one_stays_where_it_is() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "1")
        assert screen.overview.table.cursor == 1


async def test_a_terminal_that_is_too_small_says_so() -> None:
    async with opened(story(), (72, 20)) as screen:
        assert screen.text.strip() == "This terminal is 72x20. omo-watch needs 80x24."
        await screen.pilot.resize_terminal(80, 24)
        await screen.pilot.pause()
        assert "Deploy script" in screen.text


async def test_the_detail_takes_its_height_from_the_terminal() -> None:
    async with opened(story(), (140, 40)) as screen:
        heights: list[int] = []
        for lines in (40, 36, 35, 24):
            await screen.pilot.resize_terminal(140, lines)
            await screen.pilot.pause()
            heights.append(screen.overview.query_one("#below").size.height)
        assert heights == [12, 12, 6, 6]


async def test_a_session_without_transcript_is_looked_at_once_the_cursor_rests() -> None:
    async with opened(story()) as screen:
        await screen.press("j")
        assert screen.desk.looked_at == []
        await screen.pass_time(SECOND)
        await screen.pass_time(SECOND)
        assert screen.desk.looked_at == [SECOND_ROW]


async def test_after_another_screen_the_desk_turns_to_the_cursor_again() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "enter", "escape", "j")
        assert set(screen.desk.looked_at) == {SECOND_ROW}
        await screen.pass_time(SECOND)
        await screen.pass_time(SECOND)
        assert screen.desk.looked_at[-1] == ("laptop", "ses_rename")


async def test_a_session_that_sleeps_is_not_woken_by_the_cursor() -> None:
    old = session("ses_old", "Old", "fake/a", since=5 * 3_600_000, directory="/srv/dev/elsewhere")
    async with opened(state(server("laptop", [old]))) as screen:
        await screen.pass_time(SECOND)
        await screen.pass_time(SECOND)
        assert [key for key in screen.desk.looked_at if key] == []
        assert "enter opens it" in screen.text
        await screen.press("enter")
        assert screen.desk.looked_at[-1] == ("laptop", "ses_old")


async def test_no_session_yet() -> None:
    async with opened(state(server("laptop"))) as screen:
        assert "laptop has no session yet." in screen.text
        assert "STATE" not in screen.text
        assert "enter open" not in screen.lines[23]
        first = session("ses_new", "The first", "fake/a", since=SECOND)
        await screen.tell(state(server("laptop", [first])), Changes(order=True))
        await screen.pass_time(SECOND)
        assert "The first" in screen.text
