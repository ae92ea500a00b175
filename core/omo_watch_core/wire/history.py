"""A history as the provider would be shown it, and its newest turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from omo_watch_core.events import LastTurn
from omo_watch_core.model import ABORTED
from omo_watch_core.wire.messages import WireMessage, message_of
from omo_watch_core.wire.parts import WirePart, is_marked
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.unpack import unpack

Shown = Literal["prompt", "text", "tool"]


class WireEntry(Wire):
    """Hold a message with its parts."""

    info: WireMessage
    parts: list[WirePart]


_ENTRIES = msgspec.json.Decoder(list[WireEntry])
_ENTRY = msgspec.json.Decoder(WireEntry)
_OBJECT = msgspec.json.Decoder(dict[str, object])


def entries(body: bytes) -> list[WireEntry]:
    """Read a page of messages, oldest first; raise WireError."""
    return unpack(_ENTRIES, body)


def missing_prompt(body: bytes) -> str | None:
    """Name the user message to fetch beside a page that does not reach back to one.

    None when the page holds a user message, or no message at all. Raises WireError.
    """
    page = entries(body)
    if not page or any(entry.info.role == "user" for entry in page):
        return None
    return page[-1].info.parent


def last_turn(
    body: bytes, children_running: Sequence[str] = (), prompt: bytes | None = None
) -> LastTurn | None:
    """Read what a new prompt must repeat, and how the history ends; None without user message.

    `body` is a page of the newest messages, `prompt` the one that `missing_prompt` named.
    Raises WireError.
    """
    page = entries(body)
    if prompt is not None:
        page.insert(0, unpack(_ENTRY, prompt))
    asked = _newest_prompt(page)
    if asked is None:
        return None
    answer = next((entry for entry in reversed(page) if entry.info.role == "assistant"), None)
    return LastTurn(
        prompt=message_of(asked.info),
        extra=_extra(asked.info),
        ends_with_text=_last_shown(page) == "text",
        settled=answer is None or _is_settled(answer),
        answered=_is_answered(page),
        children_running=tuple(children_running),
        newest=message_of(page[-1].info).id,
        asked=_newest_user(page),
        shows=any(map(_shows, page)),
    )


def _newest_user(page: list[WireEntry]) -> str:
    return next(message_of(e.info).id for e in reversed(page) if e.info.role == "user")


def _newest_prompt(page: list[WireEntry]) -> WireEntry | None:
    """Give the newest user message that a person or a program of theirs wrote, else any."""
    asked = [entry for entry in reversed(page) if entry.info.role == "user"]
    real = (entry for entry in asked if _is_real(entry))
    return next(real, asked[0] if asked else None)


def _is_real(entry: WireEntry) -> bool:
    # A prompt for a compaction names the model that shall summarise, not the session's.
    compacts = any(part.type == "compaction" for part in entry.parts)
    return bool(entry.parts) and not compacts and not any(map(is_marked, entry.parts))


def _extra(info: WireMessage) -> bytes:
    fields = {"system": info.system, "tools": info.tools, "format": info.format}
    given = {name: raw for name, raw in fields.items() if bytes(raw) != b"null"}
    return msgspec.json.encode(unpack(_OBJECT, msgspec.json.encode(given)))


def _last_shown(page: list[WireEntry]) -> Shown | None:
    return next((shown for shown in map(_shown, reversed(page)) if shown), None)


def _shown(entry: WireEntry) -> Shown | None:
    """Say how a message ends for the provider; None for one that it is not shown."""
    if entry.info.role == "user":
        return "prompt" if any(map(_is_asking, entry.parts)) else None
    error = entry.info.error
    if error is not None and error.name != ABORTED:
        return None
    ends = map(_step_end, reversed(_steps(entry.parts)))
    return next((end for end in ends if end), None)


def _is_asking(part: WirePart) -> bool:
    if part.type == "text":
        return bool(part.text) and not part.ignored
    return part.type in ("file", "agent", "subtask", "compaction")


def _steps(parts: list[WirePart]) -> list[list[WirePart]]:
    steps: list[list[WirePart]] = [[]]
    for part in parts:
        if part.type == "step-start":
            steps.append([])
        steps[-1].append(part)
    return steps


def _step_end(parts: list[WirePart]) -> Shown | None:
    # The results of a step's tools are sent after its text, whatever came first.
    if any(part.type == "tool" for part in parts):
        return "tool"
    return "text" if any(part.type == "text" and part.text for part in parts) else None


def _shows(entry: WireEntry) -> bool:
    """Tell whether an answer has what the plugin counts as output (background-tasks 5)."""
    if entry.info.role != "assistant":
        return False
    return any(part.type == "tool" or _is_written(part) for part in entry.parts)


def _is_written(part: WirePart) -> bool:
    """Tell whether a text is there, or growing: it is stored when it is complete, until then ""."""
    if part.type not in ("text", "reasoning"):
        return False
    grows = part.time is not None and part.time.end is None
    return grows or bool((part.text or "").strip())


def _is_settled(answer: WireEntry) -> bool:
    return answer.info.time is not None and answer.info.time.completed is not None


def _is_answered(page: list[WireEntry]) -> bool:
    """Tell whether the newest answer ended well, shows something, and nobody asked since."""
    for entry in reversed(page):
        shown = _shown(entry)
        if entry.info.role == "assistant":
            return entry.info.finish == "stop" and entry.info.error is None and shown is not None
        if shown:
            return False
    return False
