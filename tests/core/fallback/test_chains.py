"""Which chain applies, beyond what was recorded."""

import msgspec
import pytest

from omo_watch_core.fallback.chains import (
    AgentEntry,
    CategoryEntry,
    Chains,
    Lookup,
    bootstrap_model,
    chain_for,
    ladder_names,
    look_up,
    primary_of,
)

CHAINS = Chains(
    agents={
        "build": AgentEntry(model="a/build", chain=("a/1",)),
        "oracle": AgentEntry(chain=(), category="deep"),
        "atlas": AgentEntry(category="deep"),
        "momus": AgentEntry(model="", category="nowhere"),
        "prometheus": AgentEntry(category="deep"),
        "metis": AgentEntry(chain=("m/1",), category="quick"),
    },
    categories={
        "deep": CategoryEntry(model="c/deep", chain=("c/1",)),
        "quick": CategoryEntry(model="c/quick", chain=()),
        "empty": CategoryEntry(model="c/empty"),
    },
    everywhere=("g/1",),
)


def found(
    agent: str | None = None, category: str | None = None, session: str = "ses_1"
) -> tuple[str, tuple[str, ...]]:
    lookup = look_up(CHAINS, session, agent, category)
    return lookup.rule, lookup.chain


@pytest.mark.parametrize(
    ("agent", "category", "expected"),
    [
        ("build", "deep", ("categories.deep", ("c/1",))),
        ("build", "quick", ("categories.quick", ())),
        ("build", "empty", ("agents.build", ("a/1",))),
        ("build", "unheard", ("agents.build", ("a/1",))),
        ("build", None, ("agents.build", ("a/1",))),
        ("oracle", None, ("agents.oracle", ())),
        ("metis", None, ("agents.metis", ("m/1",))),
        ("atlas", None, ("categories.deep", ("c/1",))),
        ("plan", None, ("categories.deep", ("c/1",))),
        ("Plan", None, ("categories.deep", ("c/1",))),
        ("momus", None, ("global", ("g/1",))),
        ("BUILD", None, ("global", ("g/1",))),
        ("", "", ("global", ("g/1",))),
        (None, None, ("global", ("g/1",))),
    ],
)
def test_the_first_level_with_a_chain_decides_and_is_named(
    agent: str | None, category: str | None, expected: tuple[str, tuple[str, ...]]
) -> None:
    assert found(agent, category) == expected


def test_the_agent_in_the_id_comes_after_the_agent_and_before_the_global_list() -> None:
    assert found("momus", session="ses-build-1") == ("agents.build", ("a/1",))
    assert found("metis", session="ses-build-1") == ("agents.metis", ("m/1",))
    assert found(session="ses-plan-1") == ("categories.deep", ("c/1",))


def test_an_empty_chain_in_the_id_blocks_the_global_list() -> None:
    assert found("reviewer", session="ses-oracle") == ("agents.oracle", ())


def test_plan_inherits_only_while_it_is_allowed_and_has_no_chain() -> None:
    alone = msgspec.structs.replace(CHAINS, plan_inherits=False)
    assert look_up(alone, "ses_1", "plan", None).rule == "global"
    own = {**CHAINS.agents, "plan": AgentEntry(chain=())}
    blocked = msgspec.structs.replace(CHAINS, agents=own)
    assert look_up(blocked, "ses_1", "plan", None) == Lookup(rule="agents.plan")


def test_without_any_chain_no_level_is_named() -> None:
    assert look_up(Chains(), "ses-build", "build", "deep") == Lookup(chain=(), rule="none")


def test_the_chain_is_what_the_look_up_found() -> None:
    assert chain_for(CHAINS, "ses_1", "build", None) == ("a/1",)
    assert chain_for(CHAINS, "ses_1", "oracle", "empty") == ()


@pytest.mark.parametrize(
    ("agent", "category", "model"),
    [
        ("build", "deep", "a/build"),
        ("atlas", "quick", "c/deep"),
        ("momus", "quick", "c/quick"),
        (None, "empty", "c/empty"),
        ("plan", None, None),
        ("momus", None, None),
        (None, None, None),
    ],
)
def test_the_primary_is_the_agents_then_its_categorys_then_the_sessions(
    agent: str | None, category: str | None, model: str | None
) -> None:
    assert primary_of(CHAINS, agent, category) == model
    assert bootstrap_model(CHAINS, agent, category, None) == model
    assert bootstrap_model(CHAINS, agent, category, "") == model
    assert bootstrap_model(CHAINS, agent, category, "e/m") == "e/m"


def test_the_ladder_begins_with_the_primary_and_holds_each_model_once() -> None:
    assert ladder_names("a/m", ["b/n", "a/m", "b/n"]) == ("a/m", "b/n")
    assert ladder_names("a/m(high)", ["a/m high", "a/m"]) == ("a/m(high)", "a/m")
    assert ladder_names("x/claude-opus-4", ["y/claude-opus-4"]) == (
        "x/claude-opus-4",
        "y/claude-opus-4",
    )


def test_a_ladder_without_a_primary_is_its_chain() -> None:
    assert ladder_names(None, ["bare", "", "bare", "other"]) == ("bare", "other")
    assert ladder_names("", []) == ()
