"""Messages without their parts."""

from __future__ import annotations

import msgspec

from omo_watch_core.model import Message, ModelRef
from omo_watch_core.wire.failures import WireFailure, failure_of
from omo_watch_core.wire.models import WireModel, WireTokens, model_of, model_ref, tokens_of
from omo_watch_core.wire.numbers import NO_TIME, WireTime, cost, whole, whole_or_none
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.words import word, word_or_none

_RENAMED = {
    "session": "sessionID",
    "parent": "parentID",
    "provider": "providerID",
    "model_name": "modelID",
}


class WireMessage(Wire, rename=_RENAMED):
    """Hold a message of either role; a user's names its model in `model`, an answer beside it."""

    id: str
    session: str
    role: str
    parent: str | None = None
    agent: str | None = None
    model: WireModel | None = None
    provider: str | None = None
    model_name: str | None = None
    variant: str | None = None
    time: WireTime | None = None
    finish: str | None = None
    error: WireFailure | None = None
    tokens: WireTokens | None = None
    cost: float | None = None
    summary: msgspec.Raw = msgspec.Raw(b"null")
    """True for the answer of a compaction; a user's is an object about changed files."""
    system: msgspec.Raw = msgspec.Raw(b"null")
    tools: msgspec.Raw = msgspec.Raw(b"null")
    format: msgspec.Raw = msgspec.Raw(b"null")


def message_of(wire: WireMessage) -> Message:
    """Give a message."""
    time = wire.time or NO_TIME
    return Message(
        id=word(wire.id),
        session=word(wire.session),
        role=word(wire.role),
        parent=word_or_none(wire.parent),
        agent=word_or_none(wire.agent),
        model=_model(wire),
        created_ms=whole(time.created),
        completed_ms=whole_or_none(time.completed),
        finish=word_or_none(wire.finish),
        failure=failure_of(wire.error) if wire.error else None,
        tokens=tokens_of(wire.tokens),
        cost=cost(wire.cost),
        summary=bytes(wire.summary) == b"true",
    )


def _model(wire: WireMessage) -> ModelRef | None:
    if wire.model is None:
        return model_ref(wire.provider, wire.model_name, wire.variant)
    named = model_of(wire.model)
    if named is None or named.variant:
        return named
    return model_ref(named.provider, named.model, wire.variant)
