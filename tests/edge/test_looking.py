"""The look for the plugin: what is asked, of which directory, and what missing answers mean."""

import pytest
from tests.edge.asking import HERE, outcome
from tests.edge.fake_server import FakeServer, Request, never

from omo_watch_core.edge import looking
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


@pytest.mark.parametrize(
    ("path", "status"),
    [("/config", 500), ("/config", 404), *((path, 503) for path in PATHS), ("/command", 401)],
)
async def test_a_question_that_fails_leaves_it_open(path: str, status: int) -> None:
    async with FakeServer() as server:
        speak(server)
        server.says(path, {"name": "UnknownError"}, status)
        found = await look(server)
        assert (len(found.unanswered), found.verdict) == (1, None)
        assert server.paths() == PATHS


@pytest.mark.parametrize("path", PATHS[1:])
async def test_a_server_that_is_too_old_for_a_question_has_answered_it(path: str) -> None:
    async with FakeServer() as server:
        speak(server)
        del server.routes[path]
        assert (await look(server)).verdict is False
        server.says(path, {"name": "NotFound"}, 404)
        assert (await look(server)).verdict is False


@pytest.mark.parametrize("path", PATHS[1:])
async def test_a_server_that_fails_inside_has_no_sign_to_show_there(path: str) -> None:
    async with FakeServer() as server:
        speak(server)
        server.says(path, {"name": "UnknownError"}, 500)
        assert (await look(server)).verdict is False


@pytest.mark.parametrize("place", range(len(PATHS)))
async def test_who_breaks_off_is_asked_no_further(place: int) -> None:
    async def broken(request: Request) -> None:
        request.reset()

    async with FakeServer() as server:
        speak(server)
        server.routes[PATHS[place]] = broken
        found = await look(server)
        assert (len(found.unanswered), found.verdict) == (len(PATHS) - place, None)
        assert server.paths() == PATHS[: place + 1]


async def test_who_says_nothing_is_asked_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "NEXT_S", 0.05)
    async with FakeServer() as server:
        speak(server)
        server.says("/config", {"plugin": ["oh-my-opencode"]})
        server.routes["/agent"] = never
        found = await look(server)
        assert (found.seen, found.verdict) == (("config",), True)
        assert found.unanswered == ("agents", "tools", "commands")
        assert server.paths() == PATHS[:2]


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


@pytest.mark.parametrize(
    ("status", "unanswered"), [(404, ()), (500, ("global-config",)), (503, ("global-config",))]
)
async def test_global_settings_that_cannot_be_read_are_unknown(
    status: int, unanswered: tuple[str, ...]
) -> None:
    async with FakeServer() as server:
        speak(server)
        server.says("/global/config", {"name": "UnknownError"}, status)
        told = await outcome(server, DescribeServer(server="s"))
        assert isinstance(told, ServerDescribed)
        assert (told.plugin, told.signs, told.unanswered) == (False, (), unanswered)
