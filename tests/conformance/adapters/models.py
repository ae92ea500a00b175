"""Writings of models."""

from collections.abc import Sequence

from omo_watch_core.fallback import models
from omo_watch_core.fallback.state import create
from tests.conformance.case import Json


def parsed(given: Json) -> Json:
    """A text as provider, model and variant."""
    ref = models.parse(given["model"])
    return ref and {"providerID": ref.provider, **_model(ref.model, ref.variant)}


def variant(given: Json) -> Json:
    """An id as id and variant."""
    return _model(*models.split_variant(given["model_id"]))


def canonical(given: Json) -> Json:
    """The model of an event as one text."""
    return models.canonical(given["model"])


def stated(given: Json) -> Json:
    """The model of a state as one text."""
    return models.stated(given["model"])


def stated_with(given: Json) -> Json:
    """The model of a state with a variant."""
    return models.with_variant(given["model"], given["variant"])


def created(given: Json) -> Json:
    """The state that begins with a model; without one there is no state."""
    model = models.stated(given["model"])
    state = create(model or "")
    return {
        "originalModel": state.original or None,
        "currentModel": state.current or None,
        "fallbackIndex": state.index,
        "failedModels": state.failed,
        "attemptCount": state.attempts,
    }


def equivalent(given: Json) -> Json:
    """Two texts for one model."""
    return models.are_equivalent(given["candidate"] or "", given["current"] or "")


def payload(given: Json) -> Json:
    """The model of a retry, with what the agent says of effort."""
    agent = given["agent"] or {}
    ref = models.asked_for(given["model"], agent.get("variant"))
    if ref is None:
        return None
    said = {"variant": ref.variant, "reasoningEffort": agent.get("reasoningEffort")}
    model = {"providerID": ref.provider, "modelID": ref.model}
    return {"model": model} | {key: value for key, value in said.items() if value}


def flattened(given: Json) -> Json:
    """A chain's entries as texts."""
    entries: Sequence[object] | None = given["models"]
    return None if entries is None else list(models.flattened(entries))


def without_suffixes(given: Json) -> Json:
    """An id without the endings that mean effort."""
    return models.without_suffixes(given["model_id"])


def _model(model: str, level: str | None) -> dict[str, str]:
    return {"modelID": model} | ({"variant": level} if level else {})
