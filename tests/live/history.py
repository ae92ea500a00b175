"""What tests look for in the messages of a session."""

from collections.abc import Callable

from tests.live.lab import Json


def speaks(messages: list[Json]) -> bool:
    """Tell whether an answer has begun to show text.

    A text is stored when it is complete; until then its part is there, and empty.
    """
    return any(part["type"] == "text" for part in answered(messages))


def prints(word: str) -> Callable[[list[Json]], bool]:
    """Tell by a running tool's output that it has come so far."""

    def holds(messages: list[Json]) -> bool:
        states = [part["state"] for part in answered(messages) if part["type"] == "tool"]
        return any(word in state.get("metadata", {}).get("output", "") for state in states)

    return holds


def answered(messages: list[Json]) -> list[Json]:
    """Give all parts of all answers."""
    answers = [message for message in messages if message["info"]["role"] == "assistant"]
    return [part for message in answers for part in message["parts"]]
