"""What was done, in a few words: for the log, and for people who are told of it."""

from __future__ import annotations

from omo_watch_core.journal.deeds import GIVEN_UP
from omo_watch_core.journal.nouns import Deed

_ON_MODEL = {
    "override": "override to",
    "fallback": "fallback to",
    "retry": "retry on",
    "resume": "go on with",
    "lease": "bring back to",
    "rescue": "rescue on",
    "undo": "undo, back to",
    "probe": "probe",
}
_PLAIN = {
    GIVEN_UP: "give up waiting",
    "clear": "end the lease",
    "hold model": "hold the model",
    "release model": "release the model",
    "clear model": "forget its cooldown",
    "hand": "hand the result over",
    "stopall": "stop all tasks",
    "park": "park",
    "tell": "tell what became of its tasks",
    "task new": "new task",
    "task cancel": "cancel the task",
    "task up": "let the task start next",
}


def named(deed: Deed) -> str:
    """Say what was done: `override to openai/gpt-5.4`, `abort`."""
    kind = deed.kind
    if kind in _ON_MODEL and deed.target is not None:
        return f"{_ON_MODEL[kind]} {deed.target.name}"
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind == "launch":
        return f"launch {deed.title}"
    if kind == "lane":
        return deed.evidence or "change a lane"
    first, _, rest = kind.partition(" ")
    if first == "cancel" and rest:
        return rest if rest in ("abort", "delete") else f"stop, {rest}"
    return f"{first}: {rest}" if first == "answer" and rest else kind
