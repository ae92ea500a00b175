"""One session in full, as JSON and as text."""

from __future__ import annotations

from omo_watch.cli.table import time_of
from omo_watch.lines.steered import being_steered
from omo_watch_core.announced import difference
from omo_watch_core.contract import Document, session_entry
from omo_watch_core.model import Ask, Part
from omo_watch_core.presence import signs_in
from omo_watch_core.rung import Rung
from omo_watch_core.select.charge import in_charge_of
from omo_watch_core.select.row import Row, RowKey, row
from omo_watch_core.signs import Sign
from omo_watch_core.state import SessionKey, State, Transcript

SAID = ("text", "reasoning", "tool")


def portrait_document(state: State, key: SessionKey) -> Document:
    """Write what `show --json` prints: the entry of `ls`, with messages and todos."""
    server = state.servers[key[0]]
    transcript = server.transcripts.get(key[1], Transcript())
    return {
        **session_entry(state, _row(state, key)),
        "plugin_signs": list(_signs(state, key)),
        "messages": [
            {
                "id": entry.message.id,
                "role": entry.message.role,
                "agent": entry.message.agent,
                "model": entry.message.model.name if entry.message.model else None,
                "created_ms": entry.message.created_ms,
                "completed_ms": entry.message.completed_ms,
                "finish": entry.message.finish,
                "error": entry.message.failure.message if entry.message.failure else None,
                "parts": [_part(part) for part in entry.parts.values() if part.kind in SAID],
            }
            for entry in transcript.entries.values()
        ],
        "todos": [
            {"content": todo.content, "status": todo.status, "priority": todo.priority}
            for todo in server.todos.get(key[1], ())
        ],
    }


def portrait_lines(state: State, key: SessionKey) -> list[str]:
    """Write the same for people."""
    line, server = _row(state, key), state.servers[key[0]]
    info, why = line.session.info, line.verdict
    lines = [info.title, f"  {info.id}  {server.name}  {info.directory}"]
    lines.append(f"  {line.state} {time_of(line, state.now_ms)}".rstrip())
    if why:
        lines.append(f"  {why.cause} · {why.evidence}".removesuffix(" · "))
    if line.steered:
        lines.append(f"  {being_steered(line.steered, state.now_ms)}")
    lines += [text for ask in line.asks for text in _asked(ask)]
    lines += [f"  dead: {ask.id} {ask.title}" for ask in line.dead]
    if line.mismatch:
        lines.append(f"  {difference(line.mismatch)}")
    lines += _in_charge(line, _signs(state, key))
    lines += [f"  {_rung(rung)}" for rung in line.ladder]
    transcript = server.transcripts.get(key[1], Transcript())
    for entry in transcript.entries.values():
        who = "you" if entry.message.role == "user" else "agent"
        for part in entry.parts.values():
            lines += _said(who, part)
    marks = {"completed": "[x]", "in_progress": "[>]"}
    todos = server.todos.get(key[1], ())
    lines += [f"{marks.get(todo.status, '[ ]')} {todo.content}" for todo in todos]
    return lines


def _row(state: State, key: SessionKey) -> Row:
    line = row(state, RowKey(server=key[0], session=key[1]))
    assert line is not None
    return line


def _signs(state: State, key: SessionKey) -> tuple[Sign, ...]:
    """Give the signs of the plugin where a session lives."""
    server = state.servers[key[0]]
    return signs_in(server, server.sessions[key[1]].info.directory)


def _in_charge(line: Row, signs: tuple[Sign, ...]) -> list[str]:
    """Say who moves models here, and how that is known; nothing while nobody can tell."""
    who = in_charge_of(line.server, line.session)
    if who is None:
        return []
    return [f"  in charge: {who}" + (f" (seen by {', '.join(signs)})" if signs else "")]


def _part(part: Part) -> Document:
    document: Document = {"id": part.id, "type": part.kind, "text": str(part.text)}
    if part.tool:
        document["tool"] = part.tool.name
        document["status"] = part.tool.status
        document["title"] = part.tool.title
    return document


def _said(who: str, part: Part) -> list[str]:
    if part.tool:
        return [f"{part.tool.name[:6]:<6} {part.tool.title}  {part.tool.status}".rstrip()]
    if part.kind != "text" or part.ignored or not part.text.size:
        return []
    who = "note" if part.synthetic else who
    first, *rest = str(part.text).expandtabs(4).splitlines() or [""]
    return [f"{who:<6} {first}", *(f"       {line}" for line in rest)]


def _asked(ask: Ask) -> list[str]:
    """Say what a request asks, with the id that `omo-watch answer` takes."""
    lines = [f"  asks: {ask.id} {ask.title}"]
    if ask.always:
        lines.append(f"    always covers {', '.join(ask.always)}")
    for number, question in enumerate(ask.questions, 1):
        labels = ", ".join(label for label, _ in question.options)
        lines.append(f"    {number} {question.text} {labels}".rstrip())
    return lines


def _rung(rung: Rung) -> str:
    claimed = "claimed, no answer yet" if rung.claimed else ""
    return f"{rung.kind:<11} {rung.model.name}  {rung.reason or claimed}".rstrip()
