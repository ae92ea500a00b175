"""The ways to stop a task of the plugin: what is offered, what is said, what is submitted."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.make import HOUR, MINUTE, ended, info, ref, server, session, state
from tests.tui.opened import Opened, opened

from omo_watch.screens.picker import PickerScreen
from omo_watch_core.commands import Cancel, Delete, Rescue, StopAll
from omo_watch_core.state import State

CHAINS = {"build": ("fake/b",)}


def tasks(*, shown: bool = False, chains: dict[str, tuple[str, ...]] | None = None) -> State:
    """Give a parent at rest with two tasks that run and one that is done."""
    lead = ended(session("ses_p", "Lead", "fake/a", since=HOUR))
    one = session("ses_1", "One", "fake/a", status="busy", since=MINUTE, parent="ses_p")
    two = session("ses_2", "Two", "fake/a", status="busy", since=MINUTE, parent="ses_p")
    done = ended(session("ses_3", "Three", "fake/a", parent="ses_p"))
    laptop = server(
        "laptop",
        [lead, replace(one, answered=shown), two, done],
        models=[info("fake/a"), info("fake/b"), info("fake/c")],
    )
    return state(laptop, chains=chains or {})


async def asked(screen: Opened) -> None:
    """Open the choice for the task One."""
    table = screen.overview.table
    while table.key is None or table.key.session != "ses_1":
        await screen.press("j")
    await screen.press("x")


async def test_a_task_is_offered_all_ways() -> None:
    async with opened(tasks(chains=CHAINS)) as screen:
        await asked(screen)
        for way in ("steer", "abort", "tree", "rescue", "stop-all", "delete"):
            assert any(f"  {way} " in line for line in screen.lines)
        assert "1 2 3 4 5 6 choose" in screen.text
        assert "esc leave it running" in screen.text


@pytest.mark.parametrize(
    ("shown", "chains", "chosen"),
    [(False, CHAINS, "rescue"), (False, None, "abort"), (True, CHAINS, "steer")],
)
async def test_the_choice_begins_with_what_helps(
    shown: bool, chains: dict[str, tuple[str, ...]] | None, chosen: str
) -> None:
    async with opened(tasks(shown=shown, chains=chains)) as screen:
        await asked(screen)
        assert f"enter {chosen}" in screen.text


async def test_a_task_that_died_is_rescued_even_where_no_model_is_proposed() -> None:
    made = tasks()
    laptop = made.servers["laptop"]
    dead = replace(laptop.sessions["ses_1"], status="idle")
    laptop = replace(laptop, sessions={**laptop.sessions, "ses_1": dead})
    async with opened(replace(made, servers={"laptop": laptop})) as screen:
        await asked(screen)
        assert "enter choose a model" in screen.text
        assert "esc leave it as it is" in screen.text


async def test_a_rescue_goes_on_with_the_next_free_model() -> None:
    async with opened(tasks(chains=CHAINS)) as screen:
        await asked(screen)
        assert "b goes on from here with its agent" in screen.text
        await screen.press("4", "enter")
        (command,) = screen.desk.commands
        assert isinstance(command, Rescue)
        assert (command.session, command.target) == ("ses_1", ref("fake/b"))


async def test_a_rescue_without_a_model_lets_one_be_chosen() -> None:
    async with opened(tasks()) as screen:
        await asked(screen)
        await screen.press("4")
        assert "enter choose a model" in screen.text
        await screen.press("enter")
        assert isinstance(screen.app.screen, PickerScreen)
        assert screen.desk.commands == []


async def test_stop_all_asks_for_the_number_of_tasks() -> None:
    async with opened(tasks()) as screen:
        await asked(screen)
        await screen.press("5")
        assert "Stops One, Two." in screen.text
        await screen.press("enter")
        assert screen.desk.commands == []
        assert "How many tasks?" in screen.text
        await screen.press("3", "enter")
        assert screen.desk.commands == []
        await screen.press("backspace", "2")
        assert "enter stop-all" in screen.text
        await screen.press("enter")
        (command,) = screen.desk.commands
        assert isinstance(command, StopAll)
        assert (command.session, command.confirmed) == ("ses_1", True)


async def test_escape_goes_back_to_the_ways_first() -> None:
    async with opened(tasks()) as screen:
        await asked(screen)
        await screen.press("5", "enter", "2", "escape")
        assert "How many tasks?" not in screen.text
        assert "enter stop-all" in screen.text
        await screen.press("escape")
        assert screen.app.screen is screen.overview
        assert screen.desk.commands == []


async def test_a_deletion_says_what_is_lost() -> None:
    async with opened(tasks()) as screen:
        await asked(screen)
        await screen.press("6")
        assert "its history is lost" in screen.text
        words = " ".join(line.strip("│▌ ") for line in screen.lines)
        assert "The plugin calls it cancelled." in " ".join(words.split())
        await screen.press("enter")
        (command,) = screen.desk.commands
        assert isinstance(command, Delete)
        assert command.confirmed


async def test_an_abort_by_a_person_is_an_abort() -> None:
    async with opened(tasks(chains=CHAINS)) as screen:
        await asked(screen)
        await screen.press("2", "enter")
        (command,) = screen.desk.commands
        assert isinstance(command, Cancel)
        assert (command.strength, command.chooses) == ("abort", False)


async def test_other_sessions_are_offered_three() -> None:
    async with opened(tasks()) as screen:
        await screen.press("g", "x")
        assert "Stop Lead" in screen.text
        assert "rescue" not in screen.text
        await screen.press("5")
        assert "enter tree" in screen.text
