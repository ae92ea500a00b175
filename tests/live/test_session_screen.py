"""The session's own screen on a real terminal: what a tool gave back, and what it changed."""

import json
from collections.abc import Callable

import pytest

from tests.live.lab import Lab
from tests.live.real_server import RealServer
from tests.live.script import bash, tool
from tests.live.terminal import has_tmux, terminal

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not has_tmux(), reason="there is no tmux to be the terminal"),
]


@pytest.fixture
def server(fresh_server: Callable[..., RealServer]) -> RealServer:
    """Give each test a server of its own: nothing else is in its list."""
    return fresh_server(projects=("only",))


async def test_tools_unfold_and_changed_files_are_shown(lab: Lab, server: RealServer) -> None:
    session = await lab.create("Writes-notes")
    for text in ("one", "one\ntwo"):
        file = f"{lab.directory}/notes-of-a-screen.txt"
        script = tool("write", filePath=file, content=text) + bash("echo printed-by-a-tool")
        await lab.prompt(session, f"Edit {script} [[say # Heading done]]")
        await lab.settled(session)
    changed = [message["info"].get("summary") or {} for message in await lab.messages(session)]
    assert json.dumps(changed).count("notes-of-a-screen.txt") >= 2
    async with terminal(140, 40) as screen:
        await screen.run(server.url)
        await screen.shows("Writes-notes")
        await screen.press("/")
        await screen.shows("esc clear")
        await screen.type("title:Writes-notes")
        await screen.press("Enter")
        await screen.shows("1 of 1")
        await screen.press("Enter")
        await screen.shows(
            "Sessions · Writes-notes",
            "write  notes-of-a-screen.txt",
            "patch  notes-of-a-screen.txt",
        )
        await screen.press("Enter")
        await screen.shows("│ printed-by-a-tool")
        await screen.press("Tab", "Tab")
        shown = await screen.shows("notes-of-a-screen.txt", "+ one", "+ two")
        assert "has changed no file" not in shown
