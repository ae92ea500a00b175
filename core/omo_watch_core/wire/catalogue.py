"""The models that a server can use; of providers nothing but their names is read."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from omo_watch_core.clean import clean_line
from omo_watch_core.model import ModelInfo
from omo_watch_core.wire.models import model_ref
from omo_watch_core.wire.numbers import whole
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.words import word


class _Limit(Wire):
    context: float | None = None


class _Model(Wire):
    name: str | None = None
    limit: _Limit | None = None
    variants: dict[str, msgspec.Raw] | None = None


class WireProvider(Wire):
    """Hold a provider's models by their ids."""

    id: str
    models: dict[str, _Model]


class WireCatalogue(Wire):
    """Hold all providers that are ready for use."""

    providers: list[WireProvider]


def models_of(wire: WireCatalogue) -> Iterator[ModelInfo]:
    """Yield the models in the server's order."""
    for provider in wire.providers:
        for name, model in provider.models.items():
            ref = model_ref(provider.id, name, None)
            if ref is not None:
                yield ModelInfo(
                    ref=ref,
                    label=clean_line(model.name or ""),
                    context=whole(model.limit.context) if model.limit else 0,
                    variants=tuple(map(word, model.variants or ())),
                )
