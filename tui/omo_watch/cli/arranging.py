"""What `omo-watch task up` and `task lane` do: one wish, written down for who runs the tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omo_watch.cli.acting import carry_out
from omo_watch.cli.failing import NOT_ACHIEVED, USAGE, CommandError, print_json
from omo_watch.cli.outcome import tell, way_out
from omo_watch.cli.tasked import find_task
from omo_watch_core.actions.action import Action
from omo_watch_core.commands import Command, MoveUp, SetLane
from omo_watch_core.state import State

if TYPE_CHECKING:
    from omo_watch.cli.reach import Reach


def move_up(task: str, reach: Reach) -> Action:
    """Let a waiting task start next; raises CommandError."""

    def command(state: State, nonce: str) -> Command:
        row = find_task(state, task)
        if row.origin != "omo-watch":
            why = f"{row.description or row.id} waits in no lane of ours"
            raise CommandError(why, code=NOT_ACHIEVED, hint="the plugin keeps its own order")
        return MoveUp(nonce=nonce, server=row.server, session=row.parent, task=row.id)

    return carry_out(reach, command)[1]


def set_lane(key: str, slots: int | None, paused: bool | None, reach: Reach) -> Action:
    """Change a lane; raises CommandError where it is not known at which server."""

    def command(state: State, nonce: str) -> Command:
        server = _server_of(state, key)
        return SetLane(nonce=nonce, server=server, session="", lane=key, width=slots, paused=paused)

    return carry_out(reach, command)[1]


def report(action: Action, as_json: bool) -> bool:
    """Say what became of it; tell whether it is as it was wanted."""
    ok = action.result == "changed"
    if as_json:
        document = {"ok": ok, "result": action.result, "evidence": action.evidence}
        print_json(document | way_out(action, ok=ok))
    else:
        tell(action)
    return ok


def _server_of(state: State, key: str) -> str:
    """Give the one server that has the model, or a model of the provider."""
    found = [
        name
        for name, server in state.servers.items()
        if any(known == key or known.partition("/")[0] == key for known in server.models)
    ]
    if not found:
        hint = "name a model, such as openai/gpt-5.4, or a provider"
        raise CommandError(f"no server has a model for the lane {key!r}", code=USAGE, hint=hint)
    if len(found) > 1:
        names = ", ".join(found)
        hint = "name one with --server NAME=URL"
        raise CommandError(f"several servers have {key!r}: {names}", code=USAGE, hint=hint)
    return found[0]
