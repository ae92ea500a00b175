"""What the parts of the newest answer show: output, tools at work, calls that repeat."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.given import NO_OUTPUT
from omo_watch_core.launched import Tally
from omo_watch_core.model import Part, Tool
from omo_watch_core.order import is_later
from omo_watch_core.state import Session

AT_WORK = frozenset({"pending", "running"})
REMEMBERED = 16
"""How many ended calls are remembered; late words about a call come within its step."""


def show(session: Session, part: Part) -> Session:
    """Give the session after a part of an assistant message."""
    newest = session.answer.id if session.answer else ""
    if part.is_output:
        session = _shown(session, newest=part.message == newest)
    if part.tool is None:
        return session
    session = _tally(session, part, part.tool)
    if part.tool.status not in AT_WORK:
        session = _end_tool(session, part.tool)
    elif part.message >= newest:
        session = _run_tool(session, part.tool)
    return _count(session, part, part.tool) if part.message >= newest else session


def without(session: Session, part: Part) -> Session:
    """Give the session after a part was removed."""
    return _end_tool(session, part.tool) if part.tool else session


def _tally(session: Session, part: Part, tool: Tool) -> Session:
    """Count a call at its first word, and name the newest one; ids are in the order of calls."""
    known = session.tally
    is_new = is_later(part.id, known.part)
    if not is_new and part.id != known.part:
        return session
    named = f"{tool.name} {tool.title}".strip()
    if not is_new and named == known.tool:
        return session
    tally = Tally(calls=known.calls + int(is_new), part=part.id, tool=named)
    return replace(session, tally=tally)


def _shown(session: Session, *, newest: bool) -> Session:
    answered = session.answered or newest
    if session.shown and session.answered == answered:
        return session
    return replace(session, shown=True, answered=answered)


def _run_tool(session: Session, tool: Tool) -> Session:
    if tool.unread is not None or tool.output is not NO_OUTPUT:
        # What it gave back is for transcripts alone.
        tool = replace(tool, output=NO_OUTPUT, unread=None)
    known_idle = session.status == "idle" and session.status_ms > 0
    if known_idle or tool.call in session.done_calls:
        return session
    calls = [known.call for known in session.tools]
    if tool.call not in calls:
        return replace(session, tools=(*session.tools, tool))
    place = calls.index(tool.call)
    if session.tools[place] == tool:
        return session
    return replace(session, tools=(*session.tools[:place], tool, *session.tools[place + 1 :]))


def _end_tool(session: Session, tool: Tool) -> Session:
    if tool.call in session.done_calls:
        return session
    tools = session.tools
    return replace(
        session,
        tools=tuple(known for known in tools if known.call != tool.call) if tools else tools,
        done_calls=(*session.done_calls, tool.call)[-REMEMBERED:],
    )


def _count(session: Session, part: Part, tool: Tool) -> Session:
    # The arguments of a pending call are not known yet.
    if not tool.args_key or tool.status == "pending" or not is_later(part.id, session.repeat_part):
        return session
    key = f"{tool.name}:{tool.args_key}"
    repeats = session.repeats + 1 if key == session.repeat_key else 1
    return replace(session, repeats=repeats, repeat_key=key, repeat_part=part.id)
