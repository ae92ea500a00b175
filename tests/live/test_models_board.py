"""The board of models against a real server: a limit is seen, a model held, cleared and probed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.live.guard import settings
from tests.live.lab import Json, Lab
from tests.live.program import Done, omo_watch
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.terminal import has_tmux, terminal

pytestmark = pytest.mark.real
LIMITED = "fake/limited-opus"


class Desk:
    """A person's commands over one state folder."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.state = folder / "state"

    async def run(self, *words: str) -> Done:
        env = {"XDG_STATE_HOME": str(self.state)}
        return await omo_watch("models", *words, "--server", f"lab={self.url}", env=env)

    async def model(self, name: str) -> Json:
        done = await self.run("--json")
        assert done.out, done.err
        (found,) = [one for one in done.json["models"] if one["model"] == name]
        return found


@pytest.fixture
def server(fresh_server: Callable[..., RealServer]) -> RealServer:
    """Give each test a server of its own: nothing else is on its board."""
    return fresh_server(projects=("only",))


@pytest.fixture
def desk(server: RealServer, tmp_path: Path) -> Desk:
    """Give the commands of a person."""
    return Desk(server.url, tmp_path)


async def sessions(lab: Lab) -> set[str]:
    """Give all sessions that the server has."""
    return {one["id"] for one in await lab.get("/session")}


async def test_a_limit_is_on_the_board_with_who_met_it(lab: Lab, desk: Desk) -> None:
    session = await lab.create("Waits for its limit")
    await lab.prompt(session, "Say it once", "limited-opus")
    await lab.becomes(session, "retry")
    one = await desk.model(LIMITED)
    assert (one["state"], one["reason"], one["until_stated"]) == ("cooling", "rate-limit", True)
    assert one["seconds_left"] > 60
    met = {hit["session"]: hit["title"] for hit in one["hit_by"]}
    assert met[session] == "Waits for its limit"
    waiting = {user["session"] for user in one["used_by"] if user["on_it"] and user["waits"]}
    assert session in waiting
    assert (await desk.model("fake/ok-kimi"))["state"] == "free"


async def test_a_probe_is_proved_by_one_call_and_leaves_nothing(
    lab: Lab, desk: Desk, provider: ProviderProcess
) -> None:
    before = await sessions(lab)
    provider.clear()
    done = await desk.run("probe", "fake/ok-kimi", "--json")
    assert (done.code, done.json["result"]) == (0, "proved"), done
    assert "costs one word:" in done.err
    assert await sessions(lab) == before
    (call,) = provider.requests("ok-kimi")
    assert call["tools"] == []
    assert call["prompt"] == "Reply with the single word: ok"
    assert await lab.statuses() == {} or not {*await lab.statuses()} - before


async def test_a_probe_that_meets_a_limit_says_until_when_and_leaves_nothing(
    lab: Lab, desk: Desk, provider: ProviderProcess
) -> None:
    before = await sessions(lab)
    provider.clear()
    done = await desk.run("probe", LIMITED, "--json")
    assert (done.code, done.json["result"]) == (1, "limited"), done
    assert "rate-limit, back at" in done.json["evidence"]
    assert await sessions(lab) == before
    calls = provider.requests(kind=None)
    assert [call["model"] for call in calls] == ["limited-opus"], calls
    assert {*await lab.statuses()} <= before


async def test_a_probe_of_a_model_that_says_nothing_is_not_proved(
    lab: Lab, desk: Desk, provider: ProviderProcess
) -> None:
    before = await sessions(lab)
    provider.clear()
    done = await desk.run("probe", "fake/hang-gpt", "--json")
    assert (done.code, done.json["result"]) == (1, "not proved"), done
    assert done.json["evidence"] == "no answer of fake/hang-gpt was seen within 20s"
    assert await sessions(lab) == before


async def test_a_held_model_stays_held_for_the_next_program(desk: Desk) -> None:
    held = await desk.run("hold", "fake/ok-claude", "--json")
    assert (held.code, held.json["result"]) == (0, "held"), held
    one = await desk.model("fake/ok-claude")
    assert one["state"] == "held"
    assert one["held"]["since_ms"] > 0
    released = await desk.run("release", "fake/ok-claude", "--json")
    assert (released.code, released.json["result"]) == (0, "released"), released
    assert (await desk.model("fake/ok-claude"))["state"] == "free"


@pytest.mark.skipif(not has_tmux(), reason="there is no tmux to be the terminal")
async def test_the_board_by_keys(
    fresh_server: Callable[..., RealServer], provider: ProviderProcess, tmp_path: Path
) -> None:
    """See a limit, let a probe prove that it is over, hold the model: three keys."""
    provider.clear()
    server = fresh_server(projects=("only",))
    chain = {"build": ["limited-opus", "ok-kimi"]}
    config = settings(tmp_path / "config.toml", chain, "assist")
    async with Lab(server.target) as lab:
        session = await lab.create("Limited")
        await lab.prompt(session, "Say it once", "limited-opus")
        await lab.becomes(session, "retry")
        before = await sessions(lab)
        async with terminal(140, 40) as screen:
            await screen.run(server.url, "--config", str(config))
            await screen.until(lambda now: "retry" in _line(now, "Limited"))
            await screen.press("3")
            await screen.until(lambda now: "cooling" in _line(now, "limited-opus"))
            assert "Limited" in _line(await screen.picture(), "limited-opus")
            provider.play("limited-opus", "ok-gpt")
            await screen.press("b")
            await screen.until(lambda now: "without tools" in now)
            await screen.press("Enter")
            await screen.until(lambda now: "proved" in now)
            assert await sessions(lab) == before
            await screen.press("h")
            await screen.until(lambda now: "held" in now)


def _line(picture: str, words: str) -> str:
    """Give the first line of the screen with these words."""
    return next((line for line in picture.splitlines() if words in line), "")
