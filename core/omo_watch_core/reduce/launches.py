"""The plugin's background tasks, as their parent's messages tell of them: launched, moved, ended.

Source: background-tasks 1, 4 and 11. Nothing else tells of a task; what is told here is a claim.
"""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.family import descendants
from omo_watch_core.launch import ALL_TASKS, Launch
from omo_watch_core.model import Part, Tool
from omo_watch_core.reduce.desk import Desk
from omo_watch_core.state import Session
from omo_watch_core.tasks.notice_reading import Notice, read_notices
from omo_watch_core.tasks.record import TERMINAL

MOST = 64
"""How many tasks of one session are remembered."""
NOTICE = "<system-reminder>"
STOPPED = "<auto-slash-command>\n# /stop-continuation "
"""How the prompt begins by which the plugin cancels all tasks below its session, unsaid."""


def called(desk: Desk, session: Session, part: Part) -> Session:
    """Give the session after a call of a tool: it may launch a task, or cancel some."""
    tool = part.tool
    if tool is None or tool.status != "completed":
        return session
    if tool.about.launched:
        return _noted(desk, session, _launched(session, tool))
    gone = tool.about.cancelled
    return _cancelled(desk, session, gone) if gone else session


def told(desk: Desk, session: Session, part: Part) -> Session:
    """Give the session after a part of a user message: it may hold notices of the plugin."""
    if part.kind != "text" or part.marked:
        return session
    text = str(part.text)
    if text.startswith(STOPPED):
        return _cancelled(desk, session, ALL_TASKS)
    if NOTICE not in text:
        return session
    for notice in read_notices(text):
        if notice.internal:
            session = _heard(desk, session, notice)
    return session


def child_moved(desk: Desk, parent: str | None) -> None:
    """Note that the row of a session may look different: a child of it began, ended or went."""
    if parent is not None and parent in desk.sessions.map:
        desk.marked.add(parent)


def _launched(session: Session, tool: Tool) -> Launch | None:
    began, born = tool.started_ms or 0, session.info.created_ms
    # A fork repeats the calls of another session as its own.
    if began and born and began < born:
        return None
    known = _known(session, tool.about.launched)
    if known is None or known.call not in ("", tool.call):
        return _launch(tool)
    if not known.call:
        return replace(_launch(tool), ended=known.ended)
    return replace(known, child=known.child or tool.child)


def _launch(tool: Tool) -> Launch:
    return Launch(
        task=tool.about.launched,
        call=tool.call,
        title=tool.title,
        at_ms=tool.started_ms or 0,
        child=tool.child,
    )


def _cancelled(desk: Desk, session: Session, task: str) -> Session:
    for name in descendants(replace(desk.server, sessions=desk.sessions.map), session.id):
        below = desk.session(name)
        if below is not None and below.launches:
            desk.put(_without(desk, below, task))
    return _without(desk, session, task)


def _without(desk: Desk, session: Session, task: str) -> Session:
    for launch in session.launches:
        if task in (ALL_TASKS, launch.task):
            session = _noted(desk, session, replace(launch, ended=True))
    return session


def _heard(desk: Desk, session: Session, notice: Notice) -> Session:
    for task in notice.tasks:
        known = _known(session, task.id) or Launch(task=task.id, title=task.description)
        if task.status in TERMINAL:
            session = _noted(desk, session, replace(known, ended=True))
        elif notice.move is not None and notice.move.session and known.call:
            session = _noted(desk, session, replace(known, child=notice.move.session))
    return session


def _known(session: Session, task: str) -> Launch | None:
    return next((launch for launch in session.launches if launch.task == task), None)


def _noted(desk: Desk, session: Session, launch: Launch | None) -> Session:
    """Give the session with a launch in the place of its older self; its child may look anew."""
    if launch is None or launch in session.launches:
        return session
    known = _known(session, launch.task)
    for child in (known.child if known else None, launch.child):
        if child in desk.sessions.map:
            desk.marked.add(child)
    others = (known for known in session.launches if known.task != launch.task)
    return replace(session, launches=(*others, launch)[-MOST:])
