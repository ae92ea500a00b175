"""The Inbox in a terminal on the real server: a grandchild's permission, a question, the count."""

from collections.abc import Callable
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


@pytest.fixture
def server(fresh_server: Callable[..., RealServer]) -> RealServer:
    """Give each test a server of its own: nothing else is in its Inbox."""
    return fresh_server(projects=("only",))


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_a_grandchilds_permission_is_given_by_two_keys(
    lab: Lab, server: RealServer, width: int, height: int
) -> None:
    title, file = f"Grand-{width}", f"by-inbox-{width}"
    session = await lab.create(title)
    third = task("Do it " + bash(f"touch {file}"), title="Third")
    await lab.prompt(session, task("Ask " + third, title="Second"))
    await lab.until(lab.permissions)
    async with terminal(width, height) as screen:
        await screen.run(server.url)
        await screen.shows(title, "Inbox 1")
        await screen.press("4")
        await screen.shows("? permission", f"touch {file}", "`touch *` for all sessions here",
                           f"below {title} / Second")  # fmt: skip
        await screen.press("o")
        await screen.shows("answered", "allowed once", "over")
        await _is_empty(screen)
        await lab.settled(session)
        assert (Path(lab.directory) / file).exists()
        await screen.press("1")
        await screen.press("4")
        await screen.shows("Nothing needs you.", "Last one: Third, answered once")
        await screen.press("h")
        await screen.shows("allowed once", "AGO")
        await _quit(screen)


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_a_question_is_answered_and_the_count_goes(
    lab: Lab, server: RealServer, width: int, height: int
) -> None:
    title = f"Choose-{width}"
    session = await lab.create(title)
    script = questions(("Which one?", ("SQLite", "Postgres"), False))
    await lab.prompt(session, "Decide " + script)
    (asked,) = await lab.until(lab.questions)
    async with terminal(width, height) as screen:
        await screen.run(server.url)
        await screen.shows(title, "Inbox 1")
        await screen.press("4")
        await screen.shows("? question", "Which one?", "Postgres", "nothing is sent before")
        await screen.press("p")
        await screen.shows("Answer " + title)
        await screen.press("2", "Enter")
        await screen.shows("answered", "answered with Postgres")
        await _is_empty(screen)
        await _quit(screen)
    await lab.settled(session)
    assert asked["id"] not in [each["id"] for each in await lab.questions()]


async def test_news_that_were_put_away_stay_away_when_the_program_is_started_anew(
    lab: Lab, server: RealServer
) -> None:
    title = "Put-away"
    session = await lab.create(title)
    await lab.prompt(session, "Fail [[error 402 Insufficient balance]]")
    async with terminal(80, 24) as screen:
        await screen.run(server.url)
        await screen.shows(title, "Inbox 1")
        await screen.press("4")
        await screen.shows("× no answer", "Insufficient balance")
        await screen.press("d")
        await screen.shows("closed", "h shows what was closed")
        await _is_empty(screen)
        await _quit(screen)
    async with terminal(80, 24) as screen:
        await screen.run(server.url)
        await screen.shows(title, "failed")
        await screen.press("4")
        await screen.shows("Nothing needs you.", f"Last one: {title}, closed")
        await _quit(screen)


async def _is_empty(screen: Terminal) -> None:
    """Wait until the tab counts nothing any more."""
    await screen.until(lambda shown: "4 Inbox  " in shown)


async def _quit(screen: Terminal) -> None:
    await screen.press("q")
    await screen.shows("code=0", PROMPT.strip())
