"""What a server gives for a history: messages as a listing has them, and how one ends."""

from typing import Any

from omo_watch_core.events import LastTurn
from omo_watch_core.growing import Text
from omo_watch_core.model import Message, ModelRef, Part
from tests.core.actions.stage import GPT, OLD_PROMPT, OPUS, A


def stored(
    name: str, parent: str, words: str = "Well", model: ModelRef = GPT, **fields: Any
) -> tuple[Message, tuple[Part, ...]]:
    """Make an answer as a listing has it; without words it has no part."""
    message = Message(id=name, session=A, role="assistant", parent=parent, model=model, **fields)
    part = Part(id=f"prt_{name[4:]}", message=name, session=A, kind="text", text=Text.of(words))
    return message, (part,) if words else ()


def last_turn(**fields: Any) -> LastTurn:
    """Say how a history ends: nothing is answered, unless told otherwise."""
    prompt = Message(id=OLD_PROMPT, session=A, role="user", agent="build", model=OPUS)
    base: dict[str, Any] = {
        "prompt": prompt,
        "extra": b"{}",
        "ends_with_text": False,
        "settled": True,
        "answered": False,
    }
    return LastTurn(**{**base, **fields})


ANSWERED = last_turn(ends_with_text=True, answered=True)
PARTIAL = last_turn(ends_with_text=True)
UNSETTLED = last_turn(settled=False)
