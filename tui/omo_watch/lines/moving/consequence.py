"""What will really happen when a session is moved, in sentences that are measured."""

from __future__ import annotations

from omo_watch.lines.figures import tokens
from omo_watch.lines.moving.choice import Choice
from omo_watch.lines.moving.plan import How, hold_sentence, standing, variant_of
from omo_watch.lines.naming import name_of
from omo_watch_core.family import descendants, waiting_parent
from omo_watch_core.presence import plugin_in
from omo_watch_core.select.charge import in_charge_of
from omo_watch_core.select.row import Row
from omo_watch_core.state import Server, Session

AS_USUAL = How()


def move_sentences(row: Row, choice: Choice, how: How = AS_USUAL) -> list[str]:
    """Say what a move does, how long it holds, who may undo it, and what others will see."""
    variant = variant_of(how, row, choice)
    said = [_move(row, f"{choice.model.model} {variant}" if variant else choice.model.model)]
    held = hold_sentence(how, row)
    if held:
        said.append(held)
    if choice.too_small:
        used = tokens(row.session.context_used)
        said.append(f"This model holds {tokens(choice.context)}, the session uses {used}.")
    felt = stop_sentences(row.server, row.session)
    if felt:
        said += felt
    elif standing(row) in ("idle", "done"):
        said.append("An agent with a model of its own ignores it, and so does an open TUI.")
    if in_charge_of(row.server, row.session) == "plugin":
        said.append(f"The plugin is in charge on {row.server.name} and may move it again.")
    elif in_charge_of(row.server, row.session) == "omo-watch":
        said.append(f"A guard is in charge on {row.server.name}; what a person chooses wins.")
    return said


def stop_sentences(server: Server, session: Session, *, follows: bool = True) -> list[str]:
    """Say what others will see where what runs is stopped; `follows` where a result will come.

    Nothing where nobody else will see anything.
    """
    seen = _parent_sees(server, session, follows)
    below = _stops_below(server, session) if session.status != "idle" else ""
    return [said for said in (seen, below) if said]


def _stops_below(server: Server, session: Session) -> str:
    below = (server.sessions[name] for name in descendants(server, session.id))
    running = [name_of(child) for child in below if child.status != "idle"]
    plugin = plugin_in(server, session.info.directory)
    if not running or plugin:
        return ""
    names = ", ".join(running)
    if plugin is None:
        return f"Whether what runs below stops with it is not known: {names}."
    return f"What runs below stops with it: {names}."


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


def _parent_sees(server: Server, session: Session, follows: bool) -> str:
    parent = waiting_parent(server, session) if session.status != "idle" else None
    if parent is None:
        return ""
    later = "; the result follows once" if follows else ""
    return f"Its parent {name_of(parent)} sees the task fail and goes on{later}."


def _move(row: Row, name: str) -> str:
    match standing(row):
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
