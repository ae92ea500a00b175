"""A session that is deleted while somebody looks at it: keys about it say so, nothing ends."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.opened import Opened, opened
from tests.tui.story import BILLING, story

from omo_watch.screens.bulk_order import BulkOrderScreen
from omo_watch.screens.cancel import CancelScreen
from omo_watch.screens.modal import Modal
from omo_watch.screens.picker import PickerScreen
from omo_watch.screens.session import ON_SESSION, SessionScreen
from omo_watch_core.changes import Changes
from omo_watch_core.fallback.chains import Chains
from omo_watch_core.state import State

KEY = ("laptop", BILLING)


def without(made: State, *names: str) -> State:
    """Delete sessions, wherever they are."""
    servers = {
        key: replace(
            one, sessions={name: each for name, each in one.sessions.items() if name not in names}
        )
        for key, one in made.servers.items()
    }
    return replace(made, servers=servers)


async def delete(seen: Opened, *names: str) -> None:
    """Let them go while somebody looks."""
    await seen.tell(without(seen.desk.state, *names), Changes(order=True))


@pytest.mark.parametrize(
    ("keys", "does"),
    [(("x", "j"), "stop"), (("X", "1"), "stop"), (("m", "tab"), "move"), (("r",), "retry")],
)
async def test_its_page_refuses_what_is_about_it(keys: tuple[str, ...], does: str) -> None:
    async with opened(story()) as seen:
        await seen.press("j", "enter")
        await delete(seen, BILLING)
        await seen.press(keys[0])
        assert f"nothing to {does}" in seen.text
        await seen.press(*keys[1:])
        assert "This session is gone." in seen.text
        assert seen.desk.commands == []


async def test_its_page_shows_no_keys_about_it() -> None:
    async with opened(story(), (140, 40)) as seen:
        await seen.press("j", "enter")
        page = seen.app.screen
        assert isinstance(page, SessionScreen)
        assert ON_SESSION.isdisjoint(page.footer.without)
        await delete(seen, BILLING)
        assert page.footer.without >= ON_SESSION
        assert "cancel" not in seen.lines[-1]


@pytest.mark.parametrize("keys", [("x", "j"), ("m", "tab")])
async def test_a_row_deleted_while_one_reads_refuses_them_too(keys: tuple[str, ...]) -> None:
    async with opened(story()) as seen:
        await seen.press("j")
        assert seen.overview.subject == KEY
        await delete(seen, BILLING)
        assert seen.overview.subject == KEY
        await seen.press(*keys)
        assert not isinstance(seen.app.screen, Modal)
        assert seen.desk.commands == []


@pytest.mark.parametrize("kind", [CancelScreen, PickerScreen])
async def test_a_choice_about_what_went_before_it_opened_closes(
    kind: type[CancelScreen] | type[PickerScreen],
) -> None:
    async with opened(story()) as seen:
        choice = kind(KEY)
        seen.desk.state = without(seen.desk.state, BILLING)
        await seen.app.push_screen(choice)
        await seen.press("tab", "down", "1")
        assert seen.app.screen is seen.overview


async def test_a_choice_for_many_goes_on_with_those_that_are_left() -> None:
    async with opened(story()) as seen:
        await seen.press("space", "j", "space", "j", "space", "m")
        first, *others = seen.overview.marked_keys
        title = seen.desk.state.servers[first[0]].sessions[first[1]].info.title
        assert f"Move {title} and 2 more marked to" in seen.text
        await delete(seen, first[1])
        assert isinstance(seen.app.screen, PickerScreen)
        title = seen.desk.state.servers[others[0][0]].sessions[others[0][1]].info.title
        assert f"Move {title} and 1 more marked to" in seen.text
        await seen.press("enter")
        assert isinstance(seen.app.screen, BulkOrderScreen)
        await seen.press("escape")
        assert seen.overview.marked_keys == tuple(others)


async def test_a_choice_for_many_closes_when_none_is_left() -> None:
    async with opened(story()) as seen:
        await seen.press("j", "space", "m")
        await delete(seen, *(session for _, session in seen.overview.marked_keys))
        assert seen.app.screen is seen.overview


async def test_a_model_that_vanishes_is_not_replaced_by_another_one() -> None:
    async with opened(story()) as screen:
        await screen.press("j", "m", *["down"] * 6)
        state = screen.desk.state
        laptop = state.servers["laptop"]
        picker = screen.app.screen
        assert isinstance(picker, PickerScreen)
        chosen = picker.list.chosen
        assert chosen is not None
        left = {name: one for name, one in laptop.models.items() if name != chosen.model.name}
        servers = {**state.servers, "laptop": replace(laptop, models=left)}
        now = replace(state, servers=servers, chains=Chains())
        await screen.tell(now, Changes(servers=True, sessions=frozenset({("laptop", BILLING)})))
        assert "is not there any more" in screen.text
        await screen.press("enter")
        assert screen.desk.commands == []
        await screen.press("down", "enter")
        assert len(screen.desk.commands) == 1
