"""What failed in the turns of sessions counts in a forecast as if it had been watched."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core.charge.duty import Duty
from omo_watch_core.charge.forecast import forecast
from omo_watch_core.fallback.chains import AgentEntry, Chains
from omo_watch_core.fallback.engine.session import Engine, SessionFallback
from omo_watch_core.fallback.policy import Policy
from omo_watch_core.fallback.state import NOTHING_LEFT, TOO_MANY, FallbackState
from omo_watch_core.journal.nouns import Journal
from omo_watch_core.journal.place import place_of
from omo_watch_core.model import ModelRef
from omo_watch_core.state import Session, State
from tests.core.charge.foreseen import CHAIN, KEY, OTHER, RATE, at, decided, here, rules, taken
from tests.core.fallback import desk as stories
from tests.core.fallback import names
from tests.core.leases.leasing import a_lease
from tests.core.select.make import (
    GLM,
    GPT,
    KIMI,
    MINUTE,
    NOW,
    OPUS,
    SECOND,
    answer,
    busy,
    idle,
    retry,
    server,
    setback,
)

# --- what failed in this turn


def test_a_step_goes_on_below_the_models_that_failed() -> None:
    failed = (setback(OPUS), setback(GPT))
    seen = forecast(here(at(KIMI, *failed)), KEY, RATE)
    assert decided(seen) == [
        ("gpt", False, "above the present step"),
        ("kimi", False, "it is the model that answers now"),
        ("glm", True, "the first that can answer"),
    ]
    assert seen.models == (OPUS.name, *CHAIN)


def leased(whole: State, model: ModelRef) -> State:
    lease = a_lease(target=model, place=place_of(whole.servers[KEY[0]].url))
    return replace(whole, journal=Journal(leases={lease.id: lease}))


def test_a_step_to_the_model_of_a_lease_is_beside_the_chain() -> None:
    whole = leased(here(at(KIMI, setback(OPUS))), KIMI)
    assert decided(forecast(whole, KEY, RATE)) == [
        ("gpt", True, "the first that can answer"),
        ("kimi", False, "behind the chosen one"),
        ("glm", False, "behind the chosen one"),
    ]


@pytest.mark.parametrize("model", [KIMI, ModelRef(provider="fake", model="other")])
def test_the_model_of_a_lease_goes_before_the_chain(model: ModelRef) -> None:
    seen = forecast(leased(here(at(OPUS)), model), KEY, RATE)
    assert seen.next == model.name
    assert [one for one, take, _ in decided(seen) if take] == ["kimi"] * (model == KIMI)


def test_a_model_that_failed_cools_down_as_long_as_was_stated() -> None:
    failed = (setback(OPUS), setback(GPT, until_ms=float(NOW + 10 * MINUTE)))
    seen = forecast(here(at(OPUS, *failed), chain=(GPT.name, KIMI.name)), KEY, RATE)
    assert rules(seen)["gpt"] == "it failed in this session and cools down"
    assert seen.decisions[0].until_ms == NOW + 10 * MINUTE
    assert seen.next == KIMI.name


def test_the_stated_end_is_read_by_the_clock_of_the_server() -> None:
    failed = (setback(OPUS), setback(GPT, until_ms=float(NOW + MINUTE)))
    whole = here(at(OPUS, *failed), offset_ms=-30.0 * SECOND)
    assert forecast(whole, KEY, RATE).decisions[0].until_ms == NOW + MINUTE - 30 * SECOND


def test_a_model_that_failed_without_a_stated_end_cools_down_by_the_settings() -> None:
    failed = (setback(OPUS), setback(GPT, at_ms=NOW - 20 * SECOND))
    whole = here(at(OPUS, *failed))
    assert forecast(whole, KEY, RATE).decisions[0].until_ms == NOW + 40 * SECOND
    assert taken(whole) == KIMI.name
    cooled = replace(whole, now_ms=NOW + 40 * SECOND)
    assert taken(cooled) == GPT.name


def test_a_failed_entry_with_a_variant_is_found_by_its_model() -> None:
    chain = (f"{GPT.name}(high)", KIMI.name)
    failed = (setback(OPUS), setback(GPT, reason="error", at_ms=NOW - SECOND))
    assert taken(here(at(OPUS, *failed), chain=chain)) == KIMI.name
    whole = here(at(GPT, setback(OPUS)), chain=chain)
    assert forecast(whole, KEY, RATE).current == chain[0]


def test_a_model_chosen_by_hand_begins_the_chain_anew() -> None:
    failed = (setback(OPUS, at_ms=NOW - 5 * MINUTE), setback(GPT, at_ms=NOW - 5 * MINUTE))
    elsewhere = ModelRef(provider="other", model="mine")
    seen = forecast(here(at(elsewhere, *failed)), KEY, RATE)
    assert (seen.current, seen.models[0], seen.next) == ("other/mine", "other/mine", GPT.name)


def test_steps_are_counted() -> None:
    failed = (setback(OPUS), setback(GPT))
    policy = Policy(enabled=True, max_fallback_attempts=2)
    seen = forecast(here(at(KIMI, *failed), policy=policy), KEY, RATE)
    assert (seen.next, seen.nothing, rules(seen)["glm"]) == (None, TOO_MANY, TOO_MANY)
    assert taken(here(at(GPT, setback(OPUS)), policy=policy)) == KIMI.name


def test_a_step_may_have_left_entries_out() -> None:
    long_ago = NOW - 5 * MINUTE
    failed = (setback(OPUS, at_ms=long_ago), setback(KIMI, at_ms=long_ago))
    seen = forecast(here(at(GLM, *failed)), KEY, RATE)
    assert [rule for _, _, rule in decided(seen)[:2]] == ["above the present step"] * 2
    assert (seen.next, seen.nothing) == (None, NOTHING_LEFT)


def test_a_change_up_the_chain_was_by_hand() -> None:
    failed = (setback(OPUS), setback(KIMI, at_ms=NOW - SECOND))
    seen = forecast(here(at(GPT, *failed)), KEY, RATE)
    assert (seen.current, seen.models[0], seen.next) == (GPT.name, GPT.name, GLM.name)


def test_a_model_that_waits_is_no_step_of_its_own() -> None:
    waits = retry(setbacks=(setback(OPUS), setback(GPT)), answer=answer(model=GPT))
    seen = forecast(here(waits), KEY, RATE)
    assert (seen.current, seen.models[0], seen.next) == (GPT.name, OPUS.name, KIMI.name)


def test_an_entry_that_stands_twice_is_not_asked_again_at_once() -> None:
    failed = (setback(OPUS), setback(GPT, at_ms=NOW - SECOND))
    seen = forecast(here(at(KIMI, *failed), chain=(GPT.name, KIMI.name, GPT.name)), KEY, RATE)
    assert seen.decisions[2].rule == "it failed and cools down"
    assert seen.decisions[2].until_ms == NOW + 59 * SECOND


def test_a_failure_that_is_not_shared_has_its_end_too() -> None:
    failed = (setback(OPUS), setback(GPT, reason="overloaded", at_ms=NOW - SECOND))
    seen = forecast(here(at(OPUS, *failed)), KEY, RATE)
    assert seen.decisions[0].until_ms == NOW + 59 * SECOND


def test_the_later_of_two_ends_counts() -> None:
    mine = (setback(OPUS), setback(GPT, until_ms=float(NOW + 5 * MINUTE)))
    theirs = (setback(GPT, until_ms=float(NOW + 9 * MINUTE)),)
    whole = here(at(OPUS, *mine), idle(OTHER, setbacks=theirs))
    assert forecast(whole, KEY, RATE).decisions[0].until_ms == NOW + 9 * MINUTE


def test_what_is_not_connected_does_not_come_back_with_time() -> None:
    seen = forecast(here(busy(), limited_elsewhere(), models=(OPUS, KIMI)), KEY, RATE)
    assert rules(seen)["gpt"] == "its provider or model is not connected"
    assert seen.decisions[0].until_ms is None


def test_what_failed_in_a_session_of_the_plugin_counts_for_that_session() -> None:
    failed = (setback(OPUS), setback(GPT, at_ms=NOW - SECOND))
    assert taken(here(at(OPUS, *failed), plugin=True)) == KIMI.name


def test_a_waiting_session_moves_away_from_the_model_that_it_waits_for() -> None:
    waiting = retry(setbacks=(setback(OPUS, until_ms=float(NOW + MINUTE)),))
    assert taken(here(waiting)) == GPT.name


def test_without_a_cooldown_nothing_cools_down() -> None:
    policy = Policy(enabled=True, cooldown_seconds=0)
    failed = (setback(OPUS), setback(GPT, until_ms=float(NOW + MINUTE)))
    assert taken(here(at(OPUS, *failed), policy=policy)) == GPT.name


# --- what failed in other sessions


def limited_elsewhere(reason: str = "rate-limit", **fields: Any) -> Session:
    failed = (setback(GPT, reason=reason, at_ms=NOW - 20 * SECOND),)
    return idle(OTHER, setbacks=failed, **fields)


def test_a_limit_that_another_session_met_counts() -> None:
    seen = forecast(here(busy(), limited_elsewhere()), KEY, RATE)
    assert rules(seen)["gpt"] == "it cools down since ses_b met rate-limit"
    assert seen.decisions[0].until_ms == NOW + 40 * SECOND
    assert seen.next == KIMI.name


@pytest.mark.parametrize(
    ("sharing", "reason", "first"),
    [
        ("rate-limits", "overloaded", GPT),
        ("all", "overloaded", KIMI),
        ("off", "rate-limit", GPT),
    ],
)
def test_other_failures_of_others_count_as_it_is_set(
    sharing: Any, reason: str, first: ModelRef
) -> None:
    policy = Policy(enabled=True, share_cooldowns=sharing)
    whole = here(busy(), limited_elsewhere(reason), policy=policy)
    assert taken(whole) == first.name


def test_a_session_without_a_chain_tells_nobody_of_its_limits() -> None:
    assert taken(here(busy(), limited_elsewhere(agent="oracle"))) == GPT.name


def test_limits_are_shared_across_servers_but_not_from_those_of_a_plugin() -> None:
    for plugin, first in ((False, KIMI), (True, GPT)):
        far = server(limited_elsewhere(), name="far", plugin=plugin)
        whole = here()
        whole = replace(whole, servers={**whole.servers, "far": far})
        assert taken(whole) == first.name


# --- the engine itself


def _first_fails(desk: stories.Desk) -> Session:
    return _on(names.B, {names.A: stories.START_MS})


def _second_fails(desk: stories.Desk) -> Session:
    desk.waits(5 * SECOND)
    desk.fails(names.B)
    desk.answers()
    failed = {names.A: stories.START_MS, names.B: desk.now}
    desk.waits(5 * SECOND)
    return _on(names.C, failed)


def _back_by_hand(desk: stories.Desk) -> Session:
    desk.waits(5 * SECOND)
    desk.fails(names.B)
    failed = {names.A: stories.START_MS, names.B: desk.now}
    desk.waits(5 * SECOND)
    desk.answers()
    desk.prompts(names.A)
    return _on(names.A, failed)


def _on(model: str, failed: dict[str, int]) -> Session:
    """Give the session as it looks from outside: what failed, and when; and what answers."""
    notes = tuple(setback(_ref(name), at_ms=at_ms) for name, at_ms in failed.items())
    now = answer(model=_ref(model))
    return busy(names.SESSION, answer=now, setbacks=notes, model=_ref(model))


def _ref(name: str) -> ModelRef:
    provider, _, model = name.partition("/")
    return ModelRef(provider=provider, model=model)


@pytest.mark.parametrize("story", [_first_fails, _second_fails, _back_by_hand])
def test_the_facts_of_a_turn_tell_what_an_engine_that_watched_it_knows(
    story: Callable[[stories.Desk], Session],
) -> None:
    chain = (names.B, names.C, names.D)
    desk = stories.Desk(*chain, max_fallback_attempts=3)
    desk.begins()
    desk.fails(names.A)
    desk.answers()
    session = story(desk)
    known = server(session, name=stories.SERVER, plugin=False)
    entry = AgentEntry(model=names.A, chain=chain)
    facts = State(
        now_ms=desk.now, servers={stories.SERVER: known}, policy=desk.setup.policy,
        chains=Chains(agents={names.AGENT: entry}),
    )  # fmt: skip
    watched = replace(facts, duty=Duty(engine=desk.engine))
    key = (stories.SERVER, names.SESSION)
    assert forecast(facts, key, RATE) == forecast(watched, key, RATE)


def test_an_engine_that_looks_after_the_session_is_believed_over_its_facts() -> None:
    whole = replace(here(at(OPUS, setback(GPT, at_ms=NOW - SECOND))), duty=Duty())
    assert taken(whole) == GPT.name
    known = SessionFallback(state=FallbackState(original=GLM.name, current=KIMI.name, index=1))
    whole = replace(whole, duty=Duty(engine=Engine(sessions={KEY: known})))
    seen = forecast(whole, KEY, RATE)
    assert (seen.current, seen.models[0], seen.next) == (KIMI.name, GLM.name, GLM.name)
