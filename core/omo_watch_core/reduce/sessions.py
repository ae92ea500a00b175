"""What the stream says about sessions: that they are, what they do, and that they failed."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.events import (
    AgentSwitched,
    ModelSwitched,
    SessionCompacted,
    SessionDeleted,
    SessionErred,
    SessionSeen,
    StatusHeard,
)
from omo_watch_core.model import SessionInfo
from omo_watch_core.reduce import departing, launches, naming, run, setback
from omo_watch_core.reduce.desk import Desk
from omo_watch_core.state import Session


def seen(desk: Desk, event: SessionSeen) -> None:
    """Take the info of a session over; it always comes whole."""
    info = event.info
    session = desk.alive(info.id)
    if session is not None:
        _describe(desk, session, info, event.at_ms)
    elif info.id not in desk.gone.map:
        desk.put(Session(info=info, info_ms=event.at_ms, whole=event.created))
        launches.child_came(desk, info.parent)


def deleted(desk: Desk, event: SessionDeleted) -> None:
    """Forget a session, and remember that it was deleted: its run may go on as a ghost."""
    if event.session in desk.gone.map:
        desk.ghosts += 1
        return
    session = desk.session(event.session)
    if session is not None:
        departing.departed(desk, session, event.at_ms)
    desk.drop(event.session)
    if session is not None:
        launches.child_moved(desk, session.info.parent)
    desk.bury(event.session, event.at_ms)


def heard(desk: Desk, event: StatusHeard) -> None:
    """Let the run of a session begin, wait, go on or end."""
    if event.status == "idle":
        session = desk.alive(event.session)
    else:
        session = desk.found(event.session, event.directory)
    if session is None:
        return
    after = run.hear(session, event, event.at_ms)
    if (after.status, after.retry) == (session.status, session.retry):
        desk.keep(after)
    else:
        desk.put(after)
        launches.child_came(desk, after.info.parent)
    if after.status == "idle":
        desk.end_asks(event.session)


def erred(desk: Desk, event: SessionErred) -> None:
    """Note an error; a run may survive it. That of a stranger is no reason to show one."""
    session = desk.alive(event.session)
    if session is not None:
        desk.put(setback.fail(session, event.failure, event.at_ms))


def compacted(desk: Desk, event: SessionCompacted) -> None:
    """Count a compaction."""
    session = desk.alive(event.session)
    if session is not None:
        desk.put(replace(session, compactions=session.compactions + 1))
        desk.touch(event.session, event.at_ms)


def model_switched(desk: Desk, event: ModelSwitched) -> None:
    """Take over the model for prompts that name none."""
    session = desk.alive(event.session)
    if session is not None:
        claimed = naming.switched(session, event.model, event.at_ms)
        if claimed is not session:
            desk.put(claimed)
        _describe(desk, claimed, replace(session.info, model=event.model), event.at_ms)


def agent_switched(desk: Desk, event: AgentSwitched) -> None:
    """Take over the agent for prompts that name none."""
    session = desk.alive(event.session)
    if session is not None:
        _describe(desk, session, replace(session.info, agent=event.agent), event.at_ms)


def _describe(desk: Desk, session: Session, info: SessionInfo, at: int) -> None:
    after = replace(session, info=info, info_ms=at)
    if info == session.info:
        desk.keep(after)
    else:
        desk.put(after)
