"""Which models the definitions of the plugin's settings name."""

import pytest

from omo_watch_core.fallback.chains import AgentEntry, look_up
from tests.core.fallback.layered import agent, read


def test_a_list_of_models_is_the_primary_and_its_fallbacks() -> None:
    entry = agent({"models": ["a/m", "b/n", {"model": "c/o", "reasoning": "high"}], "model": "x/y"})
    assert entry == AgentEntry(model="a/m", chain=("b/n", "c/o(high)"))


def test_a_list_of_one_or_none_leaves_no_fallback() -> None:
    assert agent({"models": [{"model": "a/m", "variant": "low"}]}) == AgentEntry(
        model="a/m(low)", chain=()
    )
    assert agent({"models": [], "model": "x/y"}) == AgentEntry(model="x/y", chain=())


def test_a_list_wins_over_the_older_keys() -> None:
    entry = agent({"models": ["a/m", "b/n"], "fallback_models": ["c/o"]})
    assert entry.chain == ("b/n",)


def test_without_a_list_the_older_keys_count() -> None:
    assert agent({"model": "a/m", "fallback_models": "b/n"}).chain == ("b/n",)
    assert agent({"model": "a/m", "fallback_models": []}).chain == ()
    assert agent({"model": "a/m", "fallback_models": ""}).chain is None
    assert agent({"model": "a/m", "models": None}).chain is None


def test_an_agent_without_a_list_uses_that_of_its_category() -> None:
    settings = read(
        {
            "agents": {"build": {"category": "deep"}},
            "categories": {"deep": {"models": ["a/m", "b/n"]}},
        }
    )
    found = look_up(settings.chains, "ses_1", "build", None)
    assert (found.rule, found.chain) == ("categories.deep", ("b/n",))


CATALOGUE = {
    "fast": {"model": "a/fast"},
    "wise": {"model": "b/wise", "reasoning": "max"},
    "loop": {"model": "loop"},
    "step": {"model": "fast"},
    "broken": {"reasoning": "high"},
    "odd": "a/odd",
}


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("fast", "a/fast"),
        ("wise", "b/wise(max)"),
        ({"model": "wise", "variant": "low"}, "b/wise(low)"),
        ({"model": "fast"}, "a/fast"),
        ("loop", "loop"),
        ("step", "fast"),
        ("broken", "broken(high)"),
        ("odd", "odd"),
        ("a/own", "a/own"),
    ],
)
def test_a_catalogue_name_stands_for_its_model_in_one_step(name: object, model: str) -> None:
    listed = agent({"models": [name, name]}, models=CATALOGUE)
    assert (listed.model, listed.chain) == (model, (model,))
    assert agent({"fallback_models": [name]}, models=CATALOGUE).chain == (model,)
    if isinstance(name, str):
        apart = agent({"model": name, "fallback_models": name}, models=CATALOGUE)
        assert (apart.model, apart.chain) == (model, (model,))


def test_a_definitions_own_effort_beats_the_catalogues() -> None:
    def entry(name: str) -> AgentEntry:
        return agent({"model": name, "variant": "low"}, models=CATALOGUE)

    assert entry("wise") == AgentEntry(model="b/wise", variant="low")
    assert entry("broken") == AgentEntry(model="broken", variant="low")
    assert entry("a/own") == AgentEntry(model="a/own", variant="low")


def test_what_is_neither_a_text_nor_a_list_stays_wrong() -> None:
    wrong = {"model": {"model": "a/m"}, "models": "b/n", "fallback_models": {"model": "c/o"}}
    settings = read({"agents": {"build": wrong}})
    assert settings.chains.agents["build"] == AgentEntry()
    assert settings.faults == (
        "`agents.build.fallback_models` must be a model or a list of models.",
        "`agents.build.model` must be a text.",
    )


@pytest.mark.parametrize(
    ("keys", "level"),
    [
        ({"reasoning": "a", "reasoningEffort": "low", "variant": "c"}, "a"),
        ({"reasoningEffort": "low", "variant": "c"}, "low"),
        ({"variant": "c", "thinking": {"type": "disabled"}}, "c"),
        ({"thinking": {"type": "disabled"}}, "off"),
        ({"reasoning": "", "variant": "c"}, "c"),
    ],
)
def test_one_way_to_state_an_effort_beats_the_next(keys: dict[str, object], level: str) -> None:
    entry = agent({"models": ["a/m", {"model": "b/n:high", **keys}]})
    assert entry.chain == (f"b/n({level})",)


def test_thinking_that_is_enabled_states_no_effort() -> None:
    entry = agent({"models": ["a/m", {"model": "b/n", "thinking": {"type": "enabled"}}]})
    assert entry.chain == ("b/n",)


def test_an_agents_own_effort_is_kept_beside_its_model() -> None:
    assert agent({"model": "a/m", "variant": "x", "reasoningEffort": "low"}) == AgentEntry(
        model="a/m", variant="x", effort="low"
    )
    assert agent({"model": "a/m", "reasoning": "y", "reasoningEffort": "low"}) == AgentEntry(
        model="a/m", variant="y"
    )
    assert agent({"model": "a/m", "thinking": {"type": "disabled"}}) == AgentEntry(
        model="a/m", variant="off"
    )


def test_the_running_plugin_uses_only_what_stands_in_fallback_models() -> None:
    settings = read(
        {
            "agents": {
                "build": {"models": ["a/m", "b/n"]},
                "oracle": {"model": "a/m", "fallback_models": ["fast"]},
                "atlas": {"models": ["a/m", "b/n"], "fallback_models": ["c/o"]},
                "momus": {"model": "a/m", "fallback_models": []},
                "metis": {"model": "a/m"},
            },
            "categories": {
                "deep": {"models": ["a/m", "b/n"]},
                "quick": {"fallback_models": "d/p"},
            },
            "models": {"fast": {"model": "a/fast"}},
        }
    )
    assert settings.at_run_time == {
        "agents.oracle": ("a/fast",),
        "agents.atlas": ("c/o",),
        "agents.momus": (),
        "categories.quick": ("d/p",),
    }
    assert settings.chains.agents["build"].chain == ("b/n",)
    assert settings.chains.agents["atlas"].chain == ("b/n",)
    assert settings.chains.categories["deep"].chain == ("b/n",)
