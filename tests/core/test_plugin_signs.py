"""Every sign by which the plugin is known, and what several signs add up to."""

import json
from collections.abc import Callable

import pytest

from omo_watch_core.signs import Look
from omo_watch_core.wire import plugin_signs as signs

Reader = Callable[[bytes], tuple[str, ...]]


def seen(read: Reader, answer: object) -> tuple[str, ...]:
    return read(json.dumps(answer).encode())


@pytest.mark.parametrize(
    ("config", "found"),
    [
        ({}, ()),
        ({"plugin": []}, ()),
        ({"plugin": None, "model": "oh-my-opencode/x"}, ()),
        ({"plugin": ["opencode-other@1", "file:///x/oh-my-theme.js"]}, ()),
        ({"plugin": ["oh-my-opencode"]}, ("config",)),
        ({"plugin": ["x", "oh-my-opencode@4.19.4"]}, ("config",)),
        ({"plugin": ["file:///opt/oh-my-openagent/dist/index.js"]}, ("config",)),
        ({"plugin": [["Oh-My-OpenCode", {"x": 1}]]}, ("config",)),
        ({"default_agent": "Sisyphus - ultraworker"}, ("default-agent",)),
        ({"default_agent": "build"}, ()),
        ({"default_agent": 7}, ()),
        ({"plugin": ["oh-my-opencode"], "default_agent": "sisyphus"}, ("config", "default-agent")),
    ],
)
def test_signs_in_the_settings(config: object, found: tuple[str, ...]) -> None:
    assert seen(signs.in_config, config) == found


@pytest.mark.parametrize(
    ("read", "answer", "found"),
    [
        (signs.in_global_config, {"plugin": ["oh-my-opencode"]}, ("global-config",)),
        (signs.in_global_config, {"$schema": "oh-my-opencode"}, ()),
        (signs.in_agents, [{"name": "build"}, {"name": "Sisyphus - ultraworker"}], ("agents",)),
        (signs.in_agents, [{"name": "sisyphus"}], ("agents",)),
        (signs.in_agents, [{"name": "build"}, {"name": "plan"}], ()),
        (signs.in_tools, ["bash", "background_output"], ("tools",)),
        (signs.in_tools, ["background_cancel", "call_omo_agent"], ("tools",)),
        (signs.in_tools, ["bash", "task"], ()),
        (signs.in_commands, [{"name": "init"}, {"name": "stop-continuation"}], ("commands",)),
        (signs.in_commands, [{"name": "init"}], ()),
    ],
)
def test_signs_in_other_answers(read: Reader, answer: object, found: tuple[str, ...]) -> None:
    assert seen(read, answer) == found


@pytest.mark.parametrize(
    ("look", "verdict"),
    [
        (Look(seen=("commands",)), True),
        (Look(seen=("config",), unanswered=("agents",)), True),
        (Look(), False),
        (Look(unanswered=("tools",)), None),
    ],
)
def test_one_sign_is_enough_and_silence_is_none(look: Look, verdict: bool | None) -> None:
    assert look.verdict is verdict
