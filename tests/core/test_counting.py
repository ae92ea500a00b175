"""When the plugin is asked for its own count of tasks."""

from typing import Any

from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.counting import EVERY_MS, MOST, due
from omo_watch_core.effects import ReadCount
from omo_watch_core.launched import Launch
from omo_watch_core.questions import key
from omo_watch_core.reduce import reduce
from omo_watch_core.state import Directory, Server, State
from omo_watch_core.tasks.marker import PluginCount
from tests.core.actions.stage import HOME, LAB, START, A, blank, info

OPEN = Launch(task="bg_1", call="call_1", title="Look", at_ms=START)


def server(*launches: Launch, **fields: Any) -> Server:
    """Give a server with the plugin, and one session with these tasks."""
    plain = blank().servers[LAB]
    session = replace(plain.sessions[A], launches=launches)
    here = Directory(path=HOME, heard=True, plugin=True)
    base: dict[str, Any] = {
        "plugin": True, "sessions": {A: session}, "directories": {HOME: here},
    }  # fmt: skip
    return replace(plain, **{**base, **fields})


def test_a_session_with_an_open_task_is_asked_about() -> None:
    assert due(server(OPEN), START) == [ReadCount(server=LAB, directory=HOME, session=A)]


def test_nobody_is_asked_without_need() -> None:
    over = replace(OPEN, ended=True)
    silent = Directory(path=HOME, heard=False, plugin=True)
    for quiet in (
        server(),
        server(over),
        server(OPEN, plugin=False),
        server(OPEN, directories={HOME: silent}),
        server(OPEN, directories={HOME: Directory(path=HOME, heard=True, plugin=False)}),
    ):
        assert due(quiet, START) == []


def test_it_is_asked_every_few_seconds() -> None:
    counted = {A: PluginCount(active=1, read_ms=START)}
    known = server(OPEN, counted=counted)
    assert due(known, START + EVERY_MS - 1) == []
    assert len(due(known, START + EVERY_MS)) == 1


def test_behind_the_last_end_it_is_asked_until_it_says_so_too() -> None:
    over = replace(OPEN, ended=True)
    for count, asked in (
        (PluginCount(active=1), 1),
        (PluginCount(active=0, waking=True), 1),
        (PluginCount(active=0), 0),
    ):
        assert len(due(server(over, counted={A: count}), START)) == asked


def test_a_question_that_is_open_is_not_asked_twice() -> None:
    known = server(OPEN)
    asked = frozenset({key(effect) or "" for effect in due(known, START)})
    link = replace(known.link, agenda=replace(known.link.agenda, outstanding=asked))
    assert due(replace(known, link=link), START) == []


def test_many_are_asked_in_turns() -> None:
    sessions = {
        name: replace(blank(info(name)).servers[LAB].sessions[name], launches=(OPEN,))
        for name in (f"ses_{number}" for number in range(20))
    }
    assert len(due(server(sessions=sessions), START)) == MOST


def test_what_it_says_is_kept_also_where_it_says_nothing() -> None:
    state = State(now_ms=START, servers={LAB: server(OPEN)})
    for count in (PluginCount(active=2, read_ms=START), None):
        read = ev.CountRead(server=LAB, at_ms=START + 5, session=A, count=count)
        state, changes = reduce(state, [read])
        kept = state.servers[LAB].counted[A]
        assert kept.active == (count.active if count else None)
        assert (LAB, A) in changes.sessions
    gone = ev.CountRead(server=LAB, at_ms=START, session="ses_gone", count=None)
    state, _ = reduce(state, [gone])
    assert "ses_gone" not in state.servers[LAB].counted
