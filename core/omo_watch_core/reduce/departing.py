"""What is kept of tasks when their sessions, or the sessions that launched them, are deleted."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.launched import Departed, Launch, Remains
from omo_watch_core.reduce.adopting import noted
from omo_watch_core.reduce.desk import Desk
from omo_watch_core.state import Session

MOST = 200
"""How many tasks without parents are remembered of one server."""


def departed(desk: Desk, session: Session, at_ms: int) -> None:
    """Keep what tasks lose with a session that is about to be forgotten."""
    remains = Remains(info=session.info, gone_ms=at_ms, tally=session.tally)
    _of_child(desk, session, remains)
    known = desk.server.departed
    orphans = tuple(_with(each, session.id, remains) for each in known)
    for launch in session.launches:
        orphans += (
            Departed(
                launch=launch, parent=session.id, parent_title=session.info.title, gone_ms=at_ms
            ),
        )
    if orphans != known:
        desk.server = replace(desk.server, departed=orphans[-MOST:])


def _of_child(desk: Desk, session: Session, remains: Remains) -> None:
    parent = desk.session(session.info.parent or "")
    if parent is None:
        return
    after = parent
    for launch in parent.launches:
        if launch.child == session.id:
            after = noted(desk, after, replace(launch, remains=remains))
    if after is not parent:
        desk.put(after)


def _with(orphan: Departed, session: str, remains: Remains) -> Departed:
    if orphan.launch.child != session:
        return orphan
    launch: Launch = replace(orphan.launch, remains=remains)
    return replace(orphan, launch=launch)
