"""What would become of a session if it met an error now: the engine's own answer, step by step."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core.charge.duty import Duty
from omo_watch_core.charge.forecast import Forecast, forecast, is_agent_known
from omo_watch_core.charge.hearing import Ear, introduce
from omo_watch_core.charge.setups import setup_of
from omo_watch_core.fallback.chains import AgentEntry, CategoryEntry, Chains
from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine import react
from omo_watch_core.fallback.engine.session import Engine, SessionFallback
from omo_watch_core.fallback.fault import Fault, plain_fault, read_fault
from omo_watch_core.fallback.policy import Policy
from omo_watch_core.fallback.state import NOTHING_LEFT, TOO_MANY, FallbackState
from omo_watch_core.model import ModelRef
from omo_watch_core.state import Claim, Entry, Server, Session, State, Transcript
from tests.core.fallback import desk as stories
from tests.core.fallback import names
from tests.core.select.make import (
    GLM,
    GPT,
    KIMI,
    LAB,
    LIMITED,
    MINUTE,
    NOW,
    OPUS,
    SECOND,
    answer,
    busy,
    idle,
    prompt,
    retry,
    server,
    setback,
    state,
    tool,
)

KEY = (LAB, "ses_a")
OTHER = "ses_b"
RATE = plain_fault(None, "rate limit", 429)
CHAIN = (GPT.name, KIMI.name, GLM.name)


def here(
    *sessions: Session, chain: tuple[str, ...] | None = CHAIN, policy: Policy | None = None,
    plugin: bool | None = False, **fields: Any,
) -> State:  # fmt: skip
    """Give a state of one server whose build agent has a chain."""
    lists = {"build": chain} if chain is not None else {}
    found = server(*(sessions or (busy(),)), plugin=plugin, **fields)
    return state(found, chains=lists, policy=policy or Policy(enabled=True))


def at(model: ModelRef, *failed: Any, **fields: Any) -> Session:
    """Give a session on which a model works, after the setbacks of its turn."""
    now = answer(NOW - MINUTE, model=model)
    return busy(answer=now, setbacks=failed, model=model, **fields)


def decided(seen: Forecast) -> list[tuple[str, bool, str]]:
    return [(one.model.removeprefix("fake/"), one.take, one.rule) for one in seen.decisions]


def rules(seen: Forecast) -> dict[str, str]:
    return {model: rule for model, _, rule in decided(seen)}


def taken(whole: State, fault: Fault = RATE) -> str | None:
    return forecast(whole, KEY, fault).next


# --- the chain


def test_the_first_free_entry_is_taken_and_the_rest_stands_behind_it() -> None:
    seen = forecast(here(), KEY, RATE)
    assert decided(seen) == [
        ("gpt", True, "the first that can answer"),
        ("kimi", False, "behind the chosen one"),
        ("glm", False, "behind the chosen one"),
    ]
    assert (seen.next, seen.nothing) == (GPT.name, "")


def test_the_model_that_runs_stands_in_front_and_is_named() -> None:
    seen = forecast(here(), KEY, RATE)
    assert seen.models == (OPUS.name, *CHAIN)
    assert (seen.current, seen.agent, seen.level) == (OPUS.name, "build", "agents.build")


def test_the_model_that_answers_is_skipped_in_its_own_chain() -> None:
    seen = forecast(here(chain=(OPUS.name, GPT.name)), KEY, RATE)
    assert rules(seen)["opus"] == "it is the model that answers now"
    assert (seen.next, seen.models) == (GPT.name, (OPUS.name, GPT.name))


def test_what_the_server_does_not_offer_is_skipped() -> None:
    seen = forecast(here(models=(OPUS, KIMI)), KEY, RATE)
    assert rules(seen)["gpt"] == "its provider or model is not connected"
    assert seen.decisions[0].until_ms is None
    assert seen.next == KIMI.name


def test_an_entry_without_a_provider_is_skipped() -> None:
    seen = forecast(here(chain=("gpt", KIMI.name)), KEY, RATE)
    assert rules(seen)["gpt"] == "it names no provider"
    assert seen.next == KIMI.name


def test_the_same_model_in_another_variant_cools_down_with_it() -> None:
    seen = forecast(here(chain=(f"{OPUS.name}(high)", GPT.name)), KEY, RATE)
    assert rules(seen)["opus(high)"] == "it cools down since ses_a met rate-limit"
    assert seen.decisions[0].until_ms == NOW + MINUTE
    assert seen.next == GPT.name


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


def planned(whole: State, fault: Fault = RATE) -> str | None:
    """Let the engine itself meet the error, and give the model that it plans to go on with."""
    found, setup = whole.servers[LAB], setup_of(whole, KEY)
    session = found.sessions[KEY[1]]
    engine = whole.duty.engine if whole.duty else Engine()
    for happening in introduce(Ear(Duty(engine=engine), found, found), session, NOW):
        engine, _ = react(engine, happening, setup)
    model = session.answer.model.name if session.answer and session.answer.model else None
    erred = h.SessionFailed(key=KEY, at_ms=whole.now_ms, fault=fault, model=model)
    engine, _ = react(engine, erred, setup)
    step = engine.sessions[KEY].step
    return step.plan.model if step and step.plan else None


@pytest.mark.parametrize(
    "fault",
    [
        RATE,
        names.SPENT,
        names.DOWN,
        names.BAD,
        names.ABORTED,
        names.LOCKED,
        names.BROKEN,
        names.error("request cancelled: rate limit"),
    ],
)
@pytest.mark.parametrize(
    "chain",
    [
        CHAIN,
        (OPUS.name, GPT.name),
        ("nothing", f"{OPUS.name}(high)", KIMI.name),
        ("off/line", KIMI.name),
        (),
        None,
    ],
)
def test_the_forecast_is_what_an_engine_that_begins_now_would_plan(
    chain: tuple[str, ...] | None, fault: Fault
) -> None:
    whole = here(chain=chain, models=(OPUS, GPT, KIMI))
    assert taken(whole, fault) == planned(whole, fault)


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


# --- which chain


def test_without_a_chain_nothing_is_looked_at() -> None:
    seen = forecast(here(chain=None), KEY, RATE)
    assert (seen.level, seen.models, seen.decisions) == ("none", (OPUS.name,), ())
    assert (seen.next, seen.nothing) == (None, "no chain is configured for it")


def test_an_empty_chain_says_that_there_shall_be_none() -> None:
    seen = forecast(here(chain=()), KEY, RATE)
    assert (seen.level, seen.next) == ("agents.build", None)
    assert seen.nothing == "its chain is configured as empty"


@pytest.mark.parametrize(
    ("chains", "level"),
    [
        (Chains(everywhere=(GPT.name,)), "global"),
        (
            Chains(
                agents={"build": AgentEntry(category="quick")},
                categories={"quick": CategoryEntry(chain=(GPT.name,))},
            ),
            "categories.quick",
        ),
    ],
)
def test_the_level_that_gave_the_chain_is_named(chains: Chains, level: str) -> None:
    seen = forecast(replace(here(), chains=chains), KEY, RATE)
    assert (seen.level, seen.next) == (level, GPT.name)


def test_a_used_up_chain_is_told() -> None:
    seen = forecast(here(chain=(OPUS.name,)), KEY, RATE)
    assert (seen.next, seen.nothing) == (None, NOTHING_LEFT)
    assert rules(seen) == {"opus": "it is the model that answers now"}


def test_nobody_knows_the_model_of_a_session_that_names_none() -> None:
    seen = forecast(here(idle(model=None, answer=None)), KEY, RATE)
    assert (seen.current, seen.models) == (None, CHAIN)
    assert (seen.decisions, seen.next) == ((), None)
    assert seen.nothing == "nobody knows which model runs"


def test_the_configured_first_choice_stands_in_for_an_unknown_model() -> None:
    whole = here(idle(model=None, answer=None))
    entry = AgentEntry(model=GLM.name, chain=CHAIN)
    seen = forecast(replace(whole, chains=Chains(agents={"build": entry})), KEY, RATE)
    assert (seen.current, seen.next) == (GLM.name, GPT.name)


# --- whose turn it is


def test_an_agent_that_nobody_knows_is_asked_of_the_history() -> None:
    unknown = here(busy(agent="mine"))
    assert not is_agent_known(unknown, KEY)
    seen = forecast(unknown, KEY, RATE)
    assert (seen.agent, seen.level) == ("mine", "none")
    entries = {"msg_1": Entry(message=prompt(agent="build")), "msg_2": Entry(message=answer())}
    transcripts = {"ses_a": Transcript(entries=entries, complete=True)}
    read = here(busy(agent="mine"), transcripts=transcripts)
    seen = forecast(read, KEY, RATE)
    assert (seen.agent, seen.level, seen.next) == ("build", "agents.build", GPT.name)


def test_what_failed_counts_also_where_only_the_history_tells_the_agent() -> None:
    entries = {"msg_1": Entry(message=prompt(agent="build"))}
    transcripts = {"ses_a": Transcript(entries=entries, complete=True)}
    failed = (setback(OPUS), setback(GPT, at_ms=NOW - SECOND))
    assert taken(here(at(OPUS, *failed, agent="mine"), transcripts=transcripts)) == KIMI.name


def test_the_agent_of_the_newest_turn_decides() -> None:
    whole = here(busy(agent="oracle", prompt=prompt(agent="Build")))
    assert is_agent_known(whole, KEY)
    assert forecast(whole, KEY, RATE).agent == "build"


# --- the error


def test_an_error_that_moves_nothing_decides_nothing() -> None:
    seen = forecast(here(), KEY, names.BAD)
    assert (seen.error.moves, seen.error.verdict.rule) == (False, "none")
    assert (seen.decisions, seen.next) == ((), None)
    assert seen.nothing == seen.error.why != ""
    assert seen.models == (OPUS.name, *CHAIN)


def test_where_the_fallback_is_off_nothing_moves() -> None:
    seen = forecast(here(policy=Policy(enabled=False)), KEY, RATE)
    assert (seen.next, seen.nothing) == (None, "the fallback is off")


@pytest.mark.parametrize(("seconds", "count"), [(0, False), (1, True)])
def test_without_a_timeout_announced_waits_do_not_count(seconds: int, count: bool) -> None:
    policy = Policy(enabled=True, timeout_seconds=seconds)
    seen = forecast(here(policy=policy), KEY, RATE)
    assert (seen.waits_count, seen.next) == (count, GPT.name)


# --- who would do it


def test_where_nobody_is_in_charge_a_guard_acts() -> None:
    seen = forecast(here(), KEY, RATE)
    assert (seen.in_charge, seen.auto.does, seen.rescue) == ("nobody", "acts", None)
    assert seen.auto.why == "nobody else is in charge of lab"


def test_where_a_guard_holds_the_claim_it_is_named() -> None:
    claim = Claim(owner="guard 7@host")
    seen = forecast(here(claim=claim), KEY, RATE)
    assert (seen.in_charge, seen.auto.does) == ("omo-watch", "acts")
    assert seen.auto.why == "guard 7@host looks after lab"


def test_where_the_plugin_is_in_charge_only_rescues_are_left() -> None:
    seen = forecast(here(plugin=True), KEY, RATE)
    assert (seen.in_charge, seen.auto.does) == ("plugin", "keeps still")
    assert seen.auto.why == "the plugin is in charge"
    assert seen.rescue is not None
    assert seen.rescue.does == "acts"


def test_where_nobody_could_tell_a_guard_keeps_still() -> None:
    seen = forecast(here(plugin=None), KEY, RATE)
    assert (seen.in_charge, seen.auto.does, seen.rescue) == (None, "keeps still", None)


@pytest.mark.parametrize("plugin", [False, True])
def test_a_child_whose_parent_waits_is_only_offered(plugin: bool) -> None:
    parent = busy("ses_p", title="Billing", tools=(tool("task", child="ses_a"),))
    seen = forecast(here(busy(parent="ses_p"), parent, plugin=plugin), KEY, RATE)
    found = seen.rescue if plugin else seen.auto
    assert found is not None
    assert found.does == "offers"
    assert found.consequence.startswith("Billing sees its task fail")


@pytest.mark.parametrize("mode", ["watch", "assist"])
def test_the_mode_of_the_one_who_asks_does_not_matter(mode: Any) -> None:
    assert forecast(replace(here(), mode=mode), KEY, RATE).auto.does == "acts"


def test_nothing_odd_in_an_error_breaks_the_forecast() -> None:
    whole: State = here()
    for error in (None, 7, [], {"message": 5, "status": True}, {"cause": {"cause": []}}):
        seen = forecast(whole, KEY, read_fault(error))
        assert seen.next is None
    assert isinstance(whole.servers[LAB], Server)


def test_the_error_of_the_answer_counts_like_any_other() -> None:
    failed = busy(failure=LIMITED, answer=answer(failure=LIMITED), setbacks=(setback(OPUS),))
    assert taken(here(failed)) == GPT.name
