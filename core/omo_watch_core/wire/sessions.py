"""Sessions, as listings and events alike write them."""

from __future__ import annotations

import msgspec

from omo_watch_core.clean import clean_line
from omo_watch_core.model import SessionInfo
from omo_watch_core.wire.models import WireModel, WireTokens, model_of, tokens_of
from omo_watch_core.wire.notes import notes_of, probe_of, task_of
from omo_watch_core.wire.numbers import NO_TIME, WireTime, cost, whole, whole_or_none
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.words import place, word, word_or_none


class WireSession(Wire, rename={"project": "projectID", "parent": "parentID"}):
    """Hold a session."""

    id: str
    title: str | None = None
    directory: str | None = None
    project: str | None = None
    parent: str | None = None
    agent: str | None = None
    model: WireModel | None = None
    time: WireTime | None = None
    cost: float | None = None
    tokens: WireTokens | None = None
    metadata: msgspec.Raw = msgspec.Raw(b"{}")


def session_of(wire: WireSession) -> SessionInfo:
    """Give what the server says about a session."""
    time = wire.time or NO_TIME
    parked, lease = notes_of(wire.metadata)
    probe = probe_of(wire.metadata)
    return SessionInfo(
        id=word(wire.id),
        title=clean_line(wire.title or ""),
        directory=place(wire.directory or ""),
        parent=word_or_none(wire.parent),
        project=word_or_none(wire.project),
        agent=word_or_none(wire.agent),
        model=model_of(wire.model),
        created_ms=whole(time.created),
        updated_ms=whole(time.updated),
        archived_ms=whole_or_none(time.archived),
        cost=cost(wire.cost),
        tokens=tokens_of(wire.tokens),
        parked_until_ms=parked.until_ms if parked else None,
        parked_by=parked.by if parked else None,
        lease=lease,
        task=task_of(wire.metadata),
        probe=probe is not None,
        probe_action=probe or "",
    )
