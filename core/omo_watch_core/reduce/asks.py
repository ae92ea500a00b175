"""What waits for a person: permissions, questions, and the plans of sessions."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.events import AskClosed, AskRaised, AsksListed, TodosListed, TodosSet
from omo_watch_core.model import Todo
from omo_watch_core.reduce import logs
from omo_watch_core.reduce.desk import Desk
from omo_watch_core.state import Session

REMEMBERED = 200
"""How many closed asks are remembered, so that no late listing brings them back."""


def raised(desk: Desk, event: AskRaised) -> None:
    """Let an ask wait."""
    ask = event.ask
    if desk.found(ask.session, ask.directory) is not None:
        if ask.id not in desk.asks.map:
            logs.raised(desk, ask)
        desk.asks.own()[ask.id] = ask
        desk.dead.drop(ask.id)
        desk.tell_asks(ask.session)


def closed(desk: Desk, event: AskClosed) -> None:
    """Take an ask away that somebody answered or rejected."""
    closed = (*desk.server.closed, event.ask)[-REMEMBERED:]
    desk.server = replace(desk.server, closed=closed)
    for sheet in (desk.asks, desk.dead):
        if event.ask in sheet.map:
            sheet.drop(event.ask)
            desk.tell_asks(event.session)


def outdate(desk: Desk, session: Session) -> None:
    """Put aside what an older message of a session asked: its run was stopped meanwhile."""
    if desk.asks.map and session.answer is not None:
        desk.end_asks(session.id, before=session.answer.id)


def listed(desk: Desk, event: AsksListed) -> None:
    """Take away what a listing lacks, as of the time it was asked for."""
    if event.asks is None:
        return
    for sheet in (desk.asks, desk.dead):
        for ask in tuple(sheet.map.values()):
            meant = (ask.directory, ask.kind) == (event.directory, event.kind)
            if meant and ask.asked_ms < event.asked_ms and ask.id not in event.asks:
                sheet.drop(ask.id)
                desk.tell_asks(ask.session)


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
        desk.tell_asks(session)
