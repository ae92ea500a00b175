"""Sub-agents are shown below who started them, and what befalls them shows above."""

import pytest

from omo_watch_core.family import descendants
from omo_watch_core.select.arrange import arrange
from omo_watch_core.select.row import RowKey
from omo_watch_core.select.view import View
from tests.live.lab import Lab
from tests.live.program import omo_watch
from tests.live.real_server import RealServer
from tests.live.script import bash, par, task
from tests.live.watcher import Watcher, watch

pytestmark = pytest.mark.real
LIMIT = "[[error 429 Rate limit reached]]"


async def test_three_levels_of_sub_agents_are_one_tree(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        third = task("Work " + bash("sleep 90"), title="Three")
        root = await lab.ask("Begin " + task(task(third, title="Two"), title="One"))
        line = await _line_below(watcher, root)
        await watcher.until(lambda _: watcher.row(line[3]).session.tools)
        assert [watcher.row(session).state for session in line] == ["busy"] * 4
        assert [watcher.row(session).session.info.title.split()[0] for session in line[1:]] == [
            "One",
            "Two",
            "Three",
        ]
        assert [key.depth for key in _tree(watcher, line)] == [0, 1, 2, 3]
        (tool,) = watcher.row(root).session.tools
        assert (tool.name, tool.child) == ("task", line[1])

        document = (await omo_watch("ls", "--json", server.url)).json
        shown = {entry["id"]: entry for entry in document["sessions"]}
        assert [shown[session]["parent"] for session in line] == [None, *line[:3]]
        assert [shown[session]["agent"] for session in line] == ["build", *["general"] * 3]
        assert [shown[session]["state"] for session in line] == ["busy"] * 4
        assert [entry["id"] for entry in document["sessions"] if entry["id"] in line] == line

        text = (await omo_watch("ls", server.url)).out
        places = [_title_place(text, session, name) for session, name in _named(watcher, line)]
        assert [place - places[0] for place in places] == [0, 2, 4, 6]


async def test_a_childs_retry_shows_on_its_busy_parent(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        root = await lab.ask(
            par(task("Try " + LIMIT, title="Limited"), task(bash("sleep 90"), title="Working"))
        )
        await watcher.until(lambda _: len(descendants(watcher.server, root)) == 2)
        titles = {
            watcher.row(name).session.info.title.split()[0]: name for name in _below(watcher, root)
        }
        limited = await watcher.becomes(titles["Limited"], "retry")
        assert limited.due_ms is not None
        assert limited.session.info.parent == root
        assert watcher.row(root).state == "busy"
        (key, *_) = _tree(watcher, [root])
        assert key.badge == ("retry", 1)
        await watcher.becomes(titles["Working"], "busy")


async def test_an_ask_three_levels_below_shows_at_the_top(lab: Lab, server: RealServer) -> None:
    async with watch(server.target) as watcher:
        await watcher.knows_all()
        third = task("Make it " + bash("touch far"), title="Three")
        root = await lab.ask("Begin " + task(task(third, title="Two"), title="One"))
        line = await _line_below(watcher, root)
        await watcher.becomes(line[3], "asking")
        keys = _tree(watcher, line)
        assert [key.badge for key in keys] == [("asking", 1)] * 3 + [None]
        (asked,) = await lab.permissions()
        await lab.permit(asked)
        await watcher.becomes(root, "done")
        assert [key.badge for key in _tree(watcher, line)] == [None] * 4


async def _line_below(watcher: Watcher, root: str) -> list[str]:
    """Wait until three levels stand below a session, and give them with it, root first."""
    await watcher.until(
        lambda state: (
            root in watcher.server.sessions and len(descendants(watcher.server, root)) == 3
        )
    )
    return [root, *descendants(watcher.server, root)]


def _below(watcher: Watcher, root: str) -> tuple[str, ...]:
    return descendants(watcher.server, root)


def _tree(watcher: Watcher, sessions: list[str]) -> list[RowKey]:
    """Give the screen's lines of these sessions, in its order."""
    rows = arrange(watcher.state, View(unfolded=True)).rows
    return [key for key in rows if key.session in sessions]


def _named(watcher: Watcher, sessions: list[str]) -> list[tuple[str, str]]:
    return [(name, watcher.row(name).session.info.title) for name in sessions]


def _title_place(text: str, session: str, title: str) -> int:
    """Say in which column of the table the title of a session begins."""
    (line,) = [line for line in text.splitlines() if line.endswith(session)]
    return line.index(title[:20])
