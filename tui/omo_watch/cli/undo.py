"""`omo-watch undo`: take back where a session was moved to, or that it is parked."""

from __future__ import annotations

import click

from omo_watch.cli.failing import NOT_ACHIEVED, CommandError, print_json
from omo_watch.cli.meaning import Known, meant
from omo_watch.cli.outcome import tell, way_out
from omo_watch.cli.reach import Reach, acting
from omo_watch_core.actions.action import UndoAction
from omo_watch_core.actions.undo.undoing import undoable
from omo_watch_core.state import SessionKey, State


@click.command("undo")
@click.argument("action", metavar="[ID]", required=False)
@click.option("--session", help="The newest move of this session.")
@acting
def command(
    action: str | None,
    session: str | None,
    as_json: bool,
    reach: Reach,
) -> int:
    """Take a move back: the model of prompts that name none, and the lease. ID is an action's.

    Without ID the newest move, or what is parked since. Never stops anything, never prompts.
    """
    from omo_watch.cli.acting import carry_out
    from omo_watch_core.commands import Undo

    def make(state: State, nonce: str) -> Undo:
        key, name = _found(state, action, session)
        return Undo(nonce=nonce, server=key[0], session=key[1], action=name)

    _, done = carry_out(reach, make)
    assert isinstance(done, UndoAction)
    _report(done, as_json)
    return 0 if done.result == "undone" else NOT_ACHIEVED


def _found(state: State, action: str | None, session: str | None) -> tuple[SessionKey, str]:
    """Give the session and the move that is meant; raises CommandError."""
    from omo_watch.cli.show import find_session

    if session is not None and not action:
        return find_session(state, session), ""
    moves = [
        (deed, (server.name, deed.session))
        for server in state.servers.values()
        for deed in undoable(state, server)
        if session is None or deed.session.startswith(session)
    ]
    if action:
        # On several servers of one address a move is found more than once.
        known = {deed.id: (deed, key) for deed, key in moves}
        name = f"act_{action.removeprefix('act_')}"
        one = meant(name, [(Known(which, which), move) for which, move in known.items()])
        moves = [one] if one else []
    newest = max(moves, key=lambda move: move[0].started_ms, default=None)
    parked = None if action else _newest_parked(state)
    if parked is not None and (newest is None or parked[0] > newest[0].started_ms):
        return parked[1], ""
    if newest is None:
        what = f"no move {action!r} that can be taken back" if action else "nothing to take back"
        raise CommandError(f"there is {what}", code=NOT_ACHIEVED, hint="m or `omo-watch override`")
    return newest[1], newest[0].id


def _newest_parked(state: State) -> tuple[int, SessionKey] | None:
    rows = [
        (session.parked.since_ms, (server.name, session.id))
        for server in state.servers.values()
        for session in server.sessions.values()
        if session.parked is not None
    ]
    return max(rows, default=None)


def _report(action: UndoAction, as_json: bool) -> None:
    if not as_json:
        tell(action)
        return
    undone = action.result == "undone"
    document: dict[str, object] = {
        "ok": undone,
        "result": action.result,
        "undone": action.undoes or None,
        "session": action.session,
        "from": action.source.name if action.source else None,
        "to": action.target.name if action.target else None,
        "evidence": action.evidence,
    }
    print_json(document | way_out(action, ok=undone))
