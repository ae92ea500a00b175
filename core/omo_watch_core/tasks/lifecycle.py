"""When a task is complete, and when it may run once more.

Source: background-tasks 2, 4 and 5.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec.structs import replace

from omo_watch_core.clock import SECOND
from omo_watch_core.fallback.ecma import trimmed
from omo_watch_core.fallback.history import Piece, Said
from omo_watch_core.tasks.record import Task
from omo_watch_core.tasks.stale import GONE_POLLS

MIN_AGE_MS = 5 * SECOND
"""A child is idle for a moment before its first turn."""
CRASHED = (
    "Subagent session no longer exists (process likely crashed)."
    " The session disappeared without producing any output."
)
"""What a task ends with whose session is gone before it produced anything."""
CLOSED_TODOS = frozenset({"completed", "cancelled"})

Rest = Literal["complete", "not-running", "team", "too-young", "no-output", "open-todos"]


def at_rest(
    task: Task, now_ms: float, said: Iterable[Said] | None, todos: Iterable[str] = ()
) -> Rest:
    """Tell whether a task is complete now that its child is idle, else what stands against it.

    `said` is None where the messages could not be read, which counts as output; `todos` are the
    status words of the child's list.
    """
    if task.status != "running":
        return "not-running"
    if task.is_team:
        return "team"
    if now_ms < idle_counts_from_ms(task):
        return "too-young"
    if said is not None and not has_output(said):
        return "no-output"
    return "complete" if CLOSED_TODOS.issuperset(todos) else "open-todos"


def idle_counts_from_ms(task: Task) -> float:
    """Give from when on an idle child is believed; the check is put off until then."""
    return (task.started_ms or 0) + MIN_AGE_MS


def has_output(said: Iterable[Said]) -> bool:
    """Tell whether a child produced anything: text, reasoning, a tool call or its result."""
    pieces = (piece for one in said if one.role in ("assistant", "tool") for piece in one.pieces)
    return any(_is_output(piece) for piece in pieces)


def may_have_crashed(task: Task, rest: Rest) -> bool:
    """Tell whether the server has to be asked if the session still exists; else it is `CRASHED`."""
    return rest == "no-output" and (task.missed_polls or 0) >= GONE_POLLS


def resumed(task: Task, now_ms: float) -> Task | None:
    """Give an ended task running again in its own session; None while it is not over."""
    if not task.is_over or task.session is None:
        return None
    return replace(
        task, status="running", error=None, started_ms=now_ms, completed_ms=None, updated_ms=None
    )


def _is_output(piece: Piece) -> bool:
    if piece.kind in ("text", "reasoning", "tool_result"):
        return trimmed(piece.text) != ""
    return piece.kind == "tool"
