"""The JSON of the board of models: fields may be added, never renamed."""

from __future__ import annotations

from omo_watch_core.clock import SECOND
from omo_watch_core.limited import Limit
from omo_watch_core.select.board.concerned import Concerned, concerned
from omo_watch_core.select.board.cost import cost_class
from omo_watch_core.select.board.nouns import Board, Incident, ModelRow
from omo_watch_core.state import State

Document = dict[str, object]


def board_entries(state: State, board: Board) -> Document:
    """Write all models that are shown, and the incidents of providers."""
    rows = [board.rows[key] for key in board.keys if key in board.rows]
    return {
        "models": [model_entry(state, row) for row in rows],
        "incidents": [incident_entry(one) for one in board.incidents.values()],
    }


def model_entry(state: State, row: ModelRow) -> Document:
    """Write one model; its times in milliseconds are this machine's."""
    last, info, note = row.last, row.info, row.note
    held = note is not None and note.held_ms is not None
    limit = last if row.is_limited else None
    return {
        "model": row.name,
        "provider": row.provider,
        "state": row.standing,
        "reason": limit.reason if limit else None,
        "since_ms": row.since_ms,
        "until_ms": int(limit.until_ms) if limit else None,
        "seconds_left": _left(limit, state.now_ms),
        "until_stated": limit.stated if limit else None,
        "held": {"by": note.owner, "since_ms": note.held_ms} if held and note else None,
        "hit_by": [_hit(hit) for hit in row.hits],
        "used_by": [_user(one) for one in concerned(state, row.users, row.on_it)],
        "servers": list(row.servers),
        "missing_on": list(row.missing),
        "cost_class": cost_class(info),
        "price": {"in": info.price_in, "out": info.price_out} if info else None,
    }


def incident_entry(one: Incident) -> Document:
    """Write a provider in a storm."""
    return {
        "provider": one.provider,
        "models": [row.name for row in one.models],
        "of_models": one.of,
        "sessions_hit": len(one.sessions),
        "sessions_concerned": len(one.users),
        "since_ms": one.since_ms,
        "first_back_ms": int(one.first_ms),
        "all_back_ms": int(one.last_ms),
    }


def _left(last: Limit | None, now_ms: int) -> float | None:
    return round((last.until_ms - now_ms) / SECOND, 1) if last else None


def _hit(hit: Limit) -> Document:
    return {
        "server": hit.server,
        "session": hit.session,
        "title": hit.title,
        "reason": hit.reason,
        "since_ms": hit.since_ms,
        "until_ms": int(hit.until_ms),
    }


def _user(one: Concerned) -> Document:
    return {
        "server": one.key[0],
        "session": one.key[1],
        "title": one.title,
        "on_it": one.now,
        "waits": one.waits,
        "goes_to": one.goes_to or None,
    }
