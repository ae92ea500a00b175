"""Picker, cancel and help: what they show, and what they submit."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.make import HOUR, MINUTE, SECOND, ended, info, ref, server, session, state
from tests.tui.opened import opened
from tests.tui.story import BILLING, FLASH, GPT, PRO, story

from omo_watch.screens.cancel import CancelScreen
from omo_watch.screens.picker import PickerScreen
from omo_watch_core.changes import Changes
from omo_watch_core.commands import Cancel, Override
from omo_watch_core.state import State

NONCE = "abcdefghijklmn"


def moved(target: str) -> Override:
    """Give the command that moves Refactor billing."""
    return Override(nonce=NONCE, server="laptop", session=BILLING, target=ref(target))


def without_billing(before: State) -> State:
    """Give the state after Refactor billing was deleted."""
    laptop = before.servers["laptop"]
    rest = {name: made for name, made in laptop.sessions.items() if name != BILLING}
    return replace(before, servers={**before.servers, "laptop": replace(laptop, sessions=rest)})


async def test_the_next_rung_is_offered_first() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "m")
        lines = [line.strip("│▌ ") for line in screen.lines]
        names = [line.split()[0] for line in lines if "/" in line and "rung" in line]
        assert names[0] == PRO
        assert len(names) == 5
        assert (
            "Stops the wait; gemini-3-pro goes on from here, nothing is asked twice." in screen.text
        )
        assert "The plugin is in charge on laptop and may move it again." in screen.text
        await screen.press("enter")
        assert screen.desk.commands == [moved(PRO)]
        assert screen.app.screen is screen.overview


async def test_letters_filter_and_arrows_choose() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "m", *"gmn")
        assert FLASH in screen.text
        assert GPT + " " not in screen.text
        await screen.press("down", "enter")
        assert screen.desk.commands == [moved(FLASH)]


async def test_arrows_step_over_the_heading() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "m", *["down"] * 5)
        picker = screen.app.screen
        assert isinstance(picker, PickerScreen)
        assert picker.list.chosen is not None
        assert picker.list.chosen.rung is None
        await screen.press("up")
        assert picker.list.chosen is not None
        assert picker.list.chosen.rung == 5
        await screen.press("pageup", "pageup")
        assert picker.list.cursor == 0
        await screen.press("pagedown", "pagedown")
        assert picker.list.cursor == len(picker.list.rows) - 1


async def test_an_unknown_model_sends_nothing() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "m", *"zzz", "enter")
        assert "laptop has no model `zzz`." in screen.text
        assert screen.desk.commands == []
        await screen.press("escape")
        assert screen.app.screen is screen.overview


async def test_a_context_that_is_too_small_is_said() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "m", *"haiku")
        assert "context too small" in screen.text
        assert "This model holds 100k, the session uses 154k." in screen.text


async def test_what_a_move_does_depends_on_the_session() -> None:
    idle = session("ses_i", "Idle", "fake/a", since=HOUR)
    parent = session("ses_p", "Parent", "fake/a", status="busy", since=MINUTE)
    laptop = server(
        "laptop", [ended(idle), parent], plugin=False, models=[info("fake/a"), info("fake/b")]
    )
    async with opened(state(laptop)) as screen:
        await screen.press("m")
        assert "Stops the run; a goes on from here, nothing is asked twice." in screen.text
        assert "may move it again" not in screen.text
        await screen.press("escape", "j", "m")
        assert (
            "Idle: nothing is sent; its next prompt uses a unless it names a model." in screen.text
        )


async def test_a_deleted_session_closes_its_modals() -> None:
    for key in ("m", "x"):
        async with opened(story()) as screen:
            await screen.press("j", key)
            assert isinstance(screen.app.screen, PickerScreen | CancelScreen)
            await screen.tell(without_billing(screen.desk.state), Changes(order=True))
            assert screen.app.screen is screen.overview
            await screen.press("enter")
            assert screen.desk.commands == []


async def test_the_picker_counts_down() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "m")
        assert "7m41s" in screen.text
        await screen.press("down")
        await screen.pass_time(SECOND)
        assert "7m40s" in screen.text
        picker = screen.app.screen
        assert isinstance(picker, PickerScreen)
        assert picker.list.cursor == 1


@pytest.mark.parametrize(
    ("keys", "strength"),
    [((), "abort"), (("1",), "steer"), (("3",), "tree"), (("j",), "tree"), (("up",), "steer")],
)
async def test_cancel_submits_what_was_chosen(keys: tuple[str, ...], strength: str) -> None:
    async with opened(story()) as screen:
        await screen.press("j", "x", *keys)
        assert screen.desk.commands == []
        assert f"enter {strength}" in screen.text
        await screen.press("enter")
        (command,) = screen.desk.commands
        assert isinstance(command, Cancel)
        assert (command.session, command.strength, command.confirmed) == (BILLING, strength, True)


async def test_cancel_names_what_will_stop() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "x")
        assert "The plugin is in charge. Below: ? 1 asking  ■ 1 stuck  ► 2 busy" in screen.text
        assert "Stops Refactor billing." in screen.text
        await screen.press("3")
        assert (
            "Stops Refactor billing, Rename invoice fields, Write docs and 2 more." in screen.text
        )
        await screen.press("1")
        assert "Stops nothing." in screen.text


async def test_cancel_begins_with_the_least_harm_that_helps() -> None:
    busy = session("ses_b", "Busy", "fake/a", status="busy", since=MINUTE)
    parent = ended(session("ses_p", "Parent", "fake/a"))
    child = session("ses_c", "Child", "fake/a", status="busy", since=SECOND, parent="ses_p")
    laptop = server("laptop", [busy, parent, child], plugin=False)
    async with opened(state(laptop)) as screen:
        await screen.press("x")
        assert "enter steer" in screen.text
        await screen.press("escape", "j", "x")
        assert "Stop Parent" in screen.text
        assert "enter tree" in screen.text
        assert "Stops Child." in screen.text


async def test_help_lists_the_keys_of_the_table() -> None:
    async with opened(story(), (140, 40)) as screen:
        await screen.press("question_mark")
        for words in ("needs me only", "move to a model", "cancel; X the tree", "older sessions"):
            assert words in screen.text
        assert "States, worst first" in screen.text
        assert "proved: an answer of that model was seen" in screen.text


async def test_help_has_more_pages_where_there_is_little_room() -> None:
    async with opened(story()) as screen:
        await screen.press("question_mark")
        assert "move to a model" in screen.text
        assert "In charge" not in screen.text
        pages = list[str]()
        for _ in range(int(screen.text.partition("1 of ")[2].split()[0]) - 1):
            await screen.press("space")
            pages.append(screen.text)
        for words in ("In charge", "a person must answer", "task starts next"):
            assert sum(words in page for page in pages) == 1
        await screen.press("q")
        assert screen.app.screen is screen.overview


async def test_help_of_a_read_only_screen_has_no_key_that_changes() -> None:
    async with opened(replace(story(), mode="watch"), (140, 40)) as screen:
        await screen.press("question_mark")
        assert "move to a model" not in screen.text
        assert "needs me only" in screen.text


async def test_without_colour_the_page_behind_is_blank() -> None:
    async with opened(story(), plain=True) as screen:
        await screen.press("j", "m")
        assert screen.lines[0].strip() == ""
        assert "Move Refactor billing to" in screen.text
