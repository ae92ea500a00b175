"""The Inbox: offers, news, history, filter and read-only, key by key."""

from __future__ import annotations

import pytest
from tests.scenery.told.asks import OTHERS, answered, nothing_left
from tests.tui.inbox_story import after_restart, costly, long_script, read_only_inbox
from tests.tui.inboxed import page
from tests.tui.make import NOW, SECOND
from tests.tui.moments import asking, came_back, not_proved, nothing_needs_me
from tests.tui.opened import opened
from tests.tui.story import story

from omo_watch.screens.cancel import CancelScreen
from omo_watch.screens.picker import PickerScreen
from omo_watch.screens.session import SessionScreen
from omo_watch_core.changes import Changes
from omo_watch_core.commands import Override
from omo_watch_core.events import NewsClosed
from omo_watch_core.journal.folding import fold
from omo_watch_core.journal.kept import Closed


async def test_an_offer_is_taken_where_nobody_feels_it_and_read_first_where_one_does() -> None:
    async with opened(costly(), (140, 40)) as screen:
        await screen.press("4", "slash", *"kind:offer", "enter")
        assert "omo-watch offers to move it to gemini-3-flash" in screen.text
        await screen.press("f")
        (command,) = screen.desk.commands
        assert isinstance(command, Override)
        assert command.target.model == "gemini-3-flash"
        await screen.press("G")
        assert "costs    Its parent Port the scheduler sees the task fail" in screen.text
        await screen.press("f")
        assert isinstance(screen.app.screen, PickerScreen)
        assert len(screen.desk.commands) == 1


@pytest.mark.parametrize(
    ("key", "kind"),
    [("m", PickerScreen), ("x", CancelScreen), ("X", CancelScreen), ("enter", SessionScreen)],
)
async def test_a_key_opens_what_is_about_its_session(key: str, kind: type) -> None:
    async with opened(asking()) as screen:
        await screen.press("4", "G", key)
        assert isinstance(screen.app.screen, kind)
        await screen.press("escape")
        assert page(screen).table.row is not None


async def test_news_are_put_away_and_requests_are_not() -> None:
    async with opened(not_proved()) as screen:
        await screen.press("4", "escape", "d")
        assert "it waits for a decision" in screen.text
        await screen.press("G", "d")
        assert screen.desk.asked == ["close act_1"]
        assert screen.desk.commands == []


async def test_what_is_put_away_leaves_the_tab_its_count_and_the_result_line() -> None:
    async with opened(not_proved()) as screen:
        await screen.press("4")
        assert "Inbox 6" in screen.lines[1]
        await screen.press("escape")
        assert "! not proved" in screen.lines[8]
        assert "the Inbox keeps this" not in screen.text
        await screen.press("G", "d")
        (row,) = [row for row in page(screen).table.shown if row.kind == "not proved"]
        closed = Closed(
            id=row.id, changed_ms=NOW, since_ms=row.since_ms, kind=row.kind, server=row.server,
            session=row.session, title=row.title, text=row.text, owner="ann@desk",
        )  # fmt: skip
        event = NewsClosed(server="", at_ms=NOW, closed=(closed,))
        await screen.tell(fold(screen.desk.state, [event]), Changes(actions=True))
        await screen.pass_time(3 * SECOND)
        assert "Inbox 5" in screen.lines[1]
        await screen.press("g")
        await screen.pass_time(SECOND)
        await screen.pass_time(3 * SECOND)
        assert "not proved" not in screen.text


async def test_the_result_line_counts_what_the_inbox_holds() -> None:
    async with opened(came_back()) as screen:
        assert "and 1 more in the Inbox" in screen.text
        await screen.press("4")
        held = [row.id for row in page(screen).table.found.rows if row.id.startswith("act_")]
        assert sorted(held) == ["act_1", "act_2", "act_3", "act_4"]


async def test_a_move_without_proof_stands_there_after_a_restart() -> None:
    async with opened(after_restart()) as screen:
        await screen.press("4", "G")
        assert "override to gemini-3-pro: no answer of that model was seen" in screen.text
        await screen.press("d")
        assert screen.desk.asked == ["close act_before"]


async def test_history_says_who_and_when_and_how() -> None:
    async with opened(answered(), (140, 40)) as screen:
        await screen.press("4", "h")
        assert "AGO" in screen.lines[2]
        shown = page(screen).table.shown
        assert [row.kind for row in shown] == ["closed", "answered", "rejected"]
        await screen.press("j")
        assert "allowed once: bash ./deploy.sh staging" in screen.text
        assert "by ann@desk" in screen.text
        await screen.press("G")
        assert f"by {OTHERS}" in screen.text
        await screen.press("o", "d")
        assert "it was dealt with already" in screen.text
        assert (screen.desk.commands, screen.desk.asked) == ([], [])
        await screen.press("escape")
        assert not page(screen).table.view.past


async def test_nothing_left_says_what_was_the_last() -> None:
    async with opened(nothing_left()) as screen:
        await screen.press("4")
        assert "Nothing needs you." in screen.text
        assert "Last one: Deploy script, answered once, " in screen.text
        assert "4 Inbox  5" in screen.lines[1]
    async with opened(nothing_needs_me()) as screen:
        await screen.press("4")
        assert "show up here by themselves" in screen.text


async def test_a_filter_narrows_says_what_is_wrong_and_goes_step_by_step() -> None:
    async with opened(asking()) as screen:
        await screen.press("4", "slash", *"kind:stuck")
        assert "3 of 10" in screen.text
        await screen.press("enter", "space")
        assert "1 marked · filter kind:stuck" in screen.text
        await screen.press("escape")
        assert "filter kind:stuck" in screen.text
        await screen.press("escape")
        assert "filter" not in screen.lines[10]
        await screen.press("slash", *"agent:build", "space", *"!kind:question")
        assert page(screen).table.shown
        assert {row.agent for row in page(screen).table.shown} == {"build"}
        await screen.press("escape", "slash", *"knd:x")
        assert "Nearest: `kind:`" in screen.text
        await screen.press("escape", "slash", *"zzz")
        assert "Nothing in the Inbox matches" in screen.text


async def test_read_only_sends_nothing_and_says_so() -> None:
    async with opened(read_only_inbox()) as screen:
        await screen.press("4")
        assert "read-only: nothing can be answered from here" in screen.text
        assert not {"o once", "A always", "R reject"} & set(screen.lines[-1].split("  "))
        for key in ("o", "A", "R", "i", "p", "f", "m", "x"):
            await screen.press(key)
            assert "read-only, nothing was sent" in screen.text
            assert screen.app.screen is page(screen)
        assert screen.desk.commands == []
        await screen.press("enter")
        assert isinstance(screen.app.screen, SessionScreen)


async def test_a_long_script_is_read_on_and_its_answers_stay_in_view() -> None:
    async with opened(long_script()) as screen:
        await screen.press("4")
        assert "set -eu" in screen.text
        assert "of 41" in screen.text
        await screen.press("J")
        assert "set -eu" not in "".join(screen.lines[11:])
        await screen.press(*["J"] * 60)
        assert "mirror-39.example" in screen.text
        assert "o once" in screen.text
        await screen.press(*["K"] * 60)
        assert "set -eu" in "".join(screen.lines[11:])
        await screen.press("j", "k")
        assert "line 1 to" in screen.text


async def test_a_click_goes_to_a_row_and_two_open_it() -> None:
    async with opened(story()) as screen:
        await screen.press("4")
        await screen.pilot.click("#table", offset=(20, 1))
        assert page(screen).table.cursor == 1
        await screen.pilot.click("#table", offset=(20, 1), times=2)
        await screen.pilot.pause()
        assert isinstance(screen.app.screen, SessionScreen)
