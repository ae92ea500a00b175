"""Every test runs in a home of its own, in UTC, and without the colours and servers of a person."""

import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

SHOWN = ("textual", "httpx", "msgspec", "hypothesis", "pytest-textual-snapshot")
PICTURES_MADE_ON = (3, 11)
DROPPED = {"NO_COLOR", "FORCE_COLOR", "COLORTERM", "TEXTUAL_THEME", "PYTEST_ADDOPTS"}
HOMES = {
    "HOME": ".",
    "XDG_CONFIG_HOME": ".config",
    "XDG_CACHE_HOME": ".cache",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_RUNTIME_DIR": ".run",
}


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Name the versions that pictures and timings depend on."""
    lines = [f"versions: {', '.join(f'{name} {version(name)}' for name in SHOWN)}"]
    if config.getoption("update_snapshots", False) and sys.version_info[:2] != PICTURES_MADE_ON:
        wanted = ".".join(map(str, PICTURES_MADE_ON))
        lines.append(f"WARNING: pictures are stored from {platform.python_version()}, not {wanted}")
    return lines


def _move_in(patch: pytest.MonkeyPatch, home: Path) -> None:
    for name, below in HOMES.items():
        patch.setenv(name, str(home / below))


@pytest.fixture(scope="session", autouse=True)
def plain_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Take a person's settings out of the environment for fixtures of every scope."""
    with pytest.MonkeyPatch.context() as patch:
        for name in sorted(os.environ):
            if name in DROPPED or name.startswith("OPENCODE_"):
                patch.delenv(name)
        patch.setenv("TZ", "UTC")
        time.tzset()
        _move_in(patch, tmp_path_factory.mktemp("home"))
        yield
    time.tzset()


@pytest.fixture(autouse=True)
def own_home(
    plain_environment: None,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Path]:
    """Give the test an empty home, so that it neither reads nor writes a person's settings."""
    with tempfile.TemporaryDirectory(prefix="home-", dir=tmp_path_factory.getbasetemp()) as home:
        _move_in(monkeypatch, Path(home))
        yield Path(home)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run async tests on asyncio only; it is what the program runs on."""
    return "asyncio"
