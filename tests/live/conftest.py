"""Fixtures of the live tests: one scripted provider, real servers, and clients of them."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.live.guard import settings
from tests.live.lab import Lab
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import BINARY, RealServer
from tests.live.target import Target
from tests.live.watcher import quiet_lab


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fail a test that needs a real server, in one sentence, where there is none."""
    if item.get_closest_marker("real") and not os.environ.get(BINARY):
        pytest.fail(f"{BINARY} names no OpenCode executable: run `make live`.", pytrace=False)


@pytest.fixture(scope="session")
def provider() -> Iterator[ProviderProcess]:
    """Run the scripted provider for the whole test session."""
    process = ProviderProcess()
    yield process
    process.stop()


@pytest.fixture(scope="session")
def server(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealServer]:
    """Run one real server with two projects for the whole test session."""
    started = RealServer(tmp_path_factory.mktemp("server"), provider.url)
    with ExitStack() as stack:
        stack.callback(started.stop)
        yield started.start()


@pytest.fixture
def fresh_server(provider: ProviderProcess, tmp_path: Path) -> Iterator[Callable[..., RealServer]]:
    """Make servers for one test: call it with the fields of RealServer that differ."""
    with ExitStack() as stack:

        def make(**fields: Any) -> RealServer:
            root = tmp_path / f"server{len(list(tmp_path.iterdir()))}"
            root.mkdir()
            made = RealServer(root, provider.url, **fields)
            stack.callback(made.stop)
            return made.start()

        yield make


@pytest.fixture
def real_target(server: RealServer) -> Target:
    """Describe the shared real server as a target of contract tests."""
    return server.target


@pytest.fixture
async def lab(server: RealServer, provider: ProviderProcess) -> AsyncIterator[Lab]:
    """Drive the shared server's first project; calls are counted anew, nothing runs on after."""
    provider.clear()
    async with quiet_lab(server.target) as client:
        yield client


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Give settings of a guard with one chain, for the agent `build`."""
    return settings(tmp_path / "config.toml", {"build": ["limited-two", "ok-kimi"]})
