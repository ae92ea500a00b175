"""The page of the Inbox in tests, and three requests of a small family."""

from __future__ import annotations

from msgspec.structs import replace
from tests.tui.make import MINUTE, NOW, server, session, state
from tests.tui.opened import Opened
from tests.tui.story import GPT, OPUS, SONNET

from omo_watch.screens.inbox import InboxScreen
from omo_watch_core.changes import Changes
from omo_watch_core.commands import Answer
from omo_watch_core.model import Ask, Question
from omo_watch_core.state import State

NEWS = Changes(notices=True)


def page(screen: Opened) -> InboxScreen:
    found = screen.app.screen
    assert isinstance(found, InboxScreen)
    return found


def under_cursor(screen: Opened) -> str:
    row = page(screen).table.row
    assert row is not None
    return row.id


def asked_of(screen: Opened) -> list[str]:
    """Name the requests that were answered."""
    return [command.ask for command in screen.desk.commands if isinstance(command, Answer)]


def permission(name: str, ago: int, always: tuple[str, ...] = ("rm *",)) -> Ask:
    return Ask(
        id=f"per_{name}", session=f"ses_{name}", directory="/srv/dev/x", kind="permission",
        title=f"bash rm {name}", patterns=(f"rm {name}",), always=always, asked_ms=NOW - ago,
    )  # fmt: skip


ONE, TWO = permission("a", 9 * MINUTE), permission("b", 2 * MINUTE, ())
WHICH = Ask(
    id="que_c", session="ses_c", directory="/srv/dev/x", kind="question", title="Which?",
    questions=(Question(text="Which?", options=(("SQLite", "One file"), ("Postgres", ""))),),
    asked_ms=NOW - MINUTE,
)  # fmt: skip


def three(*asks: Ask) -> State:
    """Give three sessions, the last one below the first."""
    made = [
        session("ses_a", "First", OPUS, status="busy", since=MINUTE),
        session("ses_b", "Second", SONNET, status="busy", since=MINUTE),
        session("ses_c", "Third (@build subagent)", GPT, status="busy", since=MINUTE,
                parent="ses_a"),
    ]  # fmt: skip
    return state(server("laptop", made, asks=asks or (ONE, TWO, WHICH)))


def without(before: State, name: str) -> State:
    """Give the state after somebody answered a request."""
    laptop = before.servers["laptop"]
    left = {key: ask for key, ask in laptop.asks.items() if key != name}
    return replace(before, servers={"laptop": replace(laptop, asks=left)})


def reply(ask: Ask, how: str, **more: object) -> Answer:
    base = {"nonce": "abcdefghijklmn", "server": "laptop", "session": ask.session, "ask": ask.id}
    return Answer(**{**base, "reply": how, **more})
