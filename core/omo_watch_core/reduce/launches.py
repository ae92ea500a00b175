"""Background tasks as their parent's messages tell of them: launched, moved, ended.

Source: background-tasks 1, 4, 11 and 16. Nothing else tells of a task; what is told is a claim.
"""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.family import descendants
from omo_watch_core.launch import ALL_TASKS, STARTERS, TaskCall
from omo_watch_core.launched import Claim, Launch
from omo_watch_core.model import ModelRef, Part, Tool
from omo_watch_core.reduce import task_words
from omo_watch_core.reduce.adopting import adopt, noted, parted
from omo_watch_core.reduce.desk import Desk
from omo_watch_core.state import Session

STOPPED = "<auto-slash-command>\n# /stop-continuation "
"""How the prompt begins by which the plugin cancels all tasks below its session, unsaid."""
_NOT_STARTED: dict[str, Claim] = {
    "error": "error", "cancelled": "cancelled", "interrupt": "interrupted",
}  # fmt: skip


def called(desk: Desk, session: Session, part: Part) -> Session:
    """Give the session after a call of a tool: it may launch a task, or cancel some."""
    tool = part.tool
    if tool is None:
        return session
    if tool.about.cancelled:
        return _cancelled(desk, session, tool.about.cancelled, tool.ended_ms or 0)
    if tool.name not in STARTERS and not tool.about.launched:
        return session
    after = _started(desk, session, tool)
    return session if after is session else adopt(desk, after)


def told(desk: Desk, session: Session, part: Part, at_ms: int) -> Session:
    """Give the session after a part of a user message: it may hold notices about tasks.

    `at_ms` is when the message was written, server clock.
    """
    # A fork repeats the notices of another session, too.
    if part.kind != "text" or part.marked or 0 < at_ms < session.info.created_ms:
        return session
    text = str(part.text)
    if text.startswith(STOPPED):
        return _cancelled(desk, session, ALL_TASKS, at_ms)
    for launch in task_words.heard(session.launches, part, text, at_ms):
        session = noted(desk, session, launch)
    return session


def child_moved(desk: Desk, parent: str | None) -> None:
    """Note that the row of a session may look different: a child of it began, ended or went."""
    if parent is not None and parent in desk.sessions.map:
        desk.marked.add(parent)


def child_came(desk: Desk, parent: str | None) -> None:
    """Note the same, and look whose session it may be, now that more is known of the child."""
    child_moved(desk, parent)
    session = desk.session(parent or "")
    after = adopt(desk, session) if session is not None else None
    if after is not None and after is not session:
        desk.put(after)


def over(session: Session) -> Session:
    """Give the session with all its tasks at an end: who counted them is there no longer."""
    if all(launch.ended for launch in session.launches):
        return session
    return replace(session, launches=tuple(replace(each, ended=True) for each in session.launches))


def _started(desk: Desk, session: Session, tool: Tool) -> Session:
    began, born = tool.started_ms or 0, session.info.created_ms
    # A fork repeats the calls of another session as its own.
    if began and born and began < born:
        return session
    if tool.child is not None:
        session = parted(desk, session, tool.child, tool.call)
    if tool.about.launched:
        is_there = tool.status == "completed" or (tool.about.server and tool.status == "running")
        return noted(desk, session, _launched(session, tool)) if is_there else session
    if not tool.about.background or tool.about.resumes:
        return session
    known = any(launch.call == tool.call for launch in session.launches)
    if tool.status == "running" and not known and tool.call not in session.done_calls:
        return noted(desk, session, _launch(tool))
    return _came_to_nothing(session, tool) if tool.status in ("completed", "error") else session


def _came_to_nothing(session: Session, tool: Tool) -> Session:
    """Forget a call that is over and launched nothing."""
    left = tuple(each for each in session.launches if each.task or each.call != tool.call)
    return session if len(left) == len(session.launches) else replace(session, launches=left)


def _launched(session: Session, tool: Tool) -> Launch | None:
    known, fresh = _known(session, tool), _launch(tool)
    if known is None:
        return fresh
    if known.call not in ("", tool.call):
        if fresh.at_ms < known.at_ms:
            return None
        return replace(
            fresh, child=fresh.child or known.child, tries=known.tries, number=known.number
        )
    child, guessed = known.child, known.guessed
    if fresh.child and (child is None or guessed) and not known.tries:
        child, guessed = fresh.child, False
    return replace(
        known, task=fresh.task, call=fresh.call, title=fresh.title, at_ms=fresh.at_ms,
        agent=fresh.agent, category=fresh.category, model=fresh.model, server=fresh.server,
        child=child, guessed=guessed, ended=known.ended or fresh.ended,
        claim=known.claim or fresh.claim, said_ms=known.said_ms or fresh.said_ms,
    )  # fmt: skip


def _launch(tool: Tool) -> Launch:
    about = tool.about
    claim: Claim | None = _NOT_STARTED.get(about.failed) or _at_launch(about)
    return Launch(
        task=about.launched,
        call=tool.call,
        title=tool.title,
        at_ms=tool.started_ms or 0,
        child=tool.child,
        ended=about.failed in _NOT_STARTED,
        server=about.server,
        agent=about.agent,
        category=tool.category,
        model=_model(about),
        claim=claim,
        said_ms=(tool.ended_ms or tool.started_ms or 0) if claim else 0,
    )


def _at_launch(about: TaskCall) -> Claim | None:
    """Give what the text of a launch says: the server's own task runs, the plugin's waits."""
    if not about.launched:
        return None
    return "running" if about.server else "pending"


def _model(about: TaskCall) -> ModelRef | None:
    if about.model is None:
        return None
    provider, model, variant = about.model
    return ModelRef(provider=provider, model=model, variant=variant)


def _known(session: Session, tool: Tool) -> Launch | None:
    named = tool.about.launched
    found = (each for each in session.launches if each.task == named or each.call == tool.call)
    return next(found, None)


def _cancelled(desk: Desk, session: Session, task: str, at_ms: int) -> Session:
    for name in descendants(replace(desk.server, sessions=desk.sessions.map), session.id):
        below = desk.session(name)
        if below is not None and below.launches:
            desk.put(_without(desk, below, task, at_ms))
    return _without(desk, session, task, at_ms)


def _without(desk: Desk, session: Session, task: str, at_ms: int) -> Session:
    for launch in session.launches:
        is_meant = not launch.ended if task == ALL_TASKS else task == launch.task
        # An older word is read again after a gap.
        if is_meant and not 0 < at_ms < launch.at_ms:
            gone = replace(task_words.said(launch, "cancelled", at_ms), cancelled=True)
            session = noted(desk, session, replace(gone, ended=True))
    return session
