"""What waits for a person: permissions, questions, and the plans of sessions."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.events import AskClosed, AskRaised, TodosListed, TodosSet
from omo_watch_core.model import Todo
from omo_watch_core.reduce.desk import Desk

REMEMBERED = 200
"""How many closed asks are remembered, so that no late listing brings them back."""


def raised(desk: Desk, event: AskRaised) -> None:
    """Let an ask wait."""
    ask = event.ask
    if desk.found(ask.session, ask.directory) is not None:
        desk.asks.own()[ask.id] = ask
        _show(desk, ask.session)


def closed(desk: Desk, event: AskClosed) -> None:
    """Take an ask away that somebody answered or rejected."""
    closed = (*desk.server.closed, event.ask)[-REMEMBERED:]
    desk.server = replace(desk.server, closed=closed)
    if event.ask in desk.asks.map:
        desk.asks.drop(event.ask)
        _show(desk, event.session)


def planned(desk: Desk, event: TodosSet) -> None:
    """Take the plan of a session over; it always comes whole."""
    if desk.found(event.session) is not None:
        _plan(desk, event.session, event.todos, event.at_ms)


def plan_listed(desk: Desk, event: TodosListed) -> None:
    """Take a listed plan over, unless the stream said something since it was asked for."""
    if event.session not in desk.sessions.map:
        return
    if desk.todos_ms.map.get(event.session, -1) < event.asked_ms:
        _plan(desk, event.session, event.todos, event.asked_ms)


def _plan(desk: Desk, session: str, todos: tuple[Todo, ...], at: int) -> None:
    desk.todos_ms.own()[session] = at
    if desk.todos.map.get(session, ()) != todos:
        desk.todos.own()[session] = todos
        _show(desk, session)


def _show(desk: Desk, session: str) -> None:
    desk.notices = True
    desk.marked.add(session)
