"""What the history shows: whose turn is repeated, an answer, a turn under way (7, 8, 10)."""

import re
from collections.abc import Iterator

from tests.conformance.case import Json
from tests.conformance.rules.story.failure import waits

MARK = "<!-- OMO_INTERNAL_INITIATOR -->"
MARKER = re.compile(r"<!--\s*OMO_INTERNAL_INITIATOR\s*-->")
SILENT = re.compile(r"<!--\s*OMO_INTERNAL_NOREPLY\s*-->")
TOOLS = ("tool", "tool_use", "tool-call", "tool-invocation")
CONTINUES: Json = {
    "type": "text",
    "text": f"continue\n{MARK}",
    "synthetic": True,
    "metadata": {"compaction_continue": True},
}


def repeated(said: list[Json], child: Json) -> Json:
    """Give what a retry repeats: messageID and parts of the last real turn, or what stands in."""
    turns = (m for m in reversed(said) if _role(m) == "user" and not is_programs(m))
    turn = next(turns, None)
    texts = [part for part in parts(turn or {}) if part.get("type") == "text" and part.get("text")]
    if texts:
        kept = [{key: part[key] for key in ("type", "text", "id") if key in part} for part in texts]
        name = _info(turn).get("id")
        return {"parts": kept} | ({"messageID": name} if name else {})
    if child and child.get("promptText"):
        return {"parts": [{"type": "text", "text": f"{child['promptText']}\n{MARK}"}]}
    return {"parts": [CONTINUES]}


def is_programs(message: Json) -> bool:
    """Tell whether a program wrote a user turn: all its texts are synthetic or marked."""
    texts = [part for part in parts(message) if part.get("type") == "text"]
    return bool(texts) and all(p.get("synthetic") or MARKER.search(p["text"]) for p in texts)


def shows_answer(said: list[Json]) -> bool:
    """Tell whether text, reasoning, a tool or tokens came since the last user message (10)."""
    return any(_shows(message) for message in _answers(said))


def shows_text(said: list[Json]) -> bool:
    """Tell whether an answer had begun, whatever became of it."""
    return any(_text(message) for message in _answers(said))


def is_under_way(said: list[Json]) -> bool:
    """Tell whether a turn is still worked on, so that a prompt must wait (8)."""
    for message in reversed(said):
        if _role(message) == "assistant":
            return _works(message)
        texts = [part["text"] for part in parts(message) if part.get("type") == "text"]
        if not is_programs(message):
            return False
        if not any(MARKER.search(text) or SILENT.search(text) for text in texts):
            return True
    return False


def parts(message: Json) -> list[Json]:
    """Give the parts of a message, wherever they stand."""
    own = message.get("parts")
    return own if isinstance(own, list) else _info(message).get("parts") or []


def _answers(said: list[Json]) -> Iterator[Json]:
    for message in reversed(said):
        if _role(message) == "user":
            return
        yield message


def _shows(message: Json) -> bool:
    info, text = _info(message), _text(message)
    if info.get("error") or (text and waits(text)):
        return False
    tokens = info.get("tokens") or {}
    counted = any(tokens.get(name) for name in ("output", "reasoning"))
    return bool(text) or counted or any(_is_work(part) for part in parts(message))


def _is_work(part: Json) -> bool:
    thought = part.get("type") in ("reasoning", "thinking") and bool(part.get("text"))
    return thought or part.get("type") in TOOLS


def _works(message: Json) -> bool:
    info, tools = _info(message), [p for p in parts(message) if p.get("type") in TOOLS]
    if info.get("error") or any(part.get("type") == "error" for part in parts(message)):
        return False
    finish, done = info.get("finish"), (info.get("time") or {}).get("completed") is not None
    if finish == "tool-calls":
        return any((tool.get("state") or {}).get("status") != "completed" for tool in tools)
    if finish in (None, "unknown"):
        return not (done and (_text(message) or tools))
    running = any((t.get("state") or {}).get("status") in ("pending", "running") for t in tools)
    return running and not done


def _text(message: Json) -> str:
    texts = (p["text"].strip() for p in parts(message) if p.get("type") == "text" and p.get("text"))
    return "\n".join(text for text in texts if text)


def _role(message: Json) -> Json:
    return _info(message).get("role")


def _info(message: Json) -> Json:
    return (message or {}).get("info") or {}
