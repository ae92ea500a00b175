"""A new session begins on a model that can answer, where others have met the limit of its own."""

import pytest
from msgspec.structs import replace

from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.effects import BeginOn
from tests.core.fallback.desk import Desk
from tests.core.fallback.names import AGENT, DOWN, LIMITED, OTHER, SESSION, A, B, C


def _hit(*chain: str, **settings: object) -> Desk:
    """Tell of a session whose primary met its limit and whose fallback answers."""
    desk = Desk(*chain, **settings)
    desk.begins()
    desk.fails(A)
    desk.answers()
    return desk


def _begun(desk: Desk) -> list[str]:
    return [want.name for want in desk.wanted(BeginOn)]


def test_its_first_prompt_shall_use_the_next_model() -> None:
    desk = _hit(B, C)
    desk.begins(OTHER)
    (want,) = desk.wanted(BeginOn)
    assert (want.key[1], want.name, want.model.name) == (OTHER, B, B)
    assert want.cause == f"{A} -> {B}: {A}: it cools down since {SESSION} met rate-limit"
    assert desk.state(OTHER).current == A


def test_a_session_without_an_agent_has_the_chain_of_the_default_one() -> None:
    desk = _hit(B)
    desk.begins(OTHER, agent=None)
    assert _begun(desk) == []
    desk.setup = replace(desk.setup, default_agent=AGENT)
    desk.begins("ses_third", agent=None)
    assert _begun(desk) == [B]


def test_what_else_cools_down_is_passed_over() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    desk.fails(B)
    desk.waits(3_000)
    desk.begins(OTHER)
    assert _begun(desk) == [C]


def test_a_model_that_can_answer_is_begun_on() -> None:
    desk = _hit(B, C)
    desk.waits(60_000)
    desk.begins(OTHER)
    desk.begins("ses_third", model=C)
    assert _begun(desk) == []


@pytest.mark.parametrize(("chain", "settings"), [((B,), {"share_cooldowns": "off"}), ((), {})])
def test_without_a_shared_limit_or_a_chain_nothing_is_arranged(
    chain: tuple[str, ...], settings: dict[str, object]
) -> None:
    desk = _hit(*chain, **settings)
    desk.begins(OTHER)
    assert _begun(desk) == []


def test_a_failure_that_is_no_limit_is_that_sessions_alone() -> None:
    desk = Desk(B)
    desk.begins()
    desk.fails(A, DOWN)
    desk.begins(OTHER)
    assert _begun(desk) == []


def test_where_nothing_is_left_nothing_is_arranged() -> None:
    desk = _hit(B)
    desk.fails(B, LIMITED)
    desk.begins(OTHER)
    assert _begun(desk) == []


def test_a_child_is_prompted_at_once_with_a_model_of_its_parents_choice() -> None:
    desk = _hit(B)
    desk.happens(h.Delegated, OTHER, child=True)
    desk.begins(OTHER)
    assert _begun(desk) == []


@pytest.mark.parametrize(("model", "words"), [(B, "it begins on"), (C, "chosen by hand:")])
def test_the_prompt_tells_whether_it_was_arranged_or_chosen(model: str, words: str) -> None:
    desk = _hit(B, C)
    desk.begins(OTHER)
    desk.prompts(model, OTHER)
    assert f"{words} {model}" in desk.notes()
    assert (desk.state(OTHER).original, desk.state(OTHER).current) == (model, model)


def test_a_model_that_was_not_begun_on_may_be_chosen_later() -> None:
    desk = _hit(B, C)
    desk.begins(OTHER)
    desk.prompts(A, OTHER)
    desk.prompts(B, OTHER)
    assert f"chosen by hand: {B}" in desk.notes()
