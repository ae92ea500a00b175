"""A provider in a storm: several of its models rest, or many sessions were hit at once."""

from __future__ import annotations

from collections.abc import Sequence

from omo_watch_core.clock import MINUTE
from omo_watch_core.select.board.nouns import Incident, ModelRow

MODELS = 3
"""So many models of one provider that rest at once are one incident."""
SESSIONS = 5
WITHIN_MS = 5 * MINUTE
"""So are so many sessions that were hit within this time."""


def incident_of(provider: str, rows: Sequence[ModelRow]) -> Incident | None:
    """Give the incident of a provider's models, where there is one."""
    resting = tuple(row for row in rows if row.standing == "cooling")
    if len(resting) < MODELS and not _is_wave(resting):
        return None
    hits = [hit for row in resting for hit in row.hits]
    ends = [row.last.until_ms for row in resting if row.last is not None]
    return Incident(
        provider=provider,
        models=resting,
        of=len(rows),
        sessions=tuple(dict.fromkeys((hit.server, hit.session) for hit in hits)),
        users=tuple(dict.fromkeys(key for row in resting for key in row.users)),
        since_ms=min(hit.since_ms for hit in hits),
        first_ms=min(ends),
        last_ms=max(ends),
    )


def _is_wave(resting: Sequence[ModelRow]) -> bool:
    """Tell whether many sessions were hit within a few minutes."""
    met = sorted(
        {(hit.server, hit.session): hit.since_ms for row in resting for hit in row.hits}.values()
    )
    waves = zip(met, met[SESSIONS - 1 :], strict=False)
    return any(last - first <= WITHIN_MS for first, last in waves)
