"""The JSON of background tasks and their lanes: fields may be added, never renamed."""

from __future__ import annotations

from omo_watch_core.model import Tokens
from omo_watch_core.state import State
from omo_watch_core.tasks.derive.row import LaneRow, TaskRow, TryRow

Document = dict[str, object]


def task_entry(state: State, row: TaskRow) -> Document:
    """Write one task; its times in milliseconds are this machine's."""
    return {
        "server": row.server,
        "id": row.id,
        "origin": row.origin,
        "session": row.session,
        "parent": row.parent,
        "parent_title": row.parent_title,
        "description": row.description,
        "agent": row.agent or None,
        "category": row.category or None,
        "model": row.model.name if row.model else None,
        "state": row.state,
        "claim": row.claim,
        "verdict": row.verdict,
        "differs": row.differs,
        "why": {"cause": row.why.cause, "evidence": row.why.evidence} if row.why else None,
        "attempt": row.attempt,
        "attempts": [_try(one) for one in row.attempts],
        "lane": row.lane or None,
        "place": row.place,
        "elapsed_s": elapsed_s(state, row),
        "silent_s": _seconds(row.silent_ms) if row.silent_ms is not None else None,
        "since_ms": row.since_ms or None,
        "ended_ms": row.ended_ms,
        "seconds_left": _left(state, row),
        "stopped_by": row.stopped_by or None,
        "stopped_ms": row.stopped_ms,
        "error": row.error or None,
        "counted": row.counted,
        "calls": row.calls,
        "last_tool": row.last_tool or None,
        "tokens": tokens_entry(row.tokens),
        "cost": row.cost,
    }


def lane_entry(lane: LaneRow) -> Document:
    """Write one lane with the ids of its open tasks, those that wait in the order of the queue."""
    return {
        "server": lane.server,
        "key": lane.key or None,
        "origin": lane.origin,
        "held": lane.held,
        "width": lane.width,
        "paused": lane.paused,
        "queued": lane.queued,
        "tasks": [row.id for row in lane.tasks],
    }


def elapsed_s(state: State, row: TaskRow) -> float | None:
    """Give how long a task took, or has been there; None where its beginning is not known."""
    if not row.launched_ms:
        return None
    end = row.ended_ms if row.ended_ms is not None else state.now_ms
    return max(_seconds(end - row.launched_ms), 0.0)


def tokens_entry(tokens: Tokens) -> Document:
    """Write the tokens of a session."""
    return {
        "input": tokens.input,
        "output": tokens.output,
        "reasoning": tokens.reasoning,
        "cache_read": tokens.cache_read,
        "cache_write": tokens.cache_write,
    }


def _try(one: TryRow) -> Document:
    return {
        "number": one.number,
        "session": one.session,
        "model": one.model.name if one.model else None,
        "error": one.error or None,
    }


def _left(state: State, row: TaskRow) -> float | None:
    if row.due_ms is None:
        return None
    return max(_seconds(row.due_ms - state.now_ms), 0.0)


def _seconds(ms: float) -> float:
    return round(ms / 1_000, 1)
