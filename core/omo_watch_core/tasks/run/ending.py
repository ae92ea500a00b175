"""How a task of our own ends, and what it leaves to be told."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.state import Server
from omo_watch_core.tasks.attempts import ended
from omo_watch_core.tasks.durations import in_notices
from omo_watch_core.tasks.own import OwnTask
from omo_watch_core.tasks.record import Status
from omo_watch_core.tasks.run.round import Round

WORDS: dict[Status, str] = {
    "completed": "is done",
    "error": "has failed",
    "cancelled": "is cancelled",
    "interrupt": "could not run",
}


def give_up(
    look: Round, server: Server | None, own: OwnTask, status: Status, why: str | None
) -> None:
    """End a task for good; its slot is free, its prompt is forgotten."""
    if own.task.is_over:
        return
    over = ended(own.task, status, why, look.now)
    # Who reads the journal later has no business with the words of a person.
    own = look.set(replace(own, why=""), replace(over, prompt=""))
    if server is not None:
        begun = own.task.started_ms
        took = f" after {in_notices(look.now - begun)}" if begun else ""
        look.tell(server, own, f"{WORDS[status]}{took}{f': {why}' if why else ''}")
