"""What people and programs write for a model, and when two writings mean the same one.

Source: fallback-behaviour 2. The form is `provider/model` with a variant as `(high)`, `:high` or
a last word ` high`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from omo_watch_core.fallback.ecma import SPACE, compiled, trimmed
from omo_watch_core.fallback.untyped import filled, table
from omo_watch_core.model import ModelRef

_LEVELS = frozenset({"off", "minimal", "low", "medium", "high", "xhigh", "max"})
_AFTER_COLON = _LEVELS | {"auto"}
_AFTER_BLANK = (_LEVELS - {"off"}) | {"none", "auto", "thinking"}
_GROUP = compiled(r"^(.*)\(([^()]+)\)\s*$")
_LAST_WORD = compiled(r"^(.*[^\s])\s+([a-z][a-z0-9_-]*)$")
_STATED_GROUP = compiled(r"\([^()]+\)\s*$")
_STATED_WORD = compiled(r"\s([a-z]+)$")
_SUFFIXES = (compiled("-thinking$"), compiled("-max$"), compiled("-high$"))
_CLAUDE = ("claude-opus-", "claude-sonnet-", "claude-haiku-")


def parse(text: str) -> ModelRef | None:
    """Read `provider/model[variant]`, split at the first slash; None where a side is empty."""
    provider, _, rest = text.partition("/")
    model, variant = split_variant(rest)
    provider = trimmed(provider)
    if not provider or not model:
        return None
    return ModelRef(provider=provider, model=model, variant=variant)


def split_variant(model: str) -> tuple[str, str | None]:
    """Part a model's id from its variant: a last group wins, then `:level`, then a last word.

    After a colon or a blank only known words are variants (REC of 2), lower-cased; a group is
    taken as it stands, and an empty one is none.
    """
    whole = trimmed(model)
    if group := _GROUP.match(whole):
        return trimmed(group[1]), trimmed(group[2]) or None
    base, _, level = whole.rpartition(":")
    if base and trimmed(level).lower() in _AFTER_COLON:
        return trimmed(base), trimmed(level).lower()
    if (last := _LAST_WORD.match(whole)) and last[2].lower() in _AFTER_BLANK:
        return last[1], last[2].lower()
    return whole, None


def canonical(model: object) -> str | None:
    """Give `provider/model` of an event's model, a text or an object; its variant is left out.

    An object is `{providerID, id}` or `{providerID, modelID}`; `id` wins.
    """
    if isinstance(model, str):
        return trimmed(model) or None
    fields = table(model)
    provider = _word(fields.get("providerID"))
    name = _word(fields.get("id")) or _word(fields.get("modelID"))
    return f"{provider}/{name}" if provider and name else None


def stated(model: object) -> str | None:
    """Give a model as a session's state keeps it: a text as it stands, an object's variant too.

    An object is `{providerID, modelID, variant?}`.
    """
    if isinstance(model, str):
        return model
    fields = table(model)
    provider, name = _word(fields.get("providerID")), _word(fields.get("modelID"))
    if not provider or not name:
        return None
    variant = _word(fields.get("variant"))
    return f"{provider}/{name}({variant})" if variant else f"{provider}/{name}"


def with_variant(model: object, variant: object) -> str | None:
    """Give a stated model with a variant; one that it has already stays."""
    base, added = stated(model), _word(variant)
    ref = parse(base) if base and added else None
    return base if ref is None or ref.variant else f"{ref.name}({added})"


def are_equivalent(candidate: str, current: str) -> bool:
    """Tell whether two texts mean one model, so that a change between them changes nothing.

    Case, dots and dashes do not count; Claude models count as one family whoever serves them.
    Texts that are no models are compared without case; an empty one equals nothing.
    """
    first, second = parse(candidate), parse(current)
    if first is None or second is None:
        return bool(candidate) and candidate.lower() == current.lower()
    return _identity(first) == _identity(second)


def asked_for(text: str, agent_variant: str | None) -> ModelRef | None:
    """Give the model to send: with its own variant, else with the agent's."""
    ref = parse(text)
    if ref is None or ref.variant:
        return ref
    return ModelRef(provider=ref.provider, model=ref.model, variant=agent_variant or None)


def written(ref: ModelRef) -> str:
    """Write a model as a chain names it, with its variant."""
    return f"{ref.name}({ref.variant})" if ref.variant else ref.name


def short(text: str) -> str:
    """Give a model's name for people: what stands after the last slash."""
    return text.rpartition("/")[2]


def without_suffixes(model: str) -> str:
    """Take one `-thinking`, then one `-max`, then one `-high` from the end of an id."""
    for suffix in _SUFFIXES:
        model = suffix.sub("", model)
    return model


def listed(models: str | Sequence[object] | None) -> Sequence[object] | None:
    """Give configured models as a list: an empty text is not configured, an empty list is.

    Source: fallback-behaviour 1.2.
    """
    if isinstance(models, str):
        return [models] if models else None
    return models


def flattened(entries: Iterable[object]) -> tuple[str, ...]:
    """Give a chain's entries as texts; what is neither a text nor has a model is left out.

    Of an object only `model` and `variant` survive (fallback-behaviour 1.2).
    """
    named = (entry if isinstance(entry, str) else _flat(table(entry)) for entry in entries)
    return tuple(name for name in named if name is not None)


def _flat(entry: dict[str, object]) -> str | None:
    model, variant = entry.get("model"), filled(entry.get("variant"))
    if not isinstance(model, str):
        return None
    if variant is None:
        return model
    base = _STATED_GROUP.sub("", model).rstrip(SPACE)
    last = _STATED_WORD.search(base)
    if last and last[1].lower() in _LEVELS:
        base = base[: last.start()]
    return f"{trimmed(base)}({variant})"


def _identity(ref: ModelRef) -> tuple[str, str, str]:
    provider, model = ref.provider.lower(), ref.model.lower().replace(".", "-")
    if model.startswith(_CLAUDE):
        provider, model = "claude", without_suffixes(model)
    return provider, model, (ref.variant or "").lower()


def _word(value: object) -> str:
    return trimmed(value) if isinstance(value, str) else ""
