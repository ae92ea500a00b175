"""Tool calls of an agent: they begin, ask for leave, end or are cut off."""

from __future__ import annotations

from fnmatch import fnmatchcase

from msgspec import UNSET
from msgspec.structs import replace

from omo_watch_core.edge.demo.beats import Pen
from omo_watch_core.edge.demo.nouns import (
    Call,
    Json,
    Part,
    Permission,
    Query,
    Question,
    Span,
    ToolState,
)
from omo_watch_core.edge.demo.sayings import PermissionAsked, QuestionAsked
from omo_watch_core.edge.demo.turns import new_part, put

CANCELLED = "Task cancelled"
INTERRUPTED = "Tool execution aborted"
SHELL_NOTE = "\n\n<shell_metadata>\nUser aborted the command\n</shell_metadata>"


def begin(pen: Pen, message: str, tool: str) -> Part:
    """Announce a call whose arguments are still being written."""
    part = new_part(pen, message, "tool")
    state = ToolState(status="pending", input={}, raw="")
    part = replace(part, tool=tool, call_id=f"call_{part.id[-8:]}", state=state)
    put(pen, part)
    return part


def run(pen: Pen, part: Part, given: Json, title: str = "", metadata: Json | None = None) -> Part:
    """Let a call run."""
    state = ToolState(
        status="running",
        input=given,
        title=title or UNSET,
        metadata=metadata if metadata is not None else UNSET,
        time=Span(start=pen.now),
    )
    part = replace(part, state=state)
    put(pen, part)
    return part


def complete(pen: Pen, part: Part, output: str, title: str) -> None:
    """End a call well."""
    if part.state is UNSET:
        return
    metadata = part.state.metadata if part.state.metadata is not UNSET else {}
    shown: Json = {**metadata, "output": output} if part.tool == "bash" else metadata
    state = replace(
        part.state,
        status="completed",
        output=output,
        title=title,
        metadata=shown,
        time=_ended(pen, part.state),
    )
    put(pen, replace(part, state=state))


def fail(pen: Pen, part: Part, error: str, *, interrupted: bool = False) -> None:
    """End a call with an error."""
    if part.state is UNSET:
        return
    metadata = {"interrupted": True} if interrupted else part.state.metadata
    state = replace(
        part.state, status="error", error=error, metadata=metadata, time=_ended(pen, part.state)
    )
    put(pen, replace(part, state=replace(state, title=UNSET)))


def cut_off(pen: Pen, part: Part) -> None:
    """End a call because its session was aborted."""
    state = part.state
    if state is UNSET or not is_running(part):
        return
    waits = part.call_id in _asking(pen)
    if part.tool == "bash" and state.status == "running" and not waits:
        got = state.metadata.get("output", "") if state.metadata is not UNSET else ""
        complete(pen, part, f"{got}{SHELL_NOTE}", _title(state))
    elif part.tool == "task":
        fail(pen, part, CANCELLED)
    else:
        fail(pen, part, INTERRUPTED, interrupted=True)


def is_running(part: Part) -> bool:
    """Tell whether a part is a call that has not ended."""
    return part.state is not UNSET and part.state.status in ("pending", "running")


def use(pen: Pen, message: str, tool: str, given: Json, title: str, took_ms: int) -> None:
    """Make a whole call."""
    part = begin(pen, message, tool)
    pen.rest(10)
    part = run(pen, part, given)
    pen.rest(took_ms)
    complete(pen, part, "", title)


def needs_leave(pen: Pen, command: str) -> bool:
    """Tell whether a person must allow a shell call; what was allowed for good stays so."""
    directory = pen.world.sessions[pen.session].directory
    allowed = (pattern for place, pattern in pen.world.allowed if place == directory)
    return not any(fnmatchcase(command, pattern) for pattern in allowed)


def ask_leave(pen: Pen, message: str, command: str) -> None:
    """Begin a shell call that a person must allow."""
    part = begin(pen, message, "bash")
    ask = Permission(
        id=pen.id("per"),
        session_id=pen.session,
        permission="bash",
        patterns=[command],
        metadata={"command": command},
        always=[f"{command.split()[0]} *"],
        tool=_call(part),
    )
    pen.play(PermissionAsked(session_id=pen.session, ask=ask))
    run(pen, part, {"command": command, "description": command})


def ask_question(pen: Pen, message: str, query: Query) -> None:
    """Begin a question that a person must answer."""
    part = begin(pen, message, "question")
    ask = Question(id=pen.id("que"), session_id=pen.session, questions=[query], tool=_call(part))
    pen.play(QuestionAsked(session_id=pen.session, ask=ask))
    run(pen, part, {"questions": [query]})


def _call(part: Part) -> Call:
    return Call(message_id=part.message_id, call_id=part.call_id or "")


def _ended(pen: Pen, state: ToolState) -> Span:
    began = state.time.start if state.time is not UNSET else pen.now
    return Span(start=began, end=pen.now)


def _title(state: ToolState) -> str:
    return str(state.input.get("command", ""))


def _asking(pen: Pen) -> set[str]:
    permissions = {ask.tool.call_id for ask in pen.world.permissions.values()}
    return permissions | {ask.tool.call_id for ask in pen.world.questions.values()}
