"""The installed program on a real terminal: what a person sees, presses, and is left with."""

import os
import signal

import pytest

from tests.live.family import descendants
from tests.live.lab import Lab
from tests.live.provider_process import ProviderProcess
from tests.live.real_server import RealServer
from tests.live.script import bash
from tests.live.terminal import PROMPT, Terminal, has_tmux, terminal

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not has_tmux(), reason="there is no tmux to be the terminal"),
]
TIDY = "0 1 0"
TOUCHED = "bash   touch x"
"""The call as a line of the transcript's tail."""
SIZES = [(140, 40), (80, 24)]


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_the_first_picture_shows_what_needs_a_person(
    lab: Lab, server: RealServer, width: int, height: int
) -> None:
    waits, asks = f"Wait then {width}", f"Ask first {width}"
    await _titled(lab, asks, "Make a file " + bash("touch x"), "ok-gpt")
    waiting = await _titled(lab, waits, "Wait", "limited-opus")
    await lab.until(lab.permissions)
    await lab.becomes(waiting, "retry")
    async with terminal(width, height) as screen:
        await screen.run(server.url)
        shown = await screen.until(
            lambda now: 0 <= _place(now, asks, "asking") < _place(now, waits, "retry")
        )
        lines = shown.splitlines()
        assert len(lines) == height
        assert max(map(len, lines)) <= width
        assert "limited-opus" in lines[_place(shown, waits, "retry")]
        assert "in 7m" in lines[_place(shown, waits, "retry")]
        assert (await screen.state()).startswith("1 ")
        await screen.press("g")
        # Its transcript is read once the cursor rests on it: what ends before that has been seen.
        await screen.shows("It wants permission and waits for a person: bash touch x", TOUCHED)
        (asked,) = await lab.permissions()
        await lab.permit(asked)
        await screen.until(lambda now: _place(now, asks, "done") >= 0)
        await _quit(screen)


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_a_limited_session_is_moved_by_keys(
    lab: Lab, server: RealServer, provider: ProviderProcess, width: int, height: int
) -> None:
    title = f"Move-me-{width}"
    session = await _titled(lab, title, "Say it once", "limited-opus")
    await lab.becomes(session, "retry")
    async with terminal(width, height) as screen:
        await screen.run(server.url)
        await _find(screen, title, "retry")
        await screen.press("m")
        await screen.shows(f"Move {title} to", "type to filter")
        await screen.type("claude")
        await screen.until(lambda now: "fake/ok-claude" in now and "fake/ok-kimi" not in now)
        assert provider.count("ok-claude") == 0
        await screen.press("Enter")
        await screen.shows("proved", f"{title} now answers with ok-claude")
        await _quit(screen)
    (call,) = provider.requests("ok-claude")
    assert [message["text"] for message in call["messages"][1:]] == ["Say it once"]
    assert provider.count("limited-opus") == 1


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_a_session_is_stopped_by_keys(
    lab: Lab, server: RealServer, provider: ProviderProcess, width: int, height: int
) -> None:
    title = f"Stop-me-{width}"
    session = await _titled(lab, title, "Talk [[words 900]]", "slow-gpt")
    await lab.becomes(session, "busy")
    async with terminal(width, height) as screen:
        await screen.run(server.url)
        await _find(screen, title, "busy")
        await screen.press("x")
        await screen.shows(f"Stop {title}", "abort", "tree")
        await screen.press("2")
        await screen.shows("enter abort")
        assert await lab.status(session) == {"type": "busy"}
        await screen.press("Enter")
        await screen.shows("stopped", f"{title}, quiet for 3s", "1 abort")
        await _quit(screen)
    (call,) = provider.requests("slow-gpt")
    assert call["ended"] == "left"


async def test_a_waiting_session_is_stopped_with_two_keys(
    lab: Lab, server: RealServer, provider: ProviderProcess
) -> None:
    session = await _titled(lab, "End-my-wait", "Wait", "limited-opus")
    await lab.becomes(session, "retry")
    async with terminal(100, 30) as screen:
        await screen.run(server.url)
        await _find(screen, "End-my-wait", "retry")
        await screen.press("x")
        await screen.shows("Stop End-my-wait", "enter abort")
        await screen.press("Enter")
        await screen.shows("stopped", "End-my-wait, quiet for 3s")
        await _quit(screen)
    assert provider.count("limited-opus") == 1


async def test_read_only_offers_no_key_that_changes_something(lab: Lab, server: RealServer) -> None:
    session = await _titled(lab, "Look-only", "Wait", "limited-opus")
    await lab.becomes(session, "retry")
    async with terminal(140, 40) as screen:
        await screen.run(server.url, "--read-only")
        await _find(screen, "Look-only", "retry")
        shown = await screen.picture()
        assert "x cancel" not in shown
        assert "m model" not in shown
        await screen.press("m", "x", "Enter")
        await screen.shows("limited-opus", "esc back")
        assert (await lab.status(session))["type"] == "retry"
        await screen.press("Escape")
        await screen.shows("enter open")
        await _quit(screen)


async def test_the_terminal_is_tidy_also_when_the_program_is_ended(server: RealServer) -> None:
    async with terminal(100, 30) as screen:
        shell = int(await screen.ask("display-message", "-p", "#{pane_pid}"))
        await screen.run(server.url)
        await screen.shows("1 Sessions")
        (program,) = descendants(shell)
        os.kill(program.pid, signal.SIGTERM)
        await screen.shows("code=143")
        assert await screen.state() == TIDY


async def _titled(lab: Lab, title: str, text: str, model: str) -> str:
    session = await lab.create(title)
    await lab.prompt(session, text, model)
    return session


def _place(shown: str, title: str, word: str) -> int:
    """Give the line that shows a session in a state; -1 where none does."""
    lines = shown.splitlines()
    return next((at for at, line in enumerate(lines) if title in line and word in line), -1)


async def _find(screen: Terminal, title: str, word: str) -> None:
    """Filter for one session, so that the cursor stands on it."""
    await screen.shows(title, word)
    await screen.press("/")
    await screen.shows("esc clear")
    await screen.type(title)
    await screen.shows(f"/ {title}", "1 of ")
    await screen.press("Enter")
    await screen.shows(f"filter {title} · 1 of ", "enter open")


async def _quit(screen: Terminal) -> None:
    """Leave, and see the shell as it was before."""
    await screen.press("q")
    shown = await screen.shows("code=0")
    assert shown.startswith(PROMPT)
    assert "1 Sessions" not in shown
    assert await screen.state() == TIDY
