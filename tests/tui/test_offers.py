"""A step that waits for a person is taken with one key, once its consequence could be read."""

from __future__ import annotations

from msgspec.structs import replace
from tests.scenery.told.story import offered
from tests.tui.opened import opened

from omo_watch.lines.sessions.sentence import sentence
from omo_watch.screens.picker import PickerScreen
from omo_watch_core.charge.duty import Duty, Offer
from omo_watch_core.commands import Override
from omo_watch_core.leases.beginning import RECOVERED
from omo_watch_core.model import ModelRef
from omo_watch_core.select.row import RowKey, row
from omo_watch_core.state import SessionKey, State

FELT = "Port the scheduler sees its task fail"


def first(state: State) -> tuple[SessionKey, Offer]:
    """Give the offer of the row that the tests turn to: the second one."""
    assert state.duty is not None
    return next((k, o) for k, o in state.duty.offers.items() if k[0] == "laptop")


def changed(state: State, **fields: str) -> State:
    """Give the state with another offer for that row."""
    assert state.duty is not None
    key, offer = first(state)
    offers = {**state.duty.offers, key: replace(offer, **fields)}
    return replace(state, duty=replace(state.duty, offers=offers))


def said(state: State) -> str:
    """Say what the detail says of that row."""
    key, _ = first(state)
    found = row(state, RowKey(server=key[0], session=key[1]))
    assert found is not None
    return sentence(found, state.now_ms, state.mode)


async def test_one_key_takes_the_step() -> None:
    state = offered()
    key, offer = first(state)
    async with opened(state) as screen:
        await screen.press("j", "f")
        (command,) = screen.desk.commands
    target = ModelRef(provider="google", model="gemini-3-pro")
    assert (offer.model, target.name) == ("google/gemini-3-pro", "google/gemini-3-pro")
    assert command == Override(
        nonce="abcdefghijklmn", server=key[0], session=key[1], target=target, lease=RECOVERED
    )


async def test_the_variant_of_the_chain_is_taken_too() -> None:
    async with opened(changed(offered(), model="google/gemini-3-pro(high)")) as screen:
        await screen.press("j", "f")
        (command,) = screen.desk.commands
    assert isinstance(command, Override)
    assert command.target.variant == "high"


async def test_what_others_would_feel_is_read_before() -> None:
    async with opened(changed(offered(), consequence=FELT)) as screen:
        await screen.press("j", "f")
        assert isinstance(screen.app.screen, PickerScreen)
        assert screen.desk.commands == []
        await screen.press("enter")
        (command,) = screen.desk.commands
    assert isinstance(command, Override)
    assert command.target.name == "google/gemini-3-pro"


async def test_where_nothing_is_offered_the_key_says_so_and_the_footer_is_silent() -> None:
    state = offered()
    async with opened(state) as screen:
        assert "take offer" not in screen.lines[-1]
        await screen.press("f")
        assert "no step is offered here" in screen.text
        assert screen.desk.commands == []
        await screen.press("j")
        assert "f take offer" in screen.lines[-1]


async def test_read_only_takes_nothing() -> None:
    async with opened(replace(offered(), mode="watch")) as screen:
        await screen.press("j", "f")
        assert screen.desk.commands == []
        assert "read-only" in screen.text


async def test_it_is_taken_from_the_session_s_own_screen_too() -> None:
    async with opened(offered(), (140, 40)) as screen:
        await screen.press("j", "enter")
        assert "f take offer" in screen.lines[-1]
        await screen.press("f")
        assert len(screen.desk.commands) == 1


def test_the_detail_says_who_did_not_move_it_and_what_would_happen() -> None:
    state = offered()
    assert said(state) == (
        "The plugin did not move it. gemini-3-pro is offered: press f to take it, or m for another."
    )
    assert said(changed(state, consequence=FELT)).endswith(f"for another. {FELT}.")


def test_a_program_that_acts_says_why_it_only_offers() -> None:
    state = offered()
    key, offer = first(state)
    server = replace(state.servers["laptop"], plugin=False, directories={})
    state = replace(state, mode="auto", servers={**state.servers, "laptop": server})
    why = "its parent waits for it: an abort would fail the parent's task"
    state = replace(state, duty=Duty(offers={key: replace(offer, why=why)}))
    assert said(state) == (
        "Not moved by itself: its parent waits for it. gemini-3-pro is offered: press f to take "
        "it, or m for another."
    )
