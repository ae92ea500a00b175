"""A person answers at a real terminal: the request of a child, and a question in words."""

from pathlib import Path

import pytest

from tests.live.lab import Lab
from tests.live.real_server import RealServer
from tests.live.script import bash, questions, task
from tests.live.terminal import PROMPT, Terminal, has_tmux, terminal

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not has_tmux(), reason="there is no tmux to be the terminal"),
]
SIZES = [(140, 40), (80, 24)]


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_a_childs_permission_is_given_from_its_parents_row(
    lab: Lab, server: RealServer, width: int, height: int
) -> None:
    title = f"Parent-{width}"
    session = await lab.create(title)
    await lab.prompt(session, task("Do it " + bash(f"touch by-keys-{width}"), title="Below"))
    await lab.until(lab.permissions)
    async with terminal(width, height) as screen:
        await screen.run(server.url)
        await _find(screen, title)
        await screen.press("p")
        await screen.shows(
            "Answer Below", f"{title} / Below", "`touch *` for all sessions here", f"{title} sees"
        )
        await screen.press("o")
        await screen.shows("answered", "allowed once")
        await _quit(screen)
    await lab.settled(session)
    assert (Path(lab.directory) / f"by-keys-{width}").exists()


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_questions_are_answered_step_by_step(
    lab: Lab, server: RealServer, width: int, height: int
) -> None:
    title = f"Decide-{width}"
    session = await lab.create(title)
    script = questions(("Which one?", ("SQLite", "Postgres"), False), ("Where?", ("Here",), True))
    await lab.prompt(session, "Decide " + script)
    (asked,) = await lab.until(lab.questions)
    async with terminal(width, height) as screen:
        await screen.run(server.url)
        await _find(screen, title)
        await screen.press("p")
        await screen.shows("1 of 2: Which one?", "Take Postgres")
        await screen.press("2", "Enter")
        await screen.shows("2 of 2: Where?", "[ ] Here")
        await screen.press("Space")
        await screen.shows("[x] Here")
        await screen.press("i")
        await screen.shows("stop typing")
        await screen.type("or there")
        await screen.shows("or there")
        await screen.press("Enter")
        await screen.shows("answered", "Postgres, Here, words of your own")
        await _quit(screen)
    await lab.settled(session)
    assert asked["id"] not in [each["id"] for each in await lab.questions()]
    parts = [part for message in await lab.messages(session) for part in message["parts"]]
    (state,) = [part["state"] for part in parts if part["type"] == "tool"]
    assert state["metadata"]["answers"] == [["Postgres"], ["Here", "or there"]]


async def _find(screen: Terminal, title: str) -> None:
    """Wait until a session is shown, and leave the cursor on it alone."""
    await screen.shows(title, "asking")
    await screen.press("/")
    await screen.shows("esc clear")
    await screen.type(title)
    await screen.shows(f"/ {title}", "1 of ")
    await screen.press("Enter")
    await screen.shows(f"filter {title} · 1 of ", "enter open")


async def _quit(screen: Terminal) -> None:
    await screen.press("q")
    await screen.shows("code=0", PROMPT.strip())
