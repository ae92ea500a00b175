"""What the plugin's files say, and what of it the plugin will use."""

from pathlib import PurePosixPath

import pytest

from omo_watch_core.fallback.chains import AgentEntry, CategoryEntry
from omo_watch_core.fallback.plugin_settings import (
    LayerText,
    PluginSettings,
    candidates,
    read_layers,
)
from omo_watch_core.fallback.policy import Policy
from tests.core.fallback.layered import read, text

HOME = PurePosixPath("/srv/dev")
CONFIG = HOME / ".config/opencode"


def paths(project: PurePosixPath, older: bool) -> list[str]:
    places = candidates(HOME, CONFIG, project)
    return [str(place.paths[0]) for place in places if place.older is older]


def test_the_user_comes_first_and_the_project_last() -> None:
    assert paths(HOME / "dev/shop", older=False) == [
        "/srv/dev/.omo/omo.jsonc",
        "/.omo/omo.jsonc",
        "/srv/.omo/omo.jsonc",
        "/srv/dev/dev/.omo/omo.jsonc",
        "/srv/dev/dev/shop/.omo/omo.jsonc",
    ]


def test_older_names_stand_apart_behind_the_others() -> None:
    places = candidates(HOME, CONFIG, PurePosixPath("/srv"))
    assert [place.older for place in places] == [False, False, False, True, True, True]
    assert paths(PurePosixPath("/srv"), older=True) == [
        "/srv/dev/.config/opencode/oh-my-openagent.jsonc",
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
        "/srv/dev/.omo/omo.jsonc",
        "/.omo/omo.jsonc",
        "/srv/.omo/omo.jsonc",
    ]
    assert "/srv/dev/.opencode/oh-my-openagent.jsonc" not in paths(HOME / "shop", older=True)


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
