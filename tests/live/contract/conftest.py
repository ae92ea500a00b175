"""Both servers under contract: the demo in this process, faster than life, and a real one."""

from collections.abc import AsyncIterator, Callable

import pytest

from omo_watch_core.edge.demo.laptop import LAPTOP
from omo_watch_core.edge.demo.server import serve
from tests.edge.demo.fast import FastClock
from tests.live.contract.subject import Subject, subject_of
from tests.live.real_server import RealServer
from tests.live.target import Target

RATE = 10


@pytest.fixture(scope="module")
async def demo() -> AsyncIterator[Target]:
    """Serve the demo, faster than life."""
    async with serve(story=(LAPTOP,), clock=FastClock(RATE)) as urls:
        yield Target(urls["laptop"], LAPTOP.projects, "demo")


@pytest.fixture(params=["demo", pytest.param("real", marks=pytest.mark.real)])
async def subject(request: pytest.FixtureRequest, demo: Target) -> AsyncIterator[Subject]:
    """Give a client of the demo, then one of the real server."""
    real = request.param == "real"
    target: Target = request.getfixturevalue("real_target") if real else demo
    async with subject_of(target) as client:
        yield client


@pytest.fixture(params=["demo", pytest.param("real", marks=pytest.mark.real)])
async def locked(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """Give the address of a server that wants the password `secret`."""
    if request.param == "real":
        make: Callable[..., RealServer] = request.getfixturevalue("fresh_server")
        yield make(projects=("only",), password="secret").url
        return
    async with serve(story=(LAPTOP,), password="secret") as urls:
        yield urls["laptop"]
