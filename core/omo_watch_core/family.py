"""Parents and children of sessions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from omo_watch_core.order import is_later
from omo_watch_core.presence import plugin_in
from omo_watch_core.state import Server, Session

TASK = "task"


def descendants(server: Server, session: str, without: Collection[str] = ()) -> tuple[str, ...]:
    """Give all sessions below one, nearest first; a circle in the data ends by itself.

    Those named in `without` are left out, with all below them.
    """
    below: dict[str, list[str]] = defaultdict(list)
    for child in server.sessions.values():
        if child.info.parent and child.id not in without:
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


def is_plugin_task(server: Server, session: Session) -> bool:
    """Tell whether the plugin holds a session as a task of its own."""
    here = plugin_in(server, session.info.directory)
    return here is True and session.info.parent is not None


def has_shown(server: Server, session: Session) -> bool:
    """Tell whether output was seen of a session: what the plugin goes by at its end."""
    if session.answered or session.tools or session.done_calls:
        return True
    held = server.transcripts.get(session.id)
    entries = held.entries.values() if held else ()
    return any(
        entry.message.role == "assistant" and any(part.is_output for part in entry.parts.values())
        for entry in entries
    )


def may_be_awaited(server: Server, session: Session) -> bool:
    """Tell whether a parent waits for a child, or works on nobody has read yet what."""
    parent = server.sessions.get(session.info.parent or "")
    if parent is not None and parent.status != "idle" and parent.answer is None:
        return True
    return waiting_parent(server, session) is not None


def waiting_prompt(session: Session) -> bool:
    """Tell whether a prompt waits behind what runs: an abort leaves it unanswered."""
    prompt, answer = session.prompt, session.answer
    if session.status == "idle" or prompt is None or answer is None:
        return False
    return answer.parent != prompt.id and is_later(prompt.id, answer.id)


def open_tasks(server: Server, parent: str) -> tuple[str, ...]:
    """Give the sessions below one that the plugin may still count: that run, or never answered."""
    below = (server.sessions[name] for name in descendants(server, parent))
    return tuple(s.id for s in below if s.status != "idle" or not s.answered)
