"""What the plugin's files say, and what of it the plugin will use."""

import json
from pathlib import PurePosixPath

import pytest

from omo_watch_core.fallback.chains import AgentEntry, CategoryEntry, look_up
from omo_watch_core.fallback.plugin_settings import (
    LayerText,
    PluginSettings,
    candidates,
    read_layers,
)
from omo_watch_core.fallback.policy import Policy

HOME = PurePosixPath("/home/dev")
CONFIG = HOME / ".config/opencode"


def text(value: object, path: str = "omo.jsonc", older: bool = False) -> LayerText:
    return LayerText(path=path, text=json.dumps(value), older=older)


def read(*values: object, profile: str | None = None) -> PluginSettings:
    return read_layers([text(value) for value in values], profile)


def agent(definition: object, **whole: object) -> AgentEntry:
    settings = read({"agents": {"build": definition}, **whole})
    assert settings.faults == ()
    return settings.chains.agents["build"]


def paths(project: PurePosixPath, older: bool) -> list[str]:
    places = candidates(HOME, CONFIG, project)
    return [str(place.paths[0]) for place in places if place.older is older]


def test_the_user_comes_first_and_the_project_last() -> None:
    assert paths(HOME / "dev/shop", older=False) == [
        "/home/dev/.omo/omo.jsonc",
        "/.omo/omo.jsonc",
        "/home/.omo/omo.jsonc",
        "/home/dev/dev/.omo/omo.jsonc",
        "/home/dev/dev/shop/.omo/omo.jsonc",
    ]


def test_older_names_stand_apart_behind_the_others() -> None:
    places = candidates(HOME, CONFIG, PurePosixPath("/srv"))
    assert [place.older for place in places] == [False, False, False, True, True, True]
    assert paths(PurePosixPath("/srv"), older=True) == [
        "/home/dev/.config/opencode/oh-my-openagent.jsonc",
        "/.opencode/oh-my-openagent.jsonc",
        "/srv/.opencode/oh-my-openagent.jsonc",
    ]


def test_the_newest_name_of_a_file_comes_first() -> None:
    places = candidates(HOME, CONFIG, HOME)
    assert [path.name for path in places[0].paths] == ["omo.jsonc", "omo.json"]
    assert [path.name for path in places[-1].paths] == [
        "oh-my-openagent.jsonc",
        "oh-my-openagent.json",
        "oh-my-opencode.jsonc",
        "oh-my-opencode.json",
    ]


def test_the_home_folder_is_the_users_alone() -> None:
    assert paths(HOME, older=False) == [
        "/home/dev/.omo/omo.jsonc",
        "/.omo/omo.jsonc",
        "/home/.omo/omo.jsonc",
    ]
    assert "/home/dev/.opencode/oh-my-openagent.jsonc" not in paths(HOME / "shop", older=True)


def test_only_the_256_nearest_folders_count() -> None:
    deep = PurePosixPath("/", *(str(number) for number in range(300)))
    found = paths(deep, older=False)
    assert len(found) == 257
    assert found[-1] == f"{deep}/.omo/omo.jsonc"
    assert found[1] == f"{deep.parents[254]}/.omo/omo.jsonc"


def test_no_file_says_nothing() -> None:
    assert read_layers([]) == PluginSettings()
    assert read_layers([LayerText(path="a", text=" \n")]) == PluginSettings()
    assert read({}) == PluginSettings()


def test_the_nearer_file_wins_key_by_key() -> None:
    settings = read(
        {"agents": {"build": {"model": "a/m", "fallback_models": ["a/1"], "variant": "low"}}},
        {"agents": {"build": {"fallback_models": ["b/1"]}, "oracle": {"model": "b/o"}}},
    )
    assert settings.chains.agents == {
        "build": AgentEntry(model="a/m", variant="low", chain=("b/1",)),
        "oracle": AgentEntry(model="b/o"),
    }


def test_categories_are_merged_and_the_rest_is_replaced() -> None:
    settings = read(
        {
            "categories": {"deep": {"model": "a/m"}},
            "models": {"fast": {"model": "a/fast"}},
            "runtime_fallback": {"enabled": True, "cooldown_seconds": 5},
            "sisyphus_agent": {"disabled": True},
        },
        {
            "categories": {"deep": {"fallback_models": ["fast"]}},
            "models": {},
            "runtime_fallback": {"timeout_seconds": 9},
            "sisyphus_agent": {},
        },
    )
    assert settings.chains.categories == {"deep": CategoryEntry(model="a/m", chain=("fast",))}
    assert settings.policy == Policy(timeout_seconds=9)
    assert settings.chains.plan_inherits


def test_a_table_inside_a_definition_is_merged_too() -> None:
    settings = read(
        {"agents": {"build": {"model": "a/m", "thinking": {"type": "disabled"}}}},
        {"agents": {"build": {"thinking": {"budgetTokens": 1}}}},
    )
    assert settings.chains.agents["build"].variant == "off"


def test_what_is_no_table_replaces_what_was_one() -> None:
    settings = read({"agents": {"build": {"model": "a/m"}}}, {"agents": {"build": 5}})
    assert settings.chains.agents == {}
    assert settings.faults == ("`agents.build` must be a table or a list of models.",)


def layered() -> dict[str, object]:
    def named(name: str) -> dict[str, object]:
        return {"agents": {"build": {"model": f"a/{name}"}}}

    return {
        **named("top"),
        "[opencode]": named("block"),
        "[other]": named("other"),
        "profiles": {"work": {**named("profile"), "[opencode]": named("profile-block")}},
    }


def test_the_layers_of_a_file_follow_one_another() -> None:
    def model(file: dict[str, object], profile: str | None = None) -> str | None:
        return read(file, profile=profile).chains.agents["build"].model

    file = layered()
    assert model(file) == "a/block"
    assert model(file, "work") == "a/profile-block"
    assert model(file, "unheard") == "a/block"
    del file["[opencode]"]
    assert model(file) == "a/top"
    profile = {"profiles": {"work": {"agents": {"build": {"model": "a/profile"}}}}}
    assert model(file | profile, "work") == "a/profile"
    assert model(file | profile) == "a/top"


def test_each_layer_of_all_files_comes_before_the_next_layer() -> None:
    user = {"[opencode]": {"agents": {"build": {"model": "a/user"}}}}
    project = {"agents": {"build": {"model": "a/project"}}}
    assert read(user, project).chains.agents["build"].model == "a/user"


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


def test_a_bare_list_is_a_chain_that_the_plugin_does_not_know() -> None:
    settings = read({"agents": {"build": ["a/m"]}})
    assert settings.chains.agents["build"] == AgentEntry(chain=("a/m",))
    assert settings.at_run_time == {}


def test_older_files_count_only_where_there_is_no_other() -> None:
    old = text({"agents": {"build": {"model": "old/m"}}}, "old.json", older=True)
    new = text({"agents": {"build": {"variant": "x"}}}, "new.jsonc")
    both = read_layers([new, old])
    assert both.chains.agents["build"] == AgentEntry(variant="x")
    assert both.unmigrated == ("old.json",)
    alone = read_layers([LayerText(path="new.jsonc", text=""), old])
    assert alone.chains.agents["build"].model == "old/m"
    assert alone.unmigrated == ("old.json",)
    assert read_layers([new]).unmigrated == ()


def test_one_wrong_file_leaves_the_others() -> None:
    settings = read_layers(
        [
            LayerText(path="a.jsonc", text='{"agents" 1}'),
            LayerText(path="b.jsonc", text="[]"),
            LayerText(path="c.jsonc", text='{"agents": {"build": {"model": "a/m",},}, // x\n}'),
        ]
    )
    assert settings.chains.agents == {"build": AgentEntry(model="a/m")}
    assert settings.faults == (
        "a.jsonc, line 1, column 11: expecting ':' delimiter.",
        "b.jsonc must hold an object.",
    )


def test_wrong_settings_are_named_and_leave_the_rest() -> None:
    settings = read(
        {
            "runtime_fallback": {"enabled": 1},
            "agents": {
                "build": {"model": {"id": 5}, "fallback_models": ["a/m"]},
                "oracle": {"model": "x/y", "models": ["a/m", {"model": "b/n", "temperature": 3}]},
                "atlas": {"models": ["a/m", 5]},
                "metis": {"models": [{"model": "a/m", "variant": "low", "top_p": 2}]},
            },
            "categories": 5,
            "sisyphus_agent": {"disabled": True},
        }
    )
    assert settings.policy is None
    assert settings.chains.agents["build"] == AgentEntry(chain=("a/m",))
    assert settings.chains.agents["oracle"] == AgentEntry(model="x/y")
    assert settings.chains.agents["atlas"] == AgentEntry()
    assert not settings.chains.plan_inherits
    assert settings.faults == (
        "`agents.build.model` must be a text.",
        "`agents.oracle.models[1].temperature`: input should be less than or equal to 2.",
        "`agents.atlas.models[1]` must be a table.",
        "`agents.metis.models[0].top_p`: input should be less than or equal to 1.",
        "`categories` must be a table.",
        "`runtime_fallback.enabled`: input should be a valid boolean.",
    )


def test_the_switch_alone_is_a_policy() -> None:
    assert read({"runtime_fallback": True}).policy == Policy(enabled=True)
    assert read({"agents": {}}).policy is None


@pytest.mark.parametrize(
    "odd",
    [
        {"agents": [], "categories": "x", "models": 5, "profiles": [], "[opencode]": None},
        {"agents": {"build": {"models": [None, [], {"model": {"a": 1}}], "thinking": 1}}},
        {"agents": {"build": {"fallback_models": [[], True], "model": [], "reasoning": {}}}},
    ],
)
def test_odd_values_never_raise(odd: dict[str, object]) -> None:
    settings = read({"agents": {"build": {"model": "a/m"}}}, odd, odd, profile="work")
    assert settings.faults
    assert settings.policy is None
