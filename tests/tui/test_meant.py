"""An order by words acts on what it was typed for, or on nothing."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.inboxed import NEWS, ONE, TWO, three, under_cursor
from tests.tui.inboxed import without as answered
from tests.tui.opened import Opened, opened
from tests.tui.story import story

from omo_watch.screens.modal import Modal
from omo_watch_core.changes import Changes
from omo_watch_core.commands import Override
from omo_watch_core.state import SessionKey

GONE = "the session that it was typed for is gone; nothing was sent"


async def delete(seen: Opened, key: SessionKey) -> None:
    """Let a session go."""
    made = seen.desk.state
    one = made.servers[key[0]]
    rest = {name: each for name, each in one.sessions.items() if name != key[1]}
    one = replace(one, sessions=rest)
    await seen.tell(replace(made, servers={**made.servers, key[0]: one}), Changes(order=True))
    await seen.pass_time(5_000)


def under(seen: Opened) -> SessionKey:
    """Name the session under the cursor."""
    assert seen.overview.subject is not None
    return seen.overview.subject


@pytest.mark.parametrize(
    ("opens", "typed"),
    [("colon", "move claude-sonnet-4-6"), ("colon", "cancel"), ("ctrl+p", "undo"),
     ("ctrl+p", "cancel")],
)  # fmt: skip
async def test_what_was_typed_for_a_session_that_went_is_refused(opens: str, typed: str) -> None:
    async with opened(story()) as seen:
        await seen.press("j")
        meant = under(seen)
        await seen.press(opens, *typed)
        await delete(seen, meant)
        await seen.press("enter")
        assert under(seen) != meant
        assert seen.desk.commands == []
        assert not isinstance(seen.app.screen, Modal)
        assert GONE in seen.text


async def test_what_is_about_no_row_is_done_all_the_same() -> None:
    async with opened(story()) as seen:
        await seen.press("j")
        meant = under(seen)
        await seen.press("colon", *"sort cost")
        await delete(seen, meant)
        await seen.press("enter")
        assert seen.overview.table.view.sort == "cost"
        assert GONE not in seen.text


@pytest.mark.parametrize(("opens", "typed"), [("colon", "move gpt-5.4"), ("ctrl+p", "park")])
async def test_fewer_marks_than_it_was_typed_for_are_refused(opens: str, typed: str) -> None:
    async with opened(story()) as seen:
        await seen.press("space")
        first = under(seen)
        await seen.press("j", "space", "j", opens, *typed)
        await delete(seen, first)
        await seen.press("enter")
        assert len(seen.overview.table.marks) == 1
        assert seen.app.screen is seen.overview
        assert "what is marked is not what it was when this was typed" in seen.text


async def test_an_order_for_a_marked_request_answers_no_other() -> None:
    async with opened(three()) as seen:
        await seen.press("4", "space", "colon", *"permit once")
        await seen.tell(answered(seen.desk.state, ONE.id), NEWS)
        await seen.pass_time(5_000)
        await seen.press("enter")
        assert under_cursor(seen) == TWO.id
        assert seen.desk.commands == []
        assert "what is marked is not what it was when this was typed" in seen.text


async def test_what_stands_is_moved() -> None:
    async with opened(story()) as seen:
        await seen.press("colon", *"move gpt-5.4")
        meant = under(seen)
        await seen.pass_time(5_000)
        await seen.press("enter")
        [command] = seen.desk.commands
        assert isinstance(command, Override)
        assert (command.server, command.session) == meant
