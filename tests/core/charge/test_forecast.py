"""What would become of a session if it met an error now: the engine's own answer, step by step."""

from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core.charge.duty import Duty
from omo_watch_core.charge.ear import Ear
from omo_watch_core.charge.forecast import forecast, is_agent_known
from omo_watch_core.charge.runs import introduce
from omo_watch_core.charge.setups import setup_of
from omo_watch_core.claim import Claim
from omo_watch_core.fallback.chains import AgentEntry, CategoryEntry, Chains
from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine import react
from omo_watch_core.fallback.engine.session import Engine
from omo_watch_core.fallback.fault import Fault, read_fault
from omo_watch_core.fallback.policy import Policy
from omo_watch_core.fallback.state import NOTHING_LEFT
from omo_watch_core.state import Entry, Server, State, Transcript
from tests.core.charge.foreseen import CHAIN, KEY, RATE, at, decided, here, rules, taken
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
    setback,
    tool,
)

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
