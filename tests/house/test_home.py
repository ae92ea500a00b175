"""Tests cannot see or touch what belongs to the person who runs them."""

import os
import pwd
import time
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import DROPPED


def test_the_home_is_empty_and_nobodys(own_home: Path) -> None:
    assert Path.home() == own_home
    assert list(own_home.iterdir()) == []
    assert own_home != Path(pwd.getpwuid(os.getuid()).pw_dir)


@pytest.mark.parametrize("kind", ["config", "cache", "data", "state", "runtime"])
def test_every_folder_of_settings_is_in_it(own_home: Path, kind: str) -> None:
    folder = getattr(platformdirs, f"user_{kind}_path")("omo-watch")
    assert folder.is_relative_to(own_home)


def test_the_clock_shows_utc() -> None:
    assert time.tzname[0] == "UTC"


def test_nothing_of_a_persons_terminal_or_servers_is_left() -> None:
    left = {name for name in os.environ if name in DROPPED or name.startswith("OPENCODE_")}
    assert left == set()


async def test_async_tests_run_without_a_mark(anyio_backend: str) -> None:
    assert anyio_backend == "asyncio"


@given(st.text())
def test_properties_run_in_a_home_too(text: str) -> None:
    assert Path.home().name.startswith("home-"), text
