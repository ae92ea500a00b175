"""What will really happen when a session is moved or stopped, in sentences that are measured."""

from __future__ import annotations

from omo_watch.lines.choice import Choice
from omo_watch.lines.crumbs import tokens
from omo_watch.lines.naming import name_of
from omo_watch_core.family import descendants, waiting_parent
from omo_watch_core.model import SessionState
from omo_watch_core.presence import plugin_in
from omo_watch_core.select.charge import in_charge_of
from omo_watch_core.select.row import Row
from omo_watch_core.state import Server, Session

NOTHING_RUNS = "It is idle and nothing runs below: nothing is sent."
_END: dict[SessionState, str] = {
    "retry": "Ends the wait now.",
    "asking": "Ends the run and its request.",
    "idle": "It is idle itself.",
    "done": "It is idle itself.",
    "failed": "It is idle itself.",
    "parked": "It is idle itself.",
}


def move_sentences(row: Row, choice: Choice) -> list[str]:
    """Say what a move does, who may undo it, and what its parent will see."""
    said = [_move(row, choice.model.model)]
    if choice.too_small:
        used = tokens(row.session.context_used)
        said.append(f"This model holds {tokens(choice.context)}, the session uses {used}.")
    parent = waiting_parent(row.server, row.session) if row.session.status != "idle" else None
    if parent is not None:
        name = name_of(parent)
        said.append(f"Its parent {name} sees the task fail and goes on; the result follows once.")
    elif row.state in ("idle", "done"):
        said.append("An agent with a model of its own ignores it, and so does an open TUI.")
    if in_charge_of(row.server, row.session) == "plugin":
        said.append(f"The plugin is in charge on {row.server.name} and may move it again.")
    elif in_charge_of(row.server, row.session) == "omo-watch":
        said.append(f"A guard is in charge on {row.server.name}; what a person chooses wins.")
    return said


def stop_sentences(server: Server, session: Session) -> list[str]:
    """Say what others will see where what waits is stopped, by a retry, to be parked or given up.

    Nothing where nobody else will see anything.
    """
    said: list[str] = []
    parent = waiting_parent(server, session) if session.status != "idle" else None
    if parent is not None:
        name = name_of(parent)
        said.append(f"Its parent {name} sees the task fail and goes on; the result follows once.")
    below = (server.sessions[name] for name in descendants(server, session.id))
    running = [name_of(child) for child in below if child.status != "idle"]
    if running and session.status != "idle" and not plugin_in(server, session.info.directory):
        said.append(f"What runs below stops with it: {', '.join(running)}.")
    return said


def in_charge_sentence(row: Row) -> str:
    """Say who moves models of a session that is to be stopped."""
    match in_charge_of(row.server, row.session):
        case "plugin":
            return "The plugin is in charge."
        case "omo-watch":
            who = row.server.claim.owner if row.server.claim else "omo-watch"
            return f"{who} moves models here by itself."
        case "nobody":
            return "Nobody else moves models here."
        case _:
            return "Nobody could tell yet whether the plugin is there."


def steer_words(row: Row) -> str:
    """Say what a message does."""
    if row.session.status == "idle":
        return "Sends one message. It is idle: the message starts a run."
    said = "Sends one message. Nothing is stopped."
    if row.state == "retry":
        return f"{said} It is not read before the limit ends."
    if row.state == "asking":
        return f"{said} It is not read before the request is answered."
    return f"{said} The agent reads it with its next step and may ignore it."


def abort_words(row: Row, running: int) -> str:
    """Say what an abort of this session does, and to the children that run below it."""
    if row.session.status == "idle" and not running:
        return NOTHING_RUNS
    ends = _END.get(row.state, "Ends the run now.")
    if not running:
        parent = waiting_parent(row.server, row.session)
        heard = f"Its parent {name_of(parent)} sees the task fail and goes on." if parent else ""
        return f"{ends} {heard or 'What it wrote so far stays.'}"
    plugin = plugin_in(row.server, row.session.info.directory)
    if plugin:
        return (
            f"{ends} Below, tasks of the server stop with it; tasks of the plugin keep running, "
            "and it is not told."
        )
    if plugin is False:
        many = f"The {running} that run below stop" if running > 1 else "What runs below stops"
        return f"{ends} {many} with it, also in the background."
    return f"{ends} Whether what runs below stops with it is not known: nobody saw the plugin yet."


def tree_words(row: Row, running: int) -> str:
    """Say what stopping the whole tree does."""
    if row.session.status == "idle" and not running:
        return NOTHING_RUNS
    said = "One abort here, then one for each below that still shows busy."
    if plugin_in(row.server, row.session.info.directory):
        return f"{said} The plugin calls tasks that have output completed."
    return f"{said} What was written so far stays."


def _move(row: Row, name: str) -> str:
    match row.state:
        case "retry":
            return f"Stops the wait; {name} goes on from here, nothing is asked twice."
        case "asking":
            return f"Stops the run, its request falls away; {name} goes on from here."
        case "busy" | "stuck":
            return f"Stops the run; {name} goes on from here, nothing is asked twice."
        case "failed" | "parked":
            return f"{name} goes on from here, nothing is asked twice."
        case "unknown":
            return f"Asks the server first; stops what runs, then {name} goes on from here."
        case "idle" | "done":
            return f"Idle: nothing is sent; its next prompt uses {name} unless it names a model."
