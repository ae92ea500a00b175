"""What tests of the command line share."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from omo_watch_core.edge.demo.child import start_demo
from tests.cli.running import Outcome, Shell
from tests.house.tree import PYTHONPATH

Asked = Callable[..., Outcome]


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    """Give a way to run `omo-watch ...`."""
    return Shell(capsys)


@pytest.fixture(scope="module")
def demo() -> Iterator[dict[str, str]]:
    """Give the addresses of the demo's servers, by name."""
    code = "from omo_watch_core.edge.demo.child import run_demo; raise SystemExit(run_demo())"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", PYTHONPATH)
        with start_demo((sys.executable, "-c", code)) as process:
            yield dict(process.urls)


@pytest.fixture
def asking(
    shell: Shell, demo: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, str], Asked]:
    """Give a way to ask something of a demo server that nobody else's journal knows."""

    def of(name: str, settings: str) -> Asked:
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        config = tmp_path / "config.toml"
        config.write_text(settings, encoding="utf-8")
        server = ("--server", f"{name}={demo[name]}", "--config", str(config))
        return lambda *args: shell(*args, *server)

    return of
