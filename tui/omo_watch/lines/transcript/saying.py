"""What a transcript shows of messages and their parts, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from omo_watch.lines.moments import took
from omo_watch.lines.states import STATES
from omo_watch.lines.text import one_line
from omo_watch.lines.transcript.gist import gist
from omo_watch.lines.transcript.model_change import ModelChange
from omo_watch_core.fallback.internal import strip_markers
from omo_watch_core.model import ABORTED, Failure, Message, Part, Tool
from omo_watch_core.select.condition import condition
from omo_watch_core.state import Entry, Server

Kind = Literal["you", "agent", "tool", "thought", "note", "error", "change"]
CUT_OFF = {"length", "content-filter", "unknown"}


@dataclass(frozen=True, slots=True)
class Saying:
    """Hold one block of a transcript."""

    kind: Kind
    label: str
    text: str
    at_ms: float = 0
    """Local time of its message; 0 is unknown."""
    part: str = ""
    """The id of its part, where it comes from one; its text only grows."""
    result: str = ""
    result_role: str = "soft"
    took: str = ""
    change: ModelChange | None = None
    done: bool = True
    """Its text is whole: it is drawn as what it is, no more as what grows."""
    tool: Tool | None = None


def times(entries: Iterable[Entry]) -> dict[str, int]:
    """Give when each message was written, server clock; a prompt written anew keeps its place."""
    found: dict[str, int] = {}
    later: int | None = None
    for entry in reversed(list(entries)):
        created = entry.message.created_ms
        later = created if later is None or 0 < created < later else later
        found[entry.message.id] = later
    return found


def sayings(
    entry: Entry,
    server: Server,
    now_ms: int,
    change: ModelChange | None,
    child: bool,
    created_ms: int | None = None,
) -> Iterator[Saying]:
    """Yield what one message shows; in a child session the prompt is its parent's."""
    message = entry.message
    at_ms = spoken_ms(message, server, created_ms)
    if change:
        yield Saying("change", "", "", at_ms, change=change)
    for part in entry.parts.values():
        said = said_by(part, message, at_ms, server, now_ms, child)
        if said:
            yield said
    last = ended(message, at_ms)
    if last:
        yield last


def spoken_ms(message: Message, server: Server, created_ms: int | None = None) -> float:
    """Give when a message was written, local clock; 0 is unknown."""
    created = message.created_ms if created_ms is None else created_ms
    return created + server.offset_ms if created else 0


def said_by(
    part: Part, message: Message, at_ms: float, server: Server, now_ms: int, child: bool
) -> Saying | None:
    """Give what one part shows."""
    if message.role == "user":
        return _prompted(part, at_ms, child)
    if part.kind == "text" and part.text.size and not part.ignored:
        done = part.ended_ms is not None or message.completed_ms is not None
        return Saying("agent", "agent", str(part.text), at_ms, part.id, done=done)
    return _answered(part, at_ms, server, now_ms)


def ended(message: Message, at_ms: float) -> Saying | None:
    """Give how a message ended, where that is not well."""
    if message.failure:
        return _failed(message.failure, at_ms)
    if message.finish in CUT_OFF:
        return Saying("note", "", f"cut off: {message.finish}", at_ms)
    return None


def _prompted(part: Part, at_ms: float, child: bool) -> Saying | None:
    if part.kind == "file":
        return Saying("tool", "file", part.files[0] if part.files else "a file", at_ms, part.id)
    if part.kind == "compaction":
        return Saying("note", "", "asked to shorten the history", at_ms, part.id)
    if part.kind != "text" or part.ignored or not part.text.size:
        return None
    if part.marked:
        return Saying("note", "", f"omo-watch: {one_line(str(part.text))}", at_ms, part.id)
    if part.synthetic:
        return None
    # The markers by which programs know each other's prompts say nothing to a person.
    text = strip_markers(str(part.text))
    return Saying("you", "parent" if child else "you", text, at_ms, part.id) if text else None


def _answered(part: Part, at_ms: float, server: Server, now_ms: int) -> Saying | None:
    if part.kind == "reasoning":
        return _thought(part, at_ms, server, now_ms)
    if part.tool:
        return _used(part.tool, part.id, at_ms, server, now_ms)
    if part.kind == "patch" and part.files:
        count = len(part.files)
        home = server.sessions.get(part.session)
        first = part.files[0].removeprefix(f"{home.info.directory}/" if home else "")
        text = first if count == 1 else f"{first} and {count - 1} more"
        return Saying("tool", "patch", text, at_ms, part.id)
    return None


def _thought(part: Part, at_ms: float, server: Server, now_ms: int) -> Saying | None:
    if not part.started_ms:
        return Saying("thought", "agent", "thought", at_ms, part.id) if part.text.size else None
    if part.ended_ms:
        text = f"thought for {took(part.ended_ms - part.started_ms)}"
    else:
        text = f"thinks, {took(now_ms - part.started_ms - server.offset_ms)}"
    return Saying("thought", "agent", text, at_ms, part.id)


def _used(tool: Tool, part: str, at_ms: float, server: Server, now_ms: int) -> Saying:
    result, role = _result(tool, server, now_ms)
    return Saying(
        "tool", tool.name, tool.title, at_ms, part, result, role,
        _tool_time(tool, server, now_ms), tool=tool,
    )  # fmt: skip


def _result(tool: Tool, server: Server, now_ms: int) -> tuple[str, str]:
    child = server.sessions.get(tool.child or "")
    if child and (tool.background or tool.status == "running"):
        state = condition(server, child, now_ms)
        return state, STATES[state].role
    if tool.status == "error":
        return one_line(tool.error) or "error", "bad"
    return (gist(tool), "soft") if tool.status == "completed" else (tool.status, "busy")


def _tool_time(tool: Tool, server: Server, now_ms: int) -> str:
    if not tool.started_ms:
        return ""
    end = tool.ended_ms or now_ms - server.offset_ms
    return took(end - tool.started_ms) if tool.ended_ms or tool.status == "running" else ""


def _failed(failure: Failure, at_ms: float) -> Saying:
    if failure.name == ABORTED:
        return Saying("note", "", "stopped", at_ms)
    text = one_line(failure.message) or failure.name
    return Saying("error", "", f"{failure.status} {text}" if failure.status else text, at_ms)
