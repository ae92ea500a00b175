"""Models of a server as entries of the chain, and the other way round."""

from __future__ import annotations

from omo_watch_core.fallback.engine.session import SessionFallback
from omo_watch_core.fallback.models import parse
from omo_watch_core.model import ModelRef


def entry_of(record: SessionFallback, model: ModelRef | None) -> str | None:
    """Name a model as the chain names it where the session stands on it, else plainly.

    An entry may carry a variant that the server does not repeat.
    """
    if model is None:
        return None
    state, step = record.state, record.step
    known = (
        state.pending if state else None,
        step.plan.model if step and step.plan else None,
        state.current if state else None,
        record.begins_on,
    )
    return next((entry for entry in known if _names(entry, model)), model.name)


def _names(entry: str | None, model: ModelRef) -> bool:
    ref = parse(entry) if entry else None
    return ref is not None and ref.name == model.name
