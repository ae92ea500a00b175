"""A lease goes before the chain, which stays below it; new sessions begin on its model."""

from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.effects import BeginOn
from omo_watch_core.fallback.engine.setup import Held
from tests.core.fallback.desk import Desk
from tests.core.fallback.names import AGENT, OTHER, A, B, C, D

WORDS = "held on it until cleared, by ann"


def _held(model: str, *chain: str, strict: bool = False, **settings: Any) -> Desk:
    desk = Desk(*chain, **settings)
    desk.setup = replace(desk.setup, held=Held(model=model, strict=strict, words=WORDS))
    return desk


@pytest.mark.parametrize("model", [C, D])
def test_below_it_the_chain_is_followed_from_its_first_entry(model: str) -> None:
    desk = _held(model, B, C)
    desk.begins()
    for failing in (A, model, B):
        desk.fails(failing)
        desk.waits(3_000)
    assert desk.resumed() == [model, B, *([C] if model == D else [])]


def test_the_chain_goes_on_from_where_a_lease_led_away_from_it() -> None:
    desk = _held(D, B, C, cooldown_seconds=1)
    desk.setup, leased = replace(desk.setup, held=None), desk.setup
    desk.begins()
    for failing, setup in ((A, leased), (B, leased), (D, leased)):
        desk.fails(failing)
        desk.answers()
        desk.waits(60_000)
        desk.setup = setup
    assert desk.resumed() == [B, D, C]


def _begun(desk: Desk) -> list[str]:
    return [want.name for want in desk.wanted(BeginOn)]


def test_a_new_session_begins_on_its_model_and_stands_where_it_was_until_then() -> None:
    desk = _held(C, B, C)
    desk.begins()
    (want,) = desk.wanted(BeginOn)
    assert (want.name, want.cause, desk.state().current) == (C, WORDS, A)
    desk.prompts(C)
    assert (desk.state().current, "it begins on" in desk.notes()) == (C, True)


def test_one_that_begins_on_its_own_all_the_same_stands_there_without_a_word() -> None:
    desk = _held(C, B, C)
    desk.begins()
    desk.prompts(A)
    assert (desk.state().current, "by hand" in desk.notes()) == (A, False)


def test_one_whose_model_nobody_knows_begins_on_it_too() -> None:
    desk = _held(C, B, C)
    desk.happens(h.AgentKnown, agent=AGENT)
    desk.happens(h.SessionBegun, model=None)
    assert _begun(desk) == [C]


def test_a_child_is_left_alone() -> None:
    desk = _held(C, B, C)
    desk.happens(h.Delegated)
    desk.begins()
    assert (_begun(desk), desk.state().current) == ([], A)


def test_a_model_that_is_not_connected_is_not_begun_on() -> None:
    desk = _held(C, B, C)
    desk.unusable.add(C)
    desk.begins()
    assert (_begun(desk), desk.state().current) == ([], A)


def test_a_model_that_cools_down_is_not_begun_on() -> None:
    desk = _held(C, B)
    desk.setup, leased = replace(desk.setup, held=None), desk.setup
    desk.begins(model=C)
    desk.fails(C)
    desk.setup = leased
    desk.begins(OTHER)
    assert _begun(desk) == []
