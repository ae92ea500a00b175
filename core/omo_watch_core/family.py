"""Parents and children of sessions."""

from __future__ import annotations

from collections import defaultdict

from omo_watch_core.state import Server, Session

TASK = "task"


def descendants(server: Server, session: str) -> tuple[str, ...]:
    """Give all sessions below one, nearest first; a circle in the data ends by itself."""
    below: dict[str, list[str]] = defaultdict(list)
    for child in server.sessions.values():
        if child.info.parent:
            below[child.info.parent].append(child.id)
    found = {session: None}
    front = [session]
    while front:
        front = [child for name in front for child in below[name] if child not in found]
        found.update(dict.fromkeys(front))
    return tuple(found)[1:]


def root_of(server: Server, session: str) -> str:
    """Give the topmost session that a session belongs to."""
    seen = {session}
    while True:
        here = server.sessions.get(session)
        parent = here.info.parent if here else None
        if parent is None or parent not in server.sessions or parent in seen:
            return session
        session = parent
        seen.add(session)


def waiting_parent(server: Server, session: Session) -> Session | None:
    """Give the parent that waits for a child's result in its own turn; a background child has none.

    A task whose child is not named yet may be this one.
    """
    parent = server.sessions.get(session.info.parent or "")
    if parent is None or parent.status == "idle":
        return None
    tasks = [tool for tool in parent.tools if tool.name == TASK and not tool.background]
    return parent if any(tool.child in (None, session.id) for tool in tasks) else None


def may_be_awaited(server: Server, session: Session) -> bool:
    """Tell whether a parent waits for a child, or works on nobody has read yet what."""
    parent = server.sessions.get(session.info.parent or "")
    if parent is not None and parent.status != "idle" and parent.answer is None:
        return True
    return waiting_parent(server, session) is not None
