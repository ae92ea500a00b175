"""The order of the board: by provider, what rests first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import get_args

from omo_watch_core.select.board.incident import incident_of
from omo_watch_core.select.board.nouns import (
    Board,
    BoardKey,
    BoardView,
    Group,
    Incident,
    ModelRow,
    Standing,
)
from omo_watch_core.select.board.standing import model_rows
from omo_watch_core.select.filter import FilterError, Term, Words, agrees, parse
from omo_watch_core.state import State

FIELDS = ("state", "model", "provider", "server", "reason", "session")
WORDS: Words = {"state": get_args(Standing)}
RANKS: dict[Standing, int] = {
    "cooling": 0, "due": 1, "held": 2, "free": 3, "not connected": 4,
}  # fmt: skip


def arrange_models(state: State, view: BoardView) -> Board:
    """Group the models by provider; a provider in a storm is one row until it is unfolded."""
    try:
        terms, fault = parse(view.filter, FIELDS, WORDS), None
    except FilterError as error:
        terms, fault = (), str(error)
    rows = model_rows(state)
    by_provider: dict[str, list[ModelRow]] = defaultdict(list)
    for row in rows:
        by_provider[row.provider].append(row)
    limited = any(RANKS[row.standing] < RANKS["free"] for row in rows)
    incidents: dict[BoardKey, Incident] = {}
    groups: list[tuple[tuple[int, float, str], Group]] = []
    hidden = 0
    for provider, known in by_provider.items():
        wanted = [row for row in known if terms or _is_shown(row, view, limited)]
        kept = [row for row in wanted if _agrees(state, row, terms)]
        hidden += len(wanted) - len(kept)
        storm = incident_of(provider, known)
        # Who looks for a model by name wants to see it, not the storm that it is in.
        folded = storm is not None and not terms
        if storm is not None and folded:
            incidents[storm.key] = storm
        keys = _keys(kept, storm if folded else None, view)
        if keys:
            groups.append((_rank(kept), Group(provider=provider, keys=keys)))
    groups.sort(key=lambda pair: pair[0])
    return Board(
        groups=tuple(group for _, group in groups),
        rows={row.key: row for row in rows},
        incidents=incidents,
        hidden=hidden,
        fault=fault,
    )


def _is_shown(row: ModelRow, view: BoardView, limited: bool) -> bool:
    if view.shows == "all":
        return True
    rests = RANKS[row.standing] < RANKS["free"]
    # Where nothing rests the board is empty: that is what one wants to read.
    return rests or (view.shows == "used" and limited and bool(row.users))


def _keys(
    rows: Sequence[ModelRow], storm: Incident | None, view: BoardView
) -> tuple[BoardKey, ...]:
    ordered = sorted(rows, key=_order)
    if storm is None or not view.folds:
        return tuple(row.key for row in ordered)
    if storm.provider in view.unfolded:
        return (storm.key, *(row.key for row in ordered))
    inside = {row.name for row in storm.models}
    return (storm.key, *(row.key for row in ordered if row.name not in inside))


def _order(row: ModelRow) -> tuple[int, float, str]:
    return (RANKS[row.standing], row.last.until_ms if row.last else 0.0, row.name)


def _rank(rows: Sequence[ModelRow]) -> tuple[int, float, str]:
    """Order providers by their worst model, then by how many sessions are concerned."""
    worst = min((RANKS[row.standing] for row in rows), default=9)
    concerned = {key for row in rows if RANKS[row.standing] == worst for key in row.users}
    return (worst, -len(concerned), rows[0].provider if rows else "")


def _agrees(state: State, row: ModelRow, terms: tuple[Term, ...]) -> bool:
    values = _values(state, row) if terms else {}
    return all(agrees(term, values) for term in terms)


def _values(state: State, row: ModelRow) -> dict[str, str]:
    sessions = [state.session(key) for key in row.users]
    titles = [session.info.title for session in sessions if session is not None]
    return {
        "state": row.standing,
        "model": row.name,
        "provider": row.provider,
        "server": "\n".join((*row.servers, *row.missing)),
        "reason": "\n".join(hit.reason for hit in row.hits),
        "session": "\n".join((*titles, *(hit.title for hit in row.hits))),
    }
