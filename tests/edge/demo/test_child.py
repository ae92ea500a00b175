"""The demo as a child process: what it says, and that it ends with whoever started it."""

import subprocess
import sys
import urllib.request

import pytest
from tests.house.tree import PYTHONPATH

from omo_watch_core.edge.demo import child
from omo_watch_core.edge.demo.child import DemoProcess, start_demo
from omo_watch_core.edge.demo.story import STORY

CODE = "from omo_watch_core.edge.demo.child import run_demo; raise SystemExit(run_demo())"
COMMAND = (sys.executable, "-c", CODE)
HEAVY = ("starlette", "uvicorn", "httpx", "omo_watch_core.edge.demo.story")


@pytest.fixture(autouse=True)
def sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", PYTHONPATH)


def _health(url: str) -> int:
    with urllib.request.urlopen(f"{url}/global/health", timeout=10) as answer:
        return answer.status


def test_it_tells_its_servers_and_ends_with_its_parent() -> None:
    with start_demo(COMMAND) as demo:
        assert list(demo.urls) == [script.name for script in STORY]
        assert {_health(url) for url in demo.urls.values()} == {200}
    assert _code(demo) == 0
    for url in demo.urls.values():
        with pytest.raises(OSError, match="refused"):
            _health(url)


@pytest.mark.parametrize("number", child.SIGNALS)
def test_a_signal_ends_it_well(number: int) -> None:
    with start_demo(COMMAND) as demo:
        demo._process.send_signal(number)
        assert demo._process.wait(10) == 0


def test_without_a_pipe_it_lives_until_a_signal() -> None:
    with subprocess.Popen(
        COMMAND, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in STORY]
        assert all(line.startswith(child.ANNOUNCES) for line in lines)
        assert lines[0].rstrip().endswith("(laptop)")
        assert process.poll() is None
        process.terminate()
        assert process.wait(10) == 0


def test_a_child_that_cannot_start_is_an_error() -> None:
    with pytest.raises(OSError, match="ended with 3"):
        start_demo((sys.executable, "-c", "raise SystemExit(3)"))


def test_as_many_are_awaited_as_there_are() -> None:
    assert len(STORY) == child.SERVERS


def test_whoever_starts_it_loads_none_of_it() -> None:
    code = f"import sys, omo_watch_core.edge.demo.child; print(set({HEAVY!r}) & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"


def _code(demo: DemoProcess) -> int | None:
    return demo._process.returncode
