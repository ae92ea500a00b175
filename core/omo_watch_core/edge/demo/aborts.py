"""What an abort does: to a session that waits, talks or runs a tool, and to what hangs on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import UNSET
from msgspec.structs import replace

from omo_watch_core.edge.demo import tools, turns
from omo_watch_core.edge.demo.beats import Beat, Cue, Pen, Revise
from omo_watch_core.edge.demo.nouns import ABORTED, Part, Span
from omo_watch_core.edge.demo.sayings import SessionError
from omo_watch_core.edge.demo.script import Reaction
from omo_watch_core.edge.demo.world import World

CHILD_CANCELLED = "child cancelled"
"""The line by which a parent hears that a session below it was stopped by somebody."""


def abort(world: World, session: str, now: int) -> Reaction:
    """React to an abort; it is complete when the reaction is, and an idle session says so once."""
    running = running_of(world, (*stopping_with(world, session)[::-1], session))
    beats = stop(world, running, now)
    pen = Pen(world, session, now)
    if session in world.sessions and session not in running:
        turns.idle(pen)
    if running and world.sessions[session].parent_id is not UNSET:
        pen.play(Cue(line=CHILD_CANCELLED, session=session))
    return Reaction(drop=frozenset(running), beats=(*beats, *pen.written()))


def stopping_with(world: World, session: str) -> tuple[str, ...]:
    """Give what stops with a session, nearest first: the plugin's own tasks do not."""
    found = [session]
    for name in found:
        own = _tasks_of_plugin(world, name)
        below = (one.id for one in world.sessions.values() if one.parent_id == name)
        found += [one for one in below if one not in own]
    return tuple(found[1:])


def _tasks_of_plugin(world: World, session: str) -> frozenset[str]:
    states = (part.state for entry in world.history(session) for part in entry.parts)
    known = (s.metadata for s in states if s is not UNSET and s.metadata is not UNSET)
    return frozenset(str(data.get("sessionId")) for data in known if "backgroundTaskId" in data)


def running_of(world: World, sessions: Iterable[str]) -> tuple[str, ...]:
    """Give those that work or wait."""
    return tuple(name for name in sessions if world.status(name).kind != "idle")


def stop(world: World, running: Sequence[str], now: int) -> tuple[Beat, ...]:
    """End running sessions, given lowest first: those below say it before those above them."""
    lower, top = running[:-1], running[-1:]
    acts = ((_begin, lower), (_cancel_tasks, running), (_end, lower), (_begin, top), (_end, top))
    beats: list[Beat] = []
    for act, names in acts:
        for name in names:
            pen = Pen(world, name, now)
            act(pen)
            beats += pen.written()
    return tuple(beats)


def _begin(pen: Pen) -> None:
    """Say at once that it stops; a session that waits has nothing to say about it."""
    if pen.world.status(pen.session).kind == "retry":
        _complete(pen, with_error=False)
    else:
        pen.play(SessionError(session_id=pen.session, error=ABORTED))
    turns.idle(pen)


def _end(pen: Pen) -> None:
    """Close what was open, and say once more that it rests."""
    if pen.world.status(pen.session).kind == "retry":
        return
    opened = pen.world.open_entry(pen.session)
    for part in opened[1] if opened else ():
        if part.tool != "task":
            tools.cut_off(pen, part)
        _cut_text(pen, part)
    _complete(pen, with_error=True)
    turns.idle(pen)


def _complete(pen: Pen, *, with_error: bool) -> None:
    opened = pen.world.open_entry(pen.session)
    if opened is None:
        return
    changes: dict[str, object] = {"error": ABORTED} if with_error else {}
    pen.play(Revise(session=pen.session, message=opened[0].id, changes=changes, complete=True))


def _cut_text(pen: Pen, part: Part) -> None:
    draft = pen.world.drafts.get(part.id)
    if draft is None or part.time is UNSET:
        return
    whole = replace(part, text=draft, time=Span(start=part.time.start, end=pen.now))
    turns.put(pen, whole)


def _cancel_tasks(pen: Pen) -> None:
    """End the calls that wait for sessions below, before the session itself says anything."""
    opened = pen.world.open_entry(pen.session)
    for part in opened[1] if opened else ():
        if part.tool == "task":
            tools.cut_off(pen, part)
