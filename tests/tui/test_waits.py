"""The keys for what waits: retry now, park, give up, undo; and what is said before and after."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.tui.drawing import PEN, text
from tests.tui.make import NOW, SECOND, ref
from tests.tui.moments import override, parked
from tests.tui.opened import opened
from tests.tui.story import BILLING, OPUS, story

from omo_watch.lines.results.result import result_lines
from omo_watch.lines.sessions.able import idle_for
from omo_watch.lines.sessions.sentence import sentence
from omo_watch_core.actions.action import Action, GiveUpAction, ParkAction, Result, UndoAction
from omo_watch_core.commands import Command, GiveUp, Park, RetryNow, Undo
from omo_watch_core.model import Tool
from omo_watch_core.select.row import RowKey, row
from omo_watch_core.state import State

KEY = RowKey(server="laptop", session=BILLING)


def awaited() -> State:
    """Give the story with a parent that waits for the session on the limit."""
    server = story().servers["laptop"]
    child = server.sessions[BILLING]
    task = Tool(name="task", call="c", status="running", child=BILLING)
    parent = next(s for s in server.sessions.values() if s.status == "busy" and s.id != BILLING)
    sessions = {
        **server.sessions,
        BILLING: replace(child, info=replace(child.info, parent=parent.id)),
        parent.id: replace(parent, tools=(task,)),
    }
    return replace(story(), servers={"laptop": replace(server, sessions=sessions)})


@pytest.mark.parametrize(
    ("key", "kind"), [("r", RetryNow), ("w", Park), ("W", GiveUp), ("u", Undo)]
)
async def test_a_key_asks_at_once_where_nobody_else_feels_it(key: str, kind: type[Command]) -> None:
    async with opened(story(), (140, 40)) as screen:
        await go_to(screen)
        await screen.press(key)
        (command,) = screen.desk.commands
        assert isinstance(command, kind)
        assert (command.server, command.session) == ("laptop", BILLING)


async def test_who_waits_for_it_is_named_first() -> None:
    async with opened(awaited(), (140, 40)) as screen:
        await go_to(screen)
        await screen.press("w")
        assert screen.desk.commands == []
        assert "sees the task fail and goes on" in screen.text
        await screen.press("escape")
        assert screen.desk.commands == []
        await screen.press("w", "enter")
        assert [type(command) for command in screen.desk.commands] == [Park]


async def test_a_read_only_screen_sends_nothing() -> None:
    async with opened(replace(story(), mode="watch"), (140, 40)) as screen:
        await go_to(screen)
        await screen.press("r", "w", "W", "u")
        assert screen.desk.commands == []
        assert "read-only, nothing was sent" in screen.text


async def go_to(screen: Any) -> None:
    """Put the cursor on the session."""
    table = screen.overview.table
    place = next(p for p, key in enumerate(table.found.rows) if key.session == BILLING)
    table.go(place)
    await screen.pilot.pause()


def able(state: State) -> frozenset[str]:
    return frozenset("rwWu") - idle_for(state, row(state, KEY))


def test_the_footer_shows_what_does_something() -> None:
    assert able(story()) == {"r", "w", "W"}
    assert able(parked()) == {"r", "u"}
    moved = replace(story(), actions={"act_1": override("act_1", "proved", lasted=SECOND)})
    assert "u" in able(moved)
    assert idle_for(story(), None) == frozenset("rwWu")


def test_a_parked_session_says_who_when_and_what_keys_do() -> None:
    line = row(parked(), KEY)
    assert line is not None
    said = sentence(line, NOW, "assist")
    assert said.startswith("Put aside by ann@desk; it goes on at ")
    assert said.endswith("with claude-opus-4-6: press r to go on now, u to leave it stopped")
    assert "press" not in sentence(line, NOW, "watch")


def test_what_another_machine_parked_goes_on_there() -> None:
    state = story()
    server = state.servers["laptop"]
    session = server.sessions[BILLING]
    info = replace(session.info, parked_until_ms=NOW + SECOND, parked_by="anna")
    sessions = {BILLING: replace(session, status="idle", info=info)}
    line = row(replace(state, servers={"laptop": replace(server, sessions=sessions)}), KEY)
    assert line is not None
    said = sentence(line, NOW, "assist")
    assert said.startswith("Put aside by anna; it goes on at ")
    assert said.endswith(" by their omo-watch")


def made(kind: type[Action], result: Result | None, evidence: str = "", **fields: Any) -> Action:
    base: dict[str, Any] = {
        "id": "act_1",
        "server": "laptop",
        "session": BILLING,
        "title": "Refactor billing",
        "started_ms": NOW - SECOND,
        "phase": "ended" if result else "aborting",
        "phase_ms": NOW,
        "result": result,
        "evidence": evidence,
        "ended_ms": NOW if result else None,
    }
    return kind(**{**base, **fields})


RETRIED: dict[str, Any] = {"purpose": "retry", "target": ref(OPUS), "source": ref(OPUS)}


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (made(ParkAction, None), "▌ ► parking   Refactor billing   stopping what runs, 1.0s"),
        (
            made(ParkAction, "parked", "Refactor billing goes on at 14:22 (in 7m41s) with opus"),
            "▌ ¶ parked   Refactor billing goes on at 14:22 (in 7m41s) with opus",
        ),
        (made(GiveUpAction, None, strength="abort"), "▌ ► giving up   Refactor billing   "),
        (
            made(
                GiveUpAction,
                "given up",
                "Refactor billing, given up, quiet for 3s",
                strength="abort",
                aborts=1,
            ),
            "▌ ✓ given up   Refactor billing, given up, quiet for 3s   1 abort",
        ),
        (made(UndoAction, None, phase="setting"), "▌ ► undoing   Refactor billing   "),
        (
            made(UndoAction, "undone", "its next prompt that names no model uses opus again"),
            "▌ = undone   Refactor billing: its next prompt that names no model uses opus again",
        ),
        (
            replace(override("act_1", None, lasted=200), **RETRIED),
            "▌ ► retrying   Refactor billing again on claude-opus-4-6   stopping what runs, 0.2s",
        ),
        (
            replace(override("act_1", "proved", lasted=800), **RETRIED),
            "▌ ✓ proved   Refactor billing answers again with claude-opus-4-6   0.8s",
        ),
        (
            made(ParkAction, "still alive", "the abort was answered, but it runs again"),
            "▌ ! still alive   Refactor billing: the abort was answered, but it runs again",
        ),
    ],
)
def test_one_line_says_it(action: Action, said: str) -> None:
    drawn = result_lines([action], NOW, 120, PEN, again=True)
    assert text(drawn[0]).startswith(said)


def test_what_can_be_taken_back_says_so_where_its_session_is_in_front() -> None:
    action = override("act_1", "proved", lasted=SECOND)
    here = result_lines([action], NOW, 120, PEN, True, ("laptop", BILLING))
    elsewhere = result_lines([action], NOW, 120, PEN, True, ("laptop", "ses_x"))
    assert text(here[0]).rstrip().endswith("u undo")
    assert "u undo" not in text(elsewhere[0])


def test_a_sentence_that_is_too_long_goes_on_and_its_keys_stay() -> None:
    said = "Refactor billing goes on at 14:10 (in 7m41s) with claude-opus-4-6, once"
    action = made(ParkAction, "parked", said)
    first, rest = result_lines([action], NOW, 80, PEN, True, ("laptop", BILLING))
    assert text(first).rstrip().endswith("u undo")
    assert "…" not in text(first)
    assert text(rest).rstrip() == "▌ claude-opus-4-6, once"
