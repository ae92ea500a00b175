"""What counts as an answer, what ends a turn, and whose turn is repeated."""

import re
from collections.abc import Iterator

from tests.conformance.case import Case, Json
from tests.conformance.deviation import Deviation

MARKER = re.compile(r"<!--\s*OMO_INTERNAL_INITIATOR\s*-->")
LIMIT = re.compile(
    r"too\s+many\s+requests|quota\s*exceeded|usage\s+limit|rate\s+limit|limit\s+reached", re.I
)
TOOLS = ("tool", "tool_use", "tool-call", "tool-invocation")


def _newest_first(case: Case) -> Iterator[tuple[Json, Json, list[Json]]]:
    """Give the role, the info and the parts of each message."""
    listed = case.input["messages"]
    for message in reversed(listed["data"] if isinstance(listed, dict) else listed or []):
        info = message.get("info") or {}
        parts = message.get("parts") or info.get("parts") or []
        yield info.get("role"), info, parts


def _text(parts: list[Json]) -> str:
    return "\n".join(p["text"] for p in parts if p.get("type") == "text" and p.get("text"))


def _is_a_programs(parts: list[Json]) -> bool:
    written = [p for p in parts if p.get("type") == "text" and isinstance(p.get("text"), str)]
    return bool(written) and all(
        p.get("synthetic") is True or MARKER.search(p["text"]) for p in written
    )


def _works(case: Case) -> bool:
    """Since the last user message there is more than an error, an empty end or a retry signal."""
    for role, info, parts in _newest_first(case):
        if role == "user":
            return False
        text = _text(parts).strip()
        waits = re.search(r"retrying\s+in", text, re.I) and LIMIT.search(text)
        shows = bool(text) or _counted(info) or any(_is_work(part) for part in parts)
        if role == "assistant" and shows and not waits and not info.get("error"):
            return True
    return False


def _is_work(part: Json) -> bool:
    return part.get("type") in TOOLS or (part.get("type") == "reasoning" and bool(part.get("text")))


def _counted(info: Json) -> bool:
    tokens = info.get("tokens") or {}
    return any(tokens.get(name) for name in ("output", "reasoning"))


def _ended_in_error(case: Case) -> bool:
    """The newest message that is no marked prompt is an answer with an error."""
    for role, info, parts in _newest_first(case):
        if role == "assistant":
            return bool(info.get("error")) or any(p.get("type") == "error" for p in parts)
        if not (_is_a_programs(parts) and MARKER.search(_text(parts))):
            return False
    return False


def _is_last_turn_a_programs(case: Case) -> bool:
    turns = (parts for role, _, parts in _newest_first(case) if role == "user")
    return _is_a_programs(next(turns, []))


def _real_turn(case: Case) -> Json:
    turns = ((i, p) for role, i, p in _newest_first(case) if role == "user")
    info, parts = next(((i, p) for i, p in turns if not _is_a_programs(p)), ({}, []))
    written = [p for p in parts if p.get("type") == "text" and p.get("text")]
    kept = [{key: p[key] for key in ("type", "text", "id") if key in p} for p in written]
    if "retryParts" in case.expect:
        return {**case.expect, "retryParts": kept}
    rest = {key: value for key, value in case.expect.items() if key != "messageID"}
    return {**rest, "parts": kept} | ({"messageID": info["id"]} if info.get("id") else {})


RULES = (
    Deviation(
        rec="10",
        reason="A working model shows itself by tools, reasoning and tokens too, and an answer "
        "that talks about limits is an answer.",
        keys=("hasVisibleAssistantResponse",),
        applies=lambda case: case.expect is False and _works(case),
        expects=lambda case: True,
    ),
    Deviation(
        rec="8",
        reason="An error on the answer ends the turn, finished or not.",
        keys=("latestAssistantTurnBlocksInternalPrompt",),
        applies=lambda case: case.expect is True and _ended_in_error(case),
        expects=lambda case: False,
    ),
    Deviation(
        rec="7 step 4",
        reason="Seed 002: a turn that a program wrote is not repeated; the one before it is.",
        keys=("getLastUserRetryPayload", "resolveOriginalUserRetryMetadata"),
        applies=_is_last_turn_a_programs,
        expects=_real_turn,
    ),
)
