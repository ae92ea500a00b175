"""What an operator comes for, done by keys in a real terminal against the real server.

Rows are found by what stands on the screen, as a person finds them.
"""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.live.errands import Errand, Parent
from tests.live.guard import settings
from tests.live.lab import Lab
from tests.live.plugged import with_tasks
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.script import bash, par, task
from tests.live.terminal import Terminal, has_tmux, terminal
from tests.live.watcher import quiet_lab

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not has_tmux(), reason="there is no tmux to be the terminal"),
]
LONG = "[[words 900]][[delay 0.1]]"
NUMBERED = re.compile(r"row (\d{4})")
MOST_KEYS = 4
TREE_S = 10.0
STREAMING = 20
STILL_S = 4.0


@pytest.fixture
def server(fresh_server: Callable[..., RealServer]) -> RealServer:
    """Give each test a server of its own: nothing else is in its lists."""
    return fresh_server(projects=("only",))


@pytest.mark.parametrize(("width", "height"), [(140, 40), (80, 24)])
async def test_the_limited_session_is_found_and_moved_with_four_keys(
    fresh_server: Callable[..., RealServer],
    provider: ProviderProcess,
    tmp_path: Path,
    width: int,
    height: int,
) -> None:
    provider.clear()
    server = fresh_server(projects=("only",))
    config = settings(tmp_path / "config.toml", {"build": ["limited-opus", "ok-kimi"]}, "assist")
    async with quiet_lab(server.target) as lab:
        await lab.prompt(await lab.create("Works"), f"Work {LONG}", "slow-gpt")
        await lab.prompt(await lab.create("Asks"), "Ask " + bash("touch asked"))
        await lab.run("Say hello.")
        limited = await lab.create("Limited")
        await lab.prompt(limited, "Say it once", "limited-opus")
        await lab.becomes(limited, "retry")
        await lab.until(lab.permissions)
        async with terminal(width, height) as screen:
            await screen.run(server.url, "--config", str(config))
            await screen.until(lambda now: "asking" in _line(now, "Asks"))
            await screen.until(lambda now: "retry" in _line(now, "Limited"))
            keys = 0
            while "▌" not in _line(await screen.picture(), "Limited"):
                await screen.press("j")
                keys += 1
                await asyncio.sleep(0.3)
                assert keys < MOST_KEYS, await screen.picture()
            await screen.press("m")
            await screen.shows("Move Limited to", "ok-kimi")
            await screen.press("Enter")
            await screen.shows("proved", "Limited now answers with ok-kimi")
            assert keys + 2 <= MOST_KEYS
        (call,) = provider.requests("ok-kimi")
        assert call["prompt"] == "Say it once"


async def test_a_runaway_tree_is_stopped(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    root = await lab.create("Runaway")
    below = (task(f"Run {name} {LONG}", title=f"Below {name}") for name in "AB")
    await lab.prompt(root, "Run " + par(*below))
    await lab.until(lambda: lab.children(root), lambda found: len(found) == 2)
    async with terminal(140, 40) as screen:
        await screen.run(server.url)
        await screen.until(lambda now: "busy" in _line(now, "Below B"))
        await _stand_on(screen, "Runaway")
        await screen.press("X")
        await screen.shows("Stop Runaway", "Below A", "Below B")
        await screen.press("Enter")
        await screen.shows("stopped", "Runaway and 2 below, quiet for 3s")
        asked = len(provider.requests(kind=None))
        await asyncio.sleep(TREE_S)
        assert len(provider.requests(kind=None)) == asked
        assert await lab.statuses() == {}


@pytest.mark.parametrize(("width", "height"), [(140, 40), (80, 24)])
async def test_a_grandchilds_permission_is_given(
    lab: Lab, server: RealServer, width: int, height: int
) -> None:
    file = f"by-a-grandchild-{width}"
    root = await lab.create(f"Root {width}")
    grandchild = task("Do it " + bash(f"touch {file}"), title=f"Grandchild {width}")
    await lab.prompt(root, task("Go on " + grandchild, title="Child"))
    await lab.until(lab.permissions)
    async with terminal(width, height) as screen:
        await screen.run(server.url)
        await screen.shows("4 Inbox 1")
        await screen.press("4")
        await screen.shows("permission", f"touch {file}", f"below Root {width} / Child")
        await screen.press("o")
        await screen.shows("answered", "allowed once")
        await screen.shows("Nothing needs you.", f"Last one: Grandchild {width}")
    await lab.settled(root)
    assert (Path(lab.directory) / file).exists()


async def test_why_a_task_is_stuck_is_found(tmp_path: Path, provider: ProviderProcess) -> None:
    server = with_tasks(tmp_path / "server", provider, lanes=1)
    (tmp_path / "server").mkdir(exist_ok=True)
    server.start()
    try:
        async with quiet_lab(server.target) as lab:
            both = ("Work here", "Work there")
            parent = await Parent.of(lab, [Errand(title, "hangcat") for title in both])
            (dead,), (behind,) = await parent.sorted_out(both, slots=1)
            await lab.abort((await parent.seen())[dead].session)
            async with terminal(140, 40) as screen:
                await screen.run(server.url)
                await screen.press("2")
                await screen.until(lambda now: "stuck" in _line(now, dead))
                await _stand_on(screen, dead)
                shown = await screen.shows("orphan-task", "claim", "fact", "effect")
                assert "queued" in _line(shown, behind)
                await screen.press("x")
                await screen.shows("rescue")
    finally:
        server.stop()


async def test_a_long_transcript_is_read_while_twenty_sessions_stream(
    fresh_server: Callable[..., RealServer],
) -> None:
    server = fresh_server(projects=("only",))
    async with quiet_lab(server.target) as lab:
        long = await lab.create("Long one")
        text = "\n\n".join(f"row {number:04} of many" for number in range(1, 401))
        await lab.prompt(long, f"Tell [[say {text}]]", "ok-gpt")
        await lab.settled(long, seconds=90)
        for number in range(STREAMING):
            await lab.prompt(await lab.create(f"Other {number}"), "Talk", "r20-n2400")
        await lab.prompt(long, "Talk", "r20-n2400")
        async with terminal(140, 40) as screen:
            await screen.run(server.url)
            await screen.until(lambda now: f"{STREAMING + 1} busy" in now)
            await _filter(screen, "Long one")
            await screen.press("Enter")
            await screen.shows("Sessions · Long one")
            await screen.until(lambda now: "row 0400" in now)
            seen = [_numbers(await screen.picture())]
            for _ in range(3):
                await screen.press("PageUp")
                before = seen[-1]
                assert before
                shown = await screen.until(
                    lambda now, above=before[0]: any(one < above for one in _numbers(now)[:1])
                )
                await asyncio.sleep(STILL_S)
                assert _numbers(await screen.picture()) == _numbers(shown)
                seen.append(_numbers(shown))
            await screen.press("G")
            await screen.until(lambda now: _numbers(now) != seen[-1])
            newest = (await screen.picture()).splitlines()[4:-2]
            await screen.until(lambda now: now.splitlines()[4:-2] != newest)


def _line(shown: str, text: str) -> str:
    """Give the first line with a text; "" where there is none."""
    return next((line for line in shown.splitlines()[3:] if text in line), "")


def _numbers(shown: str) -> list[int]:
    """Give the numbered rows of the transcript that are seen, from the top."""
    return [int(found) for found in NUMBERED.findall(shown)]


async def _stand_on(screen: Terminal, title: str) -> None:
    """Go down until the cursor stands on a row."""
    await screen.press("g")
    for _ in range(30):
        await asyncio.sleep(0.3)
        if "▌" in _line(await screen.picture(), title):
            return
        await screen.press("j")
    raise AssertionError(await screen.picture())


async def _filter(screen: Terminal, title: str) -> None:
    """Filter for one session, so that the cursor stands on it."""
    await screen.press("/")
    await screen.shows("esc clear")
    await screen.type("title:" + title.partition(" ")[0])
    await screen.press("Enter")
    await screen.until(lambda now: "▌" in _line(now, title))
