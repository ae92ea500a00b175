"""Models and token counts, in the three shapes that the wire has for a model."""

from __future__ import annotations

from omo_watch_core.model import ModelRef, Tokens
from omo_watch_core.wire.numbers import whole
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.words import word, word_or_none

UNSET = "default"
"""The variant that a session shows when it has none."""


class WireModel(Wire, rename={"provider": "providerID", "model": "modelID"}):
    """Hold a model: of a session `{id, providerID}`, of a message `{modelID, providerID}`."""

    id: str | None = None
    model: str | None = None
    provider: str | None = None
    variant: str | None = None


class WireCache(Wire):
    """Hold the cached share of a call's tokens."""

    read: float | None = None
    write: float | None = None


class WireTokens(Wire):
    """Hold the tokens of a call or of a session."""

    total: float | None = None
    input: float | None = None
    output: float | None = None
    reasoning: float | None = None
    cache: WireCache | None = None


def model_ref(provider: str | None, model: str | None, variant: str | None) -> ModelRef | None:
    """Give a model; None unless provider and model are both named."""
    if not provider or not model:
        return None
    chosen = None if variant == UNSET else word_or_none(variant)
    return ModelRef(provider=word(provider), model=word(model), variant=chosen)


def model_of(wire: WireModel | None) -> ModelRef | None:
    """Give the model of a session or of a user message."""
    return model_ref(wire.provider, wire.model or wire.id, wire.variant) if wire else None


def tokens_of(wire: WireTokens | None) -> Tokens:
    """Give the tokens; all 0 where there are none."""
    if wire is None:
        return Tokens()
    cache = wire.cache or WireCache()
    return Tokens(
        input=whole(wire.input),
        output=whole(wire.output),
        reasoning=whole(wire.reasoning),
        cache_read=whole(cache.read),
        cache_write=whole(cache.write),
        total=whole(wire.total),
    )
