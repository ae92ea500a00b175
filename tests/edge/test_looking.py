"""The look for the plugin: what is asked, of which directory, and what missing answers mean."""

import pytest
from tests.edge.asking import HERE, outcome
from tests.edge.fake_server import FakeServer

from omo_watch_core.effects import DescribeServer, LookForPlugin
from omo_watch_core.events import PluginLooked, ServerDescribed
from omo_watch_core.signs import Look

PATHS = ["/config", "/agent", "/experimental/tool/ids", "/command"]


def speak(server: FakeServer) -> None:
    """Let a server answer all questions, without the plugin."""
    server.says("/path", {"directory": HERE})
    server.says("/config", {"plugin": [], "default_agent": "plan"})
    server.says("/agent", [{"name": "build"}])
    server.says("/experimental/tool/ids", ["bash"])
    server.says("/command", [{"name": "init"}])
    server.says("/global/config", {})


async def look(server: FakeServer) -> Look:
    event = await outcome(server, LookForPlugin(server="s", directory=HERE))
    assert isinstance(event, PluginLooked)
    assert event.directory == HERE
    return event.look


async def test_a_directory_is_asked_for_each_sign() -> None:
    async with FakeServer() as server:
        speak(server)
        assert await look(server) == Look(default_agent="plan")
        assert server.paths() == PATHS
        assert all(request.query == {"directory": HERE} for request in server.asked)


@pytest.mark.parametrize(
    ("path", "answer", "sign"),
    [
        ("/config", {"plugin": ["oh-my-opencode"]}, "config"),
        ("/agent", [{"name": "Sisyphus - ultraworker"}], "agents"),
        ("/experimental/tool/ids", ["call_omo_agent"], "tools"),
        ("/command", [{"name": "stop-continuation"}], "commands"),
    ],
)
async def test_each_sign_counts(path: str, answer: object, sign: str) -> None:
    async with FakeServer() as server:
        speak(server)
        server.says(path, answer)
        found = await look(server)
        assert (found.seen, found.verdict) == ((sign,), True)


@pytest.mark.parametrize("path", PATHS)
async def test_a_question_that_fails_leaves_it_open(path: str) -> None:
    async with FakeServer() as server:
        speak(server)
        server.says(path, {"name": "UnknownError"}, 500)
        found = await look(server)
        assert (len(found.unanswered), found.verdict) == (1, None)


@pytest.mark.parametrize("path", PATHS[2:])
async def test_a_server_that_is_too_old_for_a_question_has_answered_it(path: str) -> None:
    async with FakeServer() as server:
        speak(server)
        del server.routes[path]
        assert (await look(server)).verdict is False
        server.says(path, {"name": "NotFound"}, 404)
        assert (await look(server)).verdict is False


async def test_the_server_itself_is_asked_without_a_directory() -> None:
    async with FakeServer() as server:
        speak(server)
        server.says("/command", [{"name": "stop-continuation"}])
        server.says("/global/config", {"plugin": ["oh-my-opencode@4"]})
        told = await outcome(server, DescribeServer(server="s"))
        assert isinstance(told, ServerDescribed)
        assert told.signs == ("commands", "global-config")
        assert (told.plugin, told.own_directory, told.default_agent) == (True, HERE, "plan")
        assert server.paths() == ["/path", *PATHS, "/global/config"]
        assert all(request.query == {} for request in server.asked)


async def test_global_settings_alone_say_nothing_of_the_own_directory() -> None:
    async with FakeServer() as server:
        speak(server)
        server.says("/global/config", {"plugin": ["oh-my-opencode@4"]})
        told = await outcome(server, DescribeServer(server="s"))
        assert isinstance(told, ServerDescribed)
        assert (told.plugin, told.signs) == (False, ("global-config",))
