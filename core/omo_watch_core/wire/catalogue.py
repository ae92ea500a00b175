"""The models that a server can use; of providers nothing but their names is read."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from omo_watch_core.clean import clean_line
from omo_watch_core.model import ModelInfo, ModelRef
from omo_watch_core.wire.models import model_ref
from omo_watch_core.wire.notes import number_of
from omo_watch_core.wire.numbers import price
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.unpack import unpack_loosely
from omo_watch_core.wire.words import word


class _Limit(Wire):
    context: object = None


class _Cost(Wire):
    input: object = None
    output: object = None


class _Model(Wire):
    name: object = None
    limit: msgspec.Raw = msgspec.Raw(b"{}")
    cost: msgspec.Raw = msgspec.Raw(b"{}")
    variants: msgspec.Raw = msgspec.Raw(b"{}")


_LIMIT = msgspec.json.Decoder(_Limit)
_MODEL = msgspec.json.Decoder(_Model)
_COST = msgspec.json.Decoder(_Cost)
_VARIANTS = msgspec.json.Decoder(dict[str, msgspec.Raw])


class WireProvider(Wire):
    """Hold a provider's models by their ids."""

    id: str
    models: dict[str, msgspec.Raw]


class WireCatalogue(Wire):
    """Hold all providers that are ready for use."""

    providers: list[WireProvider]


def models_of(wire: WireCatalogue) -> Iterator[ModelInfo]:
    """Yield the models in the server's order; what is odd about one costs only itself."""
    for provider in wire.providers:
        for name, model in provider.models.items():
            ref = model_ref(provider.id, name, None)
            if ref is not None:
                yield _model(ref, unpack_loosely(_MODEL, model) or _Model())


def _model(ref: ModelRef, model: _Model) -> ModelInfo:
    limit = unpack_loosely(_LIMIT, model.limit) or _Limit()
    cost = unpack_loosely(_COST, model.cost) or _Cost()
    return ModelInfo(
        ref=ref,
        label=clean_line(model.name) if isinstance(model.name, str) else "",
        context=number_of(limit.context) or 0,
        variants=tuple(map(word, unpack_loosely(_VARIANTS, model.variants) or ())),
        price_in=_price(cost.input),
        price_out=_price(cost.output),
    )


def _price(said: object) -> float | None:
    """Read a price in dollars; one that is no number is none."""
    if isinstance(said, bool) or not isinstance(said, int | float):
        return None
    return price(said)
