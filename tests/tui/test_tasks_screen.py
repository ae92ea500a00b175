"""The tab of tasks: what each key does, and that nothing jumps while a person reads."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.make import SECOND
from tests.tui.story import BILLING, GPT, story
from tests.tui.task_rows import ENDED, OPEN, QUEUED, SECOND_QUEUED, STUCK, WAITING, lane, task
from tests.tui.tasked import Derived, tasked

from omo_watch.screens.asking import AskingScreen
from omo_watch.screens.bulk_cancel import BulkCancelScreen
from omo_watch.screens.cancel import CancelScreen
from omo_watch.screens.picker import PickerScreen
from omo_watch.screens.session import SessionScreen
from omo_watch_core.changes import Changes
from omo_watch_core.commands import CancelTask, MoveUp, SetLane, StopAll

OURS = (
    task("a", "First", "running", origin="omo-watch", session="ses_tests"),
    task("b", "Second", "queued", origin="omo-watch", session=None, place=1, claim="pending"),
    task("c", "Third", "queued", origin="omo-watch", session=None, place=2, claim="pending"),
)


@pytest.fixture
def derived(monkeypatch: pytest.MonkeyPatch) -> Derived:
    return Derived(monkeypatch)


async def test_tasks_stand_by_lane_and_the_cursor_skips_the_heads(derived: Derived) -> None:
    async with tasked((140, 40)) as (screen, tab):
        assert "openai/gpt-5.4  laptop  5 of 5 slots" in screen.lines[3]
        assert "finished in the last hour" in screen.text
        assert "1 of 15 · by lane" in screen.text
        await screen.press(*"jjjjjjj")
        assert tab.chosen == STUCK
        assert "8 of 15 · by lane" in screen.text
        assert "Write docs  task bg_docs of Refactor billing" in screen.text
        await screen.press("G")
        assert tab.chosen == ENDED[-1]
        await screen.press("g", "k")
        assert tab.chosen == WAITING


async def test_blank_lines_part_the_lanes_where_there_is_room(derived: Derived) -> None:
    async with tasked((140, 40)) as (screen, _):
        assert screen.lines[11].strip() == ""
    async with tasked() as (screen, _):
        assert "kimi-for-coding/k2p5" in screen.lines[11]


async def test_the_filter_takes_words_and_fields(derived: Derived) -> None:
    async with tasked() as (screen, tab):
        await screen.press("slash", *"agent:writer", "space", *"state:stuck")
        assert tab.table.tasks == [STUCK.key]
        assert "1 of 15" in screen.lines[23]
        await screen.press("enter")
        assert "filter agent:writer state:stuck · 1 of 15" in screen.text
        await screen.press("1", "2")
        assert tab.table.tasks == [STUCK.key]
        await screen.press("escape")
        assert len(tab.table.tasks) == 15


async def test_a_wrong_field_is_named_with_the_nearest(derived: Derived) -> None:
    async with tasked() as (screen, tab):
        await screen.press("slash", *"agnet:x")
        assert "`agnet:` is not a field. Nearest: `agent:`" in screen.lines[23]
        assert len(tab.table.tasks) == 15


async def test_e_shows_what_needs_me(derived: Derived) -> None:
    async with tasked() as (screen, tab):
        await screen.press("e")
        names = [key[1] for key in tab.table.tasks]
        assert names == ["bg_rename", "bg_incident", "bg_docs", "bg_chapter"]
        assert "by lane · needs me" in screen.text
        await screen.press("escape")
        assert len(tab.table.tasks) == 15


async def test_an_empty_table_says_how_to_begin(derived: Derived) -> None:
    derived.take(())
    async with tasked() as (screen, _):
        assert "No background task." in screen.text
        assert "n starts one under the selected session." in screen.text
        assert "STATE" not in screen.text
        assert "n new task" in screen.lines[23]
    async with tasked(state=replace(story(), mode="watch")) as (screen, _):
        assert "n starts one" not in screen.text


async def test_a_filter_without_a_hit_says_what_it_hides(derived: Derived) -> None:
    async with tasked() as (screen, _):
        await screen.press("slash", *"zzz")
        assert "No task matches  zzz" in screen.text
        assert "15 are hidden by this filter. esc clears it." in screen.text


async def test_enter_opens_the_session_of_a_task_and_escape_comes_back(derived: Derived) -> None:
    async with tasked() as (screen, tab):
        await screen.press("enter")
        assert isinstance(screen.app.screen, SessionScreen)
        assert "Tasks · Rename invoice fields" in screen.lines[2]
        assert "2 Tasks" in screen.lines[1]
        await screen.press("escape")
        assert screen.app.screen is tab


async def test_a_task_without_a_session_says_why_it_cannot_be_opened(derived: Derived) -> None:
    gone = replace(STUCK, session="ses_gone", state="deleted", verdict="deleted")
    derived.take((lane(GPT, [QUEUED]),), [gone])
    async with tasked() as (screen, tab):
        await screen.press("enter")
        assert screen.app.screen is tab
        assert "it has no session yet" in screen.text
        await screen.press("j", "enter")
        assert "its session was deleted; what is known of it stands below" in screen.text


async def test_nothing_changes_its_place_while_a_person_reads(derived: Derived) -> None:
    async with tasked() as (screen, tab):
        before = tab.table.tasks
        await screen.press("j", "k")
        calm = tuple(replace(one, tasks=one.tasks[::-1]) for one in OPEN[::-1])
        derived.take(calm, ENDED)
        await screen.pass_time(SECOND)
        assert tab.table.tasks == before
        assert "paused while you read" in screen.text
        await screen.pass_time(3 * SECOND)
        assert tab.table.tasks != before
        assert tab.chosen == WAITING


async def test_a_row_changes_at_once_also_while_a_person_reads(derived: Derived) -> None:
    async with tasked() as (screen, _):
        await screen.press("j", "k")
        moved = replace(WAITING, state="running", why=None, silent_ms=0)
        derived.take((replace(OPEN[0], tasks=(moved, *OPEN[0].tasks[1:])), *OPEN[1:]), ENDED)
        await screen.tell(screen.desk.state, Changes(order=True))
        assert "waiting" not in screen.text


async def test_the_table_is_worked_out_once_per_change(derived: Derived) -> None:
    async with tasked() as (screen, _):
        before = derived.asked
        await screen.tell(screen.desk.state, Changes(order=True))
        assert derived.asked == before + 1
        await screen.tell(screen.desk.state, Changes())
        assert derived.asked == before + 1


async def test_x_stops_the_session_of_a_task(derived: Derived) -> None:
    async with tasked() as (screen, _):
        await screen.press("x")
        assert isinstance(screen.app.screen, CancelScreen)
        assert screen.desk.commands == []


async def test_a_waiting_task_of_the_plugin_is_stopped_with_all_others_only(
    derived: Derived,
) -> None:
    derived.take((lane(GPT, [QUEUED, SECOND_QUEUED]),))
    async with tasked() as (screen, _):
        await screen.press("x")
        assert isinstance(screen.app.screen, AskingScreen)
        assert "the plugin lets nobody stop such a task alone" in screen.text
        assert "all 2 tasks of Refactor billing" in screen.text
        assert "Open: Check tax tables, List feature flags." in screen.text
        await screen.press("enter")
        (command,) = screen.desk.commands
        assert isinstance(command, StopAll)
        assert (command.session, command.confirmed) == (BILLING, True)


async def test_a_task_of_ours_is_cancelled_after_a_question(derived: Derived) -> None:
    derived.take((lane(GPT, list(OURS), 1, origin="omo-watch"),))
    async with tasked() as (screen, _):
        await screen.press("j", "x")
        assert "It waits, and will not be started" in screen.text
        await screen.press("escape")
        assert screen.desk.commands == []
        await screen.press("x", "enter")
        (command,) = screen.desk.commands
        assert isinstance(command, CancelTask)
        assert (command.server, command.session, command.task) == ("laptop", BILLING, "bg_b")


async def test_a_lane_of_ours_is_paused_and_gets_slots(derived: Derived) -> None:
    derived.take((lane(GPT, list(OURS), 1, origin="omo-watch"),))
    async with tasked((140, 40)) as (screen, _):
        assert "P pause" in screen.lines[39]
        assert "+ - slots" in screen.lines[39]
        assert "K start next" not in screen.lines[39]
        await screen.press("P", "plus", "minus")
        assert "a lane has one slot at least; P pauses it" in screen.text
        paused, wider = screen.desk.commands
        assert isinstance(paused, SetLane)
        assert (paused.lane, paused.paused, paused.width) == (GPT, True, None)
        assert isinstance(wider, SetLane)
        assert (wider.lane, wider.width, wider.paused) == (GPT, 2, None)


async def test_a_paused_lane_offers_to_go_on(derived: Derived) -> None:
    derived.take((lane(GPT, list(OURS), 1, origin="omo-watch", paused=True),))
    async with tasked((140, 40)) as (screen, _):
        assert "P go on" in screen.lines[39]
        await screen.press("P")
        (command,) = screen.desk.commands
        assert isinstance(command, SetLane)
        assert command.paused is False


async def test_a_waiting_task_of_ours_starts_next(derived: Derived) -> None:
    derived.take((lane(GPT, list(OURS), 1, origin="omo-watch"),))
    async with tasked((140, 40)) as (screen, _):
        await screen.press("j", "K")
        assert "only a task of ours that waits behind another one" in screen.text
        await screen.press("j")
        assert "K start next" in screen.lines[39]
        await screen.press("K")
        (command,) = screen.desk.commands
        assert isinstance(command, MoveUp)
        assert command.task == "bg_c"


async def test_lanes_of_the_plugin_cannot_be_changed(derived: Derived) -> None:
    async with tasked() as (screen, _):
        assert "P pause" not in screen.lines[23]
        await screen.press("P", "plus")
        assert "this lane is not ours: the plugin alone decides what starts in it" in screen.text
        assert screen.desk.commands == []


async def test_m_and_marks_are_those_of_the_sessions(derived: Derived) -> None:
    async with tasked((140, 40)) as (screen, tab):
        await screen.press("m")
        assert isinstance(screen.app.screen, PickerScreen)
        await screen.press("escape", "space", *"jjjj", "space")
        assert [one.session for one in tab.marked] == ["ses_rename", "ses_tests"]
        assert "2 marked · 5 of 15" in screen.text
        assert "x cancel 2 marked" in screen.lines[39]
        await screen.press("x")
        assert isinstance(screen.app.screen, BulkCancelScreen)
        await screen.press("escape", "escape")
        assert tab.marked == []


async def test_a_task_without_a_session_is_not_marked(derived: Derived) -> None:
    derived.take((lane(GPT, [QUEUED]),))
    async with tasked() as (screen, tab):
        await screen.press("space")
        assert "it has no session yet; x is for it alone" in screen.text
        assert tab.marked == []


async def test_read_only_sends_nothing(derived: Derived) -> None:
    derived.take((lane(GPT, list(OURS), 1, origin="omo-watch"),))
    async with tasked((140, 40), replace(story(), mode="watch")) as (screen, tab):
        for key in ("x", "m", "n", "K", "P", "plus", "minus", "r", "p"):
            await screen.press(key)
            assert screen.app.screen is tab
            assert "read-only, nothing was sent" in screen.text
        for label in ("cancel", "pause", "slots", "new task", "mark"):
            assert label not in screen.lines[39]
        assert screen.desk.commands == []


async def test_a_click_selects_and_a_second_opens(derived: Derived) -> None:
    async with tasked() as (screen, tab):
        await screen.pilot.click("#table", offset=(30, 0))
        assert tab.chosen == WAITING
        await screen.pilot.click("#table", offset=(30, 5))
        assert tab.chosen is not None
        assert tab.chosen.session == "ses_tests"
        await screen.pilot.click("#table", offset=(30, 5), times=2)
        await screen.pilot.pause()
        assert isinstance(screen.app.screen, SessionScreen)


async def test_a_session_shows_its_tasks_beside_its_transcript(derived: Derived) -> None:
    async with tasked((140, 40)) as (screen, _):
        await screen.press("1", "j", "enter")
        assert "Tasks  15" in screen.text
        assert "4 need you" in screen.text
        assert "and 8 more" in screen.text
        assert "Rename invoice" in screen.text
    async with tasked() as (screen, _):
        await screen.press("1", "j", "enter", "tab", "tab")
        assert "Tasks 15" in screen.lines[3]
        assert "≠ running" in screen.text
