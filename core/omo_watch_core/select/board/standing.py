"""How a model stands: cooling, due, held, not connected or free."""

from __future__ import annotations

from collections import defaultdict

from msgspec.structs import replace

from omo_watch_core.clock import MINUTE
from omo_watch_core.fallback.board import place
from omo_watch_core.journal.models import note_of
from omo_watch_core.limited import Limit
from omo_watch_core.model import ModelInfo
from omo_watch_core.select.board.nouns import ModelRow, Standing
from omo_watch_core.select.board.using import Using
from omo_watch_core.select.limits import standing_limits
from omo_watch_core.state import State

DUE_MS = 10 * MINUTE
"""For so long after its end a limit is called due, unless an answer comes before."""


def model_rows(state: State) -> list[ModelRow]:
    """Give all models that a server offers, a session uses, or a limit was met with."""
    using, offers, hits = Using(state), _offers(state), _hits(state)
    spelt = {place(limit.model): limit.model for found in hits.values() for limit in found}
    spelt |= using.spelt
    spelt |= {key: next(iter(told.values())).ref.name for key, told in offers.items()}
    # A held model that no server offers any more keeps its row: it must be released somewhere.
    noted = (one.id for one in state.journal.holds.values() if one.held_ms is not None)
    keys = dict.fromkeys([*offers, *using.users, *hits, *noted])
    return [_row(state, key, spelt.get(key, key), using, offers, hits) for key in keys]


def _row(
    state: State,
    key: str,
    name: str,
    using: Using,
    offers: dict[str, dict[str, ModelInfo]],
    hits: dict[str, list[Limit]],
) -> ModelRow:
    offered = offers.get(key, {})
    row = ModelRow(
        name=name,
        standing="free",
        info=next(iter(offered.values()), None),
        servers=tuple(offered),
        missing=tuple(using.missing.get(key, ())),
        hits=tuple(sorted(hits.get(key, ()), key=lambda hit: -hit.met_ms)),
        users=tuple(using.users.get(key, ())),
        on_it=tuple(using.on_it.get(key, ())),
        note=note_of(state.journal, name),
    )
    return replace(row, standing=_standing(row, state.now_ms))


def _standing(row: ModelRow, now_ms: int) -> Standing:
    if row.note is not None and row.note.held_ms is not None:
        return "held"
    if row.hits:
        last = row.last
        return "cooling" if last is not None and last.until_ms > now_ms else "due"
    if row.missing and not row.servers:
        return "not connected"
    return "free"


def _offers(state: State) -> dict[str, dict[str, ModelInfo]]:
    """Give by `board.place` what each server says of a model."""
    found: dict[str, dict[str, ModelInfo]] = defaultdict(dict)
    for server in state.servers.values():
        for name, info in server.models.items():
            found[place(name)][server.name] = info
    return found


def _hits(state: State) -> dict[str, list[Limit]]:
    """Give by `board.place` the limits that stand: not cleared, and not long over."""
    found: dict[str, list[Limit]] = defaultdict(list)
    for limit in standing_limits(state).values():
        if limit.server in state.servers and limit.until_ms + DUE_MS >= state.now_ms:
            found[place(limit.model)].append(limit)
    return found
