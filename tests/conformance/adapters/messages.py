"""Histories, parts and ids of events (messages.json, containsErrorContent)."""

from omo_watch_core.fallback import internal, repost, visible
from omo_watch_core.fallback import reading as untyped
from tests.conformance.case import Json


def visible_answer(given: Json) -> Json:
    """Tell whether the model has shown something."""
    return visible.has_visible_answer(untyped.messages(given["messages"]))


def blocks_prompt(given: Json) -> Json:
    """Tell whether a turn is under way."""
    return visible.blocks_prompt(untyped.messages(given["messages"]))


def last_turn(given: Json) -> Json:
    """Give the parts of the last turn."""
    return {"retryParts": repost.repeated(untyped.messages(given["messages"]))[1]}


def last_turn_with_id(given: Json) -> Json:
    """Give the parts of the last turn and its id."""
    message, parts = repost.repeated(untyped.messages(given["messages"]))
    return {"parts": parts} | ({"messageID": message} if message else {})


def session_of_session_event(given: Json) -> Json:
    """Give the session of an event about a session."""
    return untyped.session_of_session_event(given["properties"])


def session_of_message_event(given: Json) -> Json:
    """Give the session of an event about a message."""
    return untyped.session_of_message_event(given["properties"])


def internal_part(given: Json) -> Json:
    """Tell whether a program wrote a part."""
    piece = untyped.piece(given["part"])
    return piece is not None and internal.is_internal(piece)


def has_marker(given: Json) -> Json:
    """Tell whether a text carries the marker."""
    return internal.has_marker(given["text"])


def strip_markers(given: Json) -> Json:
    """Take the markers away."""
    return internal.strip_markers(given["text"])


def marked_part(given: Json) -> Json:
    """Make a marked text part."""
    return {"type": "text", "text": internal.marked_text(given["text"])}


def continuation_part(given: Json) -> Json:
    """Make a continuation part."""
    return internal.continuation_part(given["text"])


def may_have_arrived(given: Json) -> Json:
    """Tell whether a failed request may have been accepted."""
    return repost.may_have_arrived(given["dispatch_attempted"], given["error"])


def error_content(given: Json) -> Json:
    """Give the texts of error parts."""
    text, found = untyped.error_part_text(given["parts"]), untyped.error_texts(given["parts"])
    return {"hasError": found is not None} | ({"errorMessage": text} if found else {})
