"""Whether omo-watch acts by itself, offers, or keeps still (design 4)."""

from __future__ import annotations

from typing import Literal

from omo_watch_core.fallback.engine import aborting
from omo_watch_core.family import descendants, may_be_awaited, waiting_parent
from omo_watch_core.presence import is_in_doubt, plugin_in
from omo_watch_core.state import Server, Session, State
from omo_watch_core.value import Value

RESCUES = frozenset({"session.status", "session.error"})
"""What a session on a server with the plugin may be rescued from."""


DOUBT = "whether the plugin is there is being asked anew"
"""Why a step waits behind the begin of an instance, for a moment."""


class Stance(Value):
    """Hold what is done about a wanted step, and why."""

    does: Literal["acts", "offers", "keeps still"]
    why: str = ""
    consequence: str = ""


ACTS = Stance(does="acts")


def stance(state: State, server: Server, session: Session, source: str, *, rescued: bool) -> Stance:
    """Decide about a step down the chain; `source` is the handler that wants it."""
    if state.mode == "watch":
        return Stance(does="keeps still", why="read-only")
    held = _not_ours(server, session, source, rescued=rescued)
    if held is not None:
        return held
    if state.mode != "auto":
        return Stance(does="offers", why="the mode is assist", consequence=_seen(server, session))
    offered = hindrance(server, session)
    if offered is not None:
        return offered
    if server.claim is None or not server.claim.own:
        who = server.claim.owner if server.claim else "nobody yet"
        return Stance(does="keeps still", why=f"the claim on {server.name} is held by {who}")
    return ACTS


def hindrance(server: Server, session: Session) -> Stance | None:
    """Give the offer that takes the place of an abort which others would feel."""
    if may_be_awaited(server, session):
        why = "its parent waits for it: an abort would fail the parent's task"
        return Stance(does="offers", why=why, consequence=_seen(server, session))
    below = _would_stop(server, session)
    if below:
        why = f"an abort would also stop what runs below it: {', '.join(below)}"
        return Stance(does="offers", why=why, consequence=f"{', '.join(below)} would stop too")
    return None


def may_abort(session: Session, status: str | None, source: str, our_prompt: str | None) -> bool:
    """Tell whether `auto` may abort now, by a status that was read this moment.

    A wait, or a turn of our own that showed nothing in its time; never a turn that works and
    that a person or another program began.
    """
    if status == "retry":
        return True
    ours = session.prompt is not None and session.prompt.id == our_prompt
    return status == "busy" and ours and source == aborting.TIMEOUT and not session.answered


def _not_ours(server: Server, session: Session, source: str, *, rescued: bool) -> Stance | None:
    directory = session.info.directory
    plugin = plugin_in(server, directory)
    if plugin is None:
        why = f"nobody could tell who is in charge of {server.name}"
        return Stance(does="keeps still", why=why)
    if plugin and not (rescued and source in RESCUES):
        return Stance(does="keeps still", why="the plugin is in charge")
    if is_in_doubt(server, directory):
        return Stance(does="keeps still", why=DOUBT)
    return None


def _would_stop(server: Server, session: Session) -> tuple[str, ...]:
    """Name what runs below a session and would be aborted with it; tasks of the plugin go on."""
    if plugin_in(server, session.info.directory) or session.status == "idle":
        return ()
    below = (server.sessions[name] for name in descendants(server, session.id))
    return tuple(child.info.title for child in below if child.status != "idle")


def _seen(server: Server, session: Session) -> str:
    parent = waiting_parent(server, session)
    if parent is None:
        return ""
    return (
        f"{parent.info.title} sees its task fail and goes on; the result is handed to it once, "
        "as a note, when the child is done"
    )
