"""A command and the state make an action with its first effects, or a refusal with its reason."""

from __future__ import annotations

from typing import cast

from msgspec.structs import replace

from omo_watch_core.actions.action import Action
from omo_watch_core.actions.advance import remember
from omo_watch_core.actions.beginnings import beginning_of
from omo_watch_core.actions.knowing import server_fault, session_fault
from omo_watch_core.actions.models.settling import settle
from omo_watch_core.actions.moves import Move, end
from omo_watch_core.actions.others_told import others_told
from omo_watch_core.actions.precedence import make_way
from omo_watch_core.commands import Command
from omo_watch_core.effects import Effect
from omo_watch_core.leases.tending import tend
from omo_watch_core.parking.booking import book
from omo_watch_core.parking.showing import show
from omo_watch_core.requests_sent import noted
from omo_watch_core.state import Server, Session, State
from omo_watch_core.tasks.run.tending import run_tasks

READ_ONLY = "read-only, nothing was sent"
LOCK = "`read_only = true`"


def locked(state: State, server: str) -> str:
    """Say why nothing may be changed at a server; "" where it may."""
    if state.mode == "watch":
        return READ_ONLY
    known = state.servers.get(server)
    return f"{server} is {READ_ONLY}" if known is not None and known.read_only else ""


def decide(state: State, command: Command) -> tuple[State, tuple[Effect, ...]]:
    """Give the state with the new action in it, refused or begun, and what it needs done."""
    action, effects = _decide(state, command)
    actions = {**state.actions, **make_way(state, action), action.id: action}
    acting = settle(state, replace(state, actions=remember(actions)))
    held, more = tend(state, acting, ())
    decided, cleared = book(state, held)
    ran, begun = run_tasks(state, decided)
    wanted = (*effects, *more, *cleared, *begun)
    after = noted(state, show(state, ran)[0], wanted)
    return after, (*wanted, *others_told(state, after))


def action_id(command: Command) -> str:
    """Give the id of the action that a command becomes."""
    return f"act_{command.nonce}"


def _decide(state: State, command: Command) -> Move[Action]:
    server = state.servers.get(command.server)
    session = server.sessions.get(command.session) if server else None
    beginning = beginning_of(command)
    title = session.info.title if session else command.session
    action = beginning.blank(command, _common(state, command, title))
    if beginning.local:
        return beginning.begin(state, action, cast("Server", server), cast("Session", session))
    if state.mode == "watch":
        return _refused(action, READ_ONLY, "start without --read-only")
    if why := locked(state, command.server):
        return _refused(action, why, f"its settings say so: {LOCK}")
    if server is None:
        why = server_fault(state.servers, command.server)
        return _refused(action, f"{why} Nothing was sent.")
    if session is None and not beginning.at_server:
        return _refused(action, f"{session_fault(server, command.session)} Nothing was sent.")
    if not server.link.is_open:
        return _refused(action, f"{server.name} is not connected, nothing was sent")
    return beginning.begin(state, action, server, cast("Session", session))


def _common(state: State, command: Command, title: str) -> dict[str, object]:
    """Give what every action begins with."""
    return {
        "id": action_id(command),
        "server": command.server,
        "session": command.session,
        "title": title,
        "by": state.owner,
        "batch": command.batch,
        "phase": "reading",
        "started_ms": state.now_ms,
        "phase_ms": state.now_ms,
    }


def _refused(action: Action, reason: str, hint: str = "") -> Move[Action]:
    return end(action, "refused", action.started_ms, reason, hint)
