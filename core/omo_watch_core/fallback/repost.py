"""The request by which the published plugin repeats a turn on another model.

Source: fallback-behaviour 7, steps 4, 5 and 7. Seed 002 (REC): turns that a program wrote are not
repeated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from omo_watch_core.fallback.delegation import ChildContext
from omo_watch_core.fallback.history import Said
from omo_watch_core.fallback.internal import continuation_part, marked_text, texts
from omo_watch_core.fallback.visible import last_turn

Part = dict[str, object]
_AMBIGUOUS = ("unexpected eof", "json parse error", "unexpected end of json input", "timed out")


def repost_body(
    said: Sequence[Said],
    model: Mapping[str, object],
    agent: str | None = None,
    child: ChildContext | None = None,
) -> dict[str, object]:
    """Write the request; `model` holds model, variant and reasoningEffort as far as they are set.

    What is absent is left out. The prompt of a delegated child stands in for a turn that is not
    stored yet; its system text and tools are kept in any case.
    """
    message, parts = repeated(said)
    fields = {
        "agent": agent,
        **model,
        "system": child.system if child else None,
        "tools": child.tools if child else None,
        "messageID": message if parts else None,
    }
    body = {key: value for key, value in fields.items() if value is not None}
    return {**body, "parts": parts or [_stand_in(child)]}


def repeated(said: Sequence[Said]) -> tuple[str | None, list[Part]]:
    """Give the id of the last real turn and its texts as parts; their ids are kept."""
    turn = last_turn(said)
    if turn is None:
        return None, []
    return turn.id, [
        {"type": "text", "text": piece.text, **({"id": piece.id} if piece.id else {})}
        for piece in texts(turn)
        if piece.text
    ]


def may_have_arrived(was_sent: bool, failure: str) -> bool:
    """Tell whether a request that failed after it was sent may have been accepted (step 8)."""
    return was_sent and any(word in failure.lower() for word in _AMBIGUOUS)


def _stand_in(child: ChildContext | None) -> Part:
    if child and child.prompt:
        return {"type": "text", "text": marked_text(child.prompt)}
    return continuation_part()
