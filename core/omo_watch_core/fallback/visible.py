"""What the end of a session's history shows: an answer, a piece of one, a turn under way.

Source: fallback-behaviour 8 and 10 with their REC, and seed 002 for the last real turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from omo_watch_core.fallback.ecma import trimmed
from omo_watch_core.fallback.history import Piece, Said
from omo_watch_core.fallback.internal import (
    is_internal_turn,
    is_marked_turn,
    texts,
    wants_no_reply,
)
from omo_watch_core.fallback.signal import is_retry_answer

TOOLS = frozenset({"tool", "tool_use", "tool-call", "tool-invocation"})
QUESTIONS = frozenset({"question", "ask_user_question", "askuserquestion"})
THOUGHTS = frozenset({"reasoning", "thinking"})
_FRAMES = frozenset({"step-start", "step-finish"})
_WAITING = frozenset({"pending", "running"})


def has_visible_answer(said: Sequence[Said]) -> bool:
    """Tell whether the model has shown something since the last user message (REC of 10).

    Text, reasoning, a tool or counted tokens do; an empty completion, an error or an announced
    retry does not.
    """
    return any(_shows(message) for message in _answers(said))


def has_partial_text(said: Sequence[Said]) -> bool:
    """Tell whether text has arrived since the last user message, whatever became of it."""
    return any(_written(message) for message in _answers(said))


def last_turn(said: Sequence[Said]) -> Said | None:
    """Give the last user message that a person wrote (seed 002)."""
    turns = (message for message in reversed(said) if message.role == "user")
    return next((turn for turn in turns if not is_internal_turn(turn)), None)


def blocks_prompt(said: Sequence[Said]) -> bool:
    """Tell whether a turn is still under way, so that no program should prompt.

    Internal prompts at the end are passed over where they say that no answer follows or who wrote
    them; any other one without an answer is still to be answered.
    """
    for message in reversed(said):
        if message.role == "assistant":
            return _is_under_way(message)
        if message.role != "user":
            continue
        if not is_internal_turn(message):
            return False
        if not wants_no_reply(message) and not is_marked_turn(message):
            return True
    return False


def _answers(said: Sequence[Said]) -> Iterator[Said]:
    for message in reversed(said):
        if message.role == "user":
            return
        if message.role == "assistant":
            yield message


def _shows(message: Said) -> bool:
    if message.failed:
        return False
    written = _written(message)
    if is_retry_answer(written):
        return False
    return bool(written) or message.tokens > 0 or any(_works(piece) for piece in message.pieces)


def _written(message: Said) -> str:
    parts = (trimmed(piece.text) for piece in texts(message))
    return "\n".join(part for part in parts if part)


def _works(piece: Piece) -> bool:
    return piece.kind in TOOLS or (piece.kind in THOUGHTS and bool(trimmed(piece.text)))


def _has_failed(message: Said) -> bool:
    return message.failed or any(piece.kind == "error" for piece in message.pieces)


def _is_under_way(message: Said) -> bool:
    """REC of 8: an error ends a turn, finished or not."""
    if _has_failed(message):
        return False
    tools = [piece for piece in message.pieces if piece.kind in TOOLS]
    if any(_is_open_question(piece) for piece in tools):
        return True
    if message.finish == "tool-calls":
        return not message.loaded or any(piece.tool_state != "completed" for piece in tools)
    if message.finish in (None, "unknown"):
        return not (message.completed and any(_says(piece) for piece in message.pieces))
    if message.completed or message.finish is True:
        return False
    return any(piece.tool_state in _WAITING for piece in tools)


def _is_open_question(piece: Piece) -> bool:
    return (piece.tool or "").lower() in QUESTIONS and piece.tool_state != "completed"


def _says(piece: Piece) -> bool:
    if piece.kind == "text":
        return bool(trimmed(piece.text))
    return piece.kind not in _FRAMES
