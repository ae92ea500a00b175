"""A server that is only read, on the screen: its keys are absent and do nothing, others' work."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.make import MINUTE, server, session, state
from tests.tui.moments import asking
from tests.tui.opened import Opened, opened
from tests.tui.talk import OPUS

from omo_watch.keys.table import modifying
from omo_watch_core.changes import Changes
from omo_watch_core.state import State

REASON = "prod is read-only, nothing was sent"


def two() -> State:
    """A server that is only read, and one that is not, each with a session that works."""
    prod = server("prod", [session("ses_a", "Alpha", OPUS, status="busy", since=2 * MINUTE)])
    lab = server("lab", [session("ses_b", "Beta", OPUS, status="busy", since=MINUTE)])
    return state(replace(prod, read_only=True), lab)


async def _to(app: Opened, title: str) -> None:
    await app.press("slash", *title, "enter", "g")


async def test_its_row_has_no_keys_that_change_something() -> None:
    async with opened(two(), size=(140, 40)) as it:
        await _to(it, "Alpha")
        assert it.overview.subject == ("prod", "ses_a")
        assert modifying("sessions") <= it.overview.footer.without
        assert "cancel" not in it.lines[-1]


async def test_the_row_of_another_server_has_them() -> None:
    async with opened(two(), size=(140, 40)) as it:
        await _to(it, "Beta")
        assert it.overview.subject == ("lab", "ses_b")
        assert "cancel" in it.lines[-1]


@pytest.mark.parametrize("key", ["m", "x", "X", "w", "W", "u", "n", "r"])
async def test_such_a_key_says_why_and_asks_for_nothing(key: str) -> None:
    async with opened(two(), size=(140, 40)) as it:
        await _to(it, "Alpha")
        await it.press(key)
        assert REASON in it.text
        assert it.desk.commands == []
        assert it.app.screen is it.overview


async def test_marks_on_both_may_be_stopped_and_the_core_refuses_one() -> None:
    async with opened(two(), size=(140, 40)) as it:
        await it.press("g", "space", "j", "space", "x")
        assert it.app.screen is not it.overview


async def test_the_header_says_so() -> None:
    async with opened(two(), size=(140, 40)) as it:
        assert "prod 1.18.33 · plugin · read-only" in it.lines[0]
        assert it.lines[0].count("read-only") == 1


async def test_an_ask_in_the_inbox_cannot_be_answered() -> None:
    demo = asking()
    servers = {name: replace(one, read_only=True) for name, one in demo.servers.items()}
    async with opened(replace(demo, servers=servers), size=(140, 40)) as it:
        await it.press("4")
        assert "allow" not in it.lines[-1]
        await it.press("o")
        assert "is read-only, nothing was sent" in it.text
        assert it.desk.commands == []


async def test_a_server_that_is_locked_later_loses_its_keys_at_once() -> None:
    async with opened(two(), size=(140, 40)) as it:
        await _to(it, "Beta")
        locked = {name: replace(one, read_only=True) for name, one in it.desk.state.servers.items()}
        await it.tell(replace(it.desk.state, servers=locked), Changes(servers=True))
        assert "cancel" not in it.lines[-1]


async def _marked(it: Opened, marked: str, front: str) -> None:
    await _to(it, marked)
    await it.press("space", "slash", "ctrl+u", "enter", "g")
    while it.overview.subject != front_of(front):
        await it.press("j")


def front_of(title: str) -> tuple[str, str]:
    return ("prod", "ses_a") if title == "Alpha" else ("lab", "ses_b")


@pytest.mark.parametrize("key", ["m", "r", "w", "x"])
async def test_marks_decide_and_not_the_row_in_front(key: str) -> None:
    async with opened(two(), size=(140, 40)) as it:
        await _marked(it, "Beta", front="Alpha")
        assert "cancel 1 marked" in it.lines[-1]
        await it.press(key)
        assert it.app.screen is not it.overview
        assert REASON not in it.text


@pytest.mark.parametrize("key", ["m", "r", "w", "x"])
async def test_marks_on_a_locked_server_are_refused_and_nothing_else_acts(key: str) -> None:
    async with opened(two(), size=(140, 40)) as it:
        await _marked(it, "Alpha", front="Beta")
        assert "cancel" not in it.lines[-1]
        await it.press(key)
        assert it.app.screen is it.overview
        assert it.desk.commands == []
        assert REASON in it.text


async def test_of_marks_on_both_the_picker_asks_about_the_one_that_may_be_moved() -> None:
    demo = two()
    prod, lab = demo.servers["prod"], demo.servers["lab"]
    swapped = {"prod": replace(prod, read_only=False), "lab": replace(lab, read_only=True)}
    async with opened(replace(demo, servers=swapped), size=(140, 40)) as it:
        await it.press("g", "space", "j", "space", "m")
        assert "Alpha" in it.text.split("Move ")[-1].splitlines()[0]
