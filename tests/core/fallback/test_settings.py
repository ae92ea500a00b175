"""Settings of the fallback, beyond what was recorded."""

from typing import Any

import pytest

from omo_watch_core.fallback.chains import AgentEntry, CategoryEntry, Chains
from omo_watch_core.fallback.policy import Policy
from omo_watch_core.fallback.settings import (
    SettingsFault,
    chains,
    policy,
    read_chains,
    stated_models,
)

NAN = float("nan")


def fault(value: object) -> SettingsFault:
    with pytest.raises(SettingsFault) as caught:
        policy(value)
    return caught.value


def test_a_switch_is_a_policy() -> None:
    assert policy(True) == Policy(enabled=True)
    assert policy(False) == policy({}) == Policy()


def test_every_key_has_its_own_default() -> None:
    assert policy({"max_fallback_attempts": 20, "unheard": "x"}) == Policy(max_fallback_attempts=20)
    assert policy(
        {
            "enabled": True,
            "retry_on_errors": [],
            "cooldown_seconds": 0,
            "timeout_seconds": 1.5,
            "notify_on_fallback": False,
            "restore_primary_after_cooldown": True,
        }
    ) == Policy(
        enabled=True,
        retry_on_errors=(),
        cooldown_seconds=0,
        timeout_seconds=1.5,
        notify_on_fallback=False,
        restore_primary_after_cooldown=True,
    )


@pytest.mark.parametrize(
    ("value", "sharing"),
    [
        ("off", "off"),
        ("rate-limits", "rate-limits"),
        ("all", "all"),
        (True, "rate-limits"),
        (False, "off"),
    ],
)
def test_sharing_of_cooldowns_is_a_word_or_a_switch(value: object, sharing: Any) -> None:
    assert policy({"share_cooldowns": value}) == Policy(share_cooldowns=sharing)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("enabled", "true"),
        ("enabled", 1),
        ("enabled", None),
        ("retry_on_errors", 429),
        ("retry_on_errors", [True]),
        ("retry_on_errors", [NAN]),
        ("max_fallback_attempts", 0.9),
        ("max_fallback_attempts", 20.1),
        ("max_fallback_attempts", True),
        ("cooldown_seconds", -0.1),
        ("cooldown_seconds", float("inf")),
        ("timeout_seconds", -1),
        ("timeout_seconds", NAN),
        ("share_cooldowns", "some"),
        ("share_cooldowns", 1),
        ("share_cooldowns", None),
    ],
)
def test_one_wrong_key_rejects_the_whole_and_is_named(key: str, value: object) -> None:
    found = fault({"enabled": True, key: value})
    assert found.fields == (key,)
    assert str(found).startswith(f"`runtime_fallback.{key}")


def test_all_wrong_keys_are_named_in_one_sentence() -> None:
    found = fault({"timeout_seconds": "x", "enabled": 1, "retry_on_errors": ["a", "b"]})
    assert found.fields == ("enabled", "retry_on_errors", "timeout_seconds")
    assert str(found) == (
        "`runtime_fallback.enabled`: input should be a valid boolean, "
        "`runtime_fallback.retry_on_errors[0]`: input should be a valid number, "
        "`runtime_fallback.retry_on_errors[1]`: input should be a valid number, "
        "`runtime_fallback.timeout_seconds`: input should be a valid number."
    )


@pytest.mark.parametrize("value", [None, 1, "on", [], ["enabled"]])
def test_what_is_neither_a_switch_nor_a_table_is_no_policy(value: object) -> None:
    found = fault(value)
    assert found.fields == ("",)
    assert str(found) == "`runtime_fallback` must be a table."


def test_an_entry_keeps_its_known_keys() -> None:
    full: dict[str, object] = {
        "model": "a/m",
        "variant": "x",
        "reasoningEffort": "xhigh",
        "temperature": 2,
        "top_p": 1,
        "maxTokens": 5,
        "thinking": {"type": "disabled", "budgetTokens": 1},
    }
    assert stated_models([full | {"unheard": 1}, "b/n"]) == [full, "b/n"]


@pytest.mark.parametrize("effort", ["none", "minimal", "low", "medium", "high", "xhigh", "max"])
def test_every_effort_is_known(effort: str) -> None:
    entry = {"model": "a/m", "reasoningEffort": effort}
    assert stated_models([entry]) == [entry]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("model", None),
        ("variant", None),
        ("variant", 5),
        ("reasoningEffort", "off"),
        ("temperature", 2.1),
        ("temperature", -0.1),
        ("temperature", True),
        ("top_p", 1.1),
        ("top_p", -0.1),
        ("maxTokens", "5"),
        ("thinking", None),
        ("thinking", "disabled"),
        ("thinking", {"type": "off"}),
        ("thinking", {"type": "enabled", "budgetTokens": "x"}),
    ],
)
def test_one_wrong_key_of_an_entry_rejects_the_chain(key: str, value: object) -> None:
    with pytest.raises(SettingsFault, match=rf"^`fallback_models\[1\]\.{key}") as caught:
        stated_models(["a/m", {"model": "b/n", key: value}])
    assert caught.value.fields == (key,)


@pytest.mark.parametrize("value", [None, True, 5, {"model": "a/m"}, ("a/m",)])
def test_a_chain_is_a_text_or_a_list(value: object) -> None:
    with pytest.raises(
        SettingsFault, match=r"`fallback_models` must be a model or a list"
    ) as caught:
        stated_models(value)
    assert caught.value.fields == ("",)


@pytest.mark.parametrize("entry", [None, True, 5, [], ["a/m"]])
def test_an_entry_is_a_text_or_a_table(entry: object) -> None:
    with pytest.raises(SettingsFault, match=r"^`fallback_models\[0\]` must be a table\.$"):
        stated_models([entry])


def test_the_plugins_shape_is_read() -> None:
    given = {
        "agents": {
            "build": {
                "model": "a/m",
                "category": "deep",
                "variant": "high",
                "reasoningEffort": "low",
                "fallback_models": ["b/n", {"model": "c/o", "variant": "max"}],
            },
            "oracle": {"fallback_models": []},
            "atlas": {"fallback_models": "", "model": ""},
        },
        "categories": {
            "deep": {"model": "d/p", "variant": "low", "fallback_models": "e/q"},
            "quick": {},
        },
        "unheard": [],
    }
    expected = Chains(
        agents={
            "build": AgentEntry(
                model="a/m",
                category="deep",
                variant="high",
                effort="low",
                chain=("b/n", "c/o(max)"),
            ),
            "oracle": AgentEntry(chain=()),
            "atlas": AgentEntry(),
        },
        categories={
            "deep": CategoryEntry(model="d/p", variant="low", chain=("e/q",)),
            "quick": CategoryEntry(),
        },
    )
    assert read_chains(given).chains == expected
    assert read_chains(given).faults == ()


def test_a_list_of_models_holds_the_primary_and_its_chain() -> None:
    given = {
        "agents": {"build": {"models": ["a/m", "b/n"], "model": "x/y", "fallback_models": ["c/o"]}},
        "categories": {"quick": {"models": [], "model": "x/y"}, "deep": {"models": "a/m"}},
    }
    assert chains(given) == Chains(
        agents={"build": AgentEntry(model="a/m", chain=("b/n",))},
        categories={"quick": CategoryEntry(model="x/y", chain=()), "deep": CategoryEntry()},
    )


def test_our_own_shape_is_read() -> None:
    given = {
        "global": ["g/m", {"model": "g/n", "variant": "low"}],
        "agents": {"build": ["a/m"], "oracle": [], "atlas": "b/m"},
        "categories": {"quick": ["c/m"]},
    }
    assert chains(given) == Chains(
        agents={
            "build": AgentEntry(chain=("a/m",)),
            "oracle": AgentEntry(chain=()),
            "atlas": AgentEntry(chain=("b/m",)),
        },
        categories={"quick": CategoryEntry(chain=("c/m",))},
        everywhere=("g/m", "g/n(low)"),
    )


@pytest.mark.parametrize(
    ("sisyphus", "inherits"),
    [
        ({}, True),
        ({"disabled": True}, False),
        ({"disabled": False}, True),
        ({"disabled": 1}, True),
        ({"planner_enabled": False}, False),
        ({"planner_enabled": True}, True),
        ({"planner_enabled": 0}, True),
        ({"replace_plan": False}, False),
        ({"replace_plan": None}, True),
        ("disabled", True),
    ],
)
def test_three_switches_keep_plan_from_inheriting(sisyphus: object, inherits: bool) -> None:
    assert chains({"sisyphus_agent": sisyphus}).plan_inherits is inherits


def test_one_wrong_entry_leaves_the_others() -> None:
    read = read_chains(
        {
            "global": {"model": "g/m"},
            "agents": {
                "build": {"model": {"id": "m"}, "category": 5, "fallback_models": ["a/m"]},
                "oracle": {"model": "a/o", "fallback_models": ["a/m", 5]},
                "atlas": True,
                "plan": {"variant": [], "reasoningEffort": True, "category": None},
                "momus": {"models": ["a/m", 5], "model": "x/y"},
            },
            "categories": [],
        }
    )
    assert read.chains == Chains(
        agents={
            "build": AgentEntry(chain=("a/m",)),
            "oracle": AgentEntry(model="a/o"),
            "plan": AgentEntry(),
            "momus": AgentEntry(model="x/y"),
        }
    )
    assert read.faults == (
        "`agents.build.model` must be a text.",
        "`agents.build.category` must be a text.",
        "`agents.oracle.fallback_models[1]` must be a table.",
        "`agents.atlas` must be a table or a list of models.",
        "`agents.plan.variant` must be a text.",
        "`agents.plan.reasoningEffort` must be a text.",
        "`agents.momus.models[1]` must be a table.",
        "`categories` must be a table.",
        "`global` must be a model or a list of models.",
    )


@pytest.mark.parametrize("value", [None, True, 5, "x", [], {"agents": None, "global": None}])
def test_nothing_configured_is_no_fault(value: object) -> None:
    assert read_chains(value).chains == Chains()
    assert read_chains(value).faults == ()
