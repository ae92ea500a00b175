"""Prompts that a program wrote, not a person: their markers and their parts.

Source: fallback-behaviour 7 and 8, messages.json. The markers are the plugin's, so that it and we
know each other's prompts.
"""

from __future__ import annotations

from omo_watch_core.fallback.ecma import SPACE, compiled
from omo_watch_core.fallback.history import Piece, Said

INITIATOR = "<!-- OMO_INTERNAL_INITIATOR -->"
_INITIATOR = compiled(r"<!--\s*OMO_INTERNAL_INITIATOR\s*-->", ignore_case=False)
_NO_REPLY = compiled(r"<!--\s*OMO_INTERNAL_NOREPLY\s*-->", ignore_case=False)
_MARKERS = (
    compiled(r"\n*<!--\s*OMO_INTERNAL_INITIATOR\s*-->\s*", ignore_case=False),
    compiled(r"\n*<!--\s*OMO_INTERNAL_NOREPLY\s*-->\s*", ignore_case=False),
)


def has_marker(text: str) -> bool:
    """Tell whether a text is marked as written by a program."""
    return _INITIATOR.search(text) is not None


def is_silent(text: str) -> bool:
    """Tell whether a text says of itself that no answer will follow."""
    return _NO_REPLY.search(text) is not None


def wants_no_reply(said: Said) -> bool:
    """Tell whether a prompt says of itself that no answer will follow."""
    return any(is_silent(piece.text) for piece in texts(said))


def strip_markers(text: str) -> str:
    """Take the markers and the white space at the end away."""
    for marker in _MARKERS:
        text = marker.sub("", text)
    return text.rstrip(SPACE)


def marked_text(text: str) -> str:
    """Mark a text as written by a program, once."""
    return f"{strip_markers(text)}\n{INITIATOR}"


def continuation_part(text: str = "continue") -> dict[str, object]:
    """Make the part that lets a session go on where there is nothing to repeat."""
    return {
        "type": "text",
        "text": marked_text(text),
        "synthetic": True,
        "metadata": {"compaction_continue": True},
    }


def texts(said: Said) -> tuple[Piece, ...]:
    """Give the text parts of a message."""
    return tuple(piece for piece in said.pieces if piece.kind == "text")


def is_internal(piece: Piece) -> bool:
    """Tell whether a part is a text that no person wrote."""
    return piece.kind == "text" and (piece.synthetic or has_marker(piece.text))


def is_internal_turn(said: Said) -> bool:
    """Tell whether a user turn is wholly a program's: it has texts, and no person wrote one."""
    written = texts(said)
    return said.role == "user" and bool(written) and all(is_internal(piece) for piece in written)


def is_marked_turn(said: Said) -> bool:
    """Tell whether a text of a message carries the marker."""
    return any(has_marker(piece.text) for piece in texts(said))
