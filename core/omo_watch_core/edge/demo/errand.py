"""What a new session below another one does with its first prompt: it looks about, and reports."""

from __future__ import annotations

from msgspec import UNSET

from omo_watch_core.edge.demo import tools, turns
from omo_watch_core.edge.demo.beats import Pen
from omo_watch_core.edge.demo.turns import Turn

READS = "README.md"
LOOKS = "git log --oneline -20"
BEGINS = "I look at what is there first."


def is_new(pen: Pen, turn: Turn) -> bool:
    """Tell whether a session was sent on an errand just now."""
    return turn.session.parent_id is not UNSET and not pen.world.history(pen.session)


def run(pen: Pen, turn: Turn, message: str, says: str) -> None:
    """Say a word, use two tools, and answer."""
    turns.talk(pen, message, BEGINS, turns.PACE_MS)
    tools.use(pen, message, "read", {"filePath": READS}, READS, 700)
    given: dict[str, object] = {"command": LOOKS, "description": "Read the newest changes"}
    tools.use(pen, message, "bash", given, LOOKS, 1_600)
    turns.go_on(pen, turn, message, says)
