"""Seeded sessions are to a real server what its own old ones are."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.live.lab import Json, Lab
from tests.live.project import settings
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.seed import Old, seed

pytestmark = pytest.mark.real
PROJECTS = 3
SESSIONS = 230


@pytest.fixture
def aged(
    fresh_server: Callable[..., RealServer], provider: ProviderProcess
) -> tuple[RealServer, list[Old]]:
    server = fresh_server(projects=("only",))
    server.stop()
    config = settings(provider.url)
    made = seed(server.home, PROJECTS, SESSIONS, age_days=300, config=config)
    return server.start(), made


async def _listing(lab: Lab) -> list[Json]:
    """Read every page of the listing that names no directory."""
    listed: list[Json] = []
    query = {"limit": "100"}
    while True:
        answer = await lab.client.get("/experimental/session", params=query)
        listed += answer.raise_for_status().json()
        if "x-next-cursor" not in answer.headers:
            return listed
        query["cursor"] = answer.headers["x-next-cursor"]


async def test_old_sessions_are_listed_without_waking_their_projects(
    aged: tuple[RealServer, list[Old]],
) -> None:
    server, made = aged
    async with Lab(server.target) as lab:
        lab.client.params = lab.client.params.remove("directory")
        listed = await _listing(lab)
    assert [(item["id"], item["time"]["updated"]) for item in listed] == [
        (old.id, old.ended) for old in made
    ]
    children = [item for item in listed if "parentID" in item]
    assert {item["parentID"] for item in children} < {old.id for old in made}
    assert 0 < len(children) < SESSIONS
    woken = [line for line in server.log().splitlines() if "creating instance" in line]
    assert not [line for line in woken if "/old/" in line]


async def test_an_old_session_goes_on(
    aged: tuple[RealServer, list[Old]], provider: ProviderProcess
) -> None:
    server, made = aged
    provider.clear()
    old = made[-1]
    target = replace(server.target, directories=(old.directory,))
    async with Lab(target) as lab:
        assert await lab.answer(old.id) == f"Done: {old.title}."
        await lab.prompt(old.id, "Go on", "ok-claude")
        await lab.settled(old.id)
        assert len(await lab.messages(old.id)) == 4
        assert (await lab.session(old.id))["projectID"] == old.project
    texts = [message["text"] for message in provider.requests("ok-claude")[0]["messages"][1:]]
    assert texts == [f"{old.title}, please.", f"Done: {old.title}.", "Go on"]
