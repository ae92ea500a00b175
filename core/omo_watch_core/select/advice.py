"""The commands that do something about what waits for a person, as they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote

from omo_watch_core.charge.duty import Offer
from omo_watch_core.fallback.models import parse
from omo_watch_core.model import Ask
from omo_watch_core.rung import Rung

PROGRAM = "omo-watch"
ANY_MODEL = "PROVIDER/MODEL"


def answer(ask: Ask) -> str:
    """Answer a request: a permission once, a question in words."""
    return f"{PROGRAM} answer {ask.id} {'once' if ask.kind == 'permission' else 'TEXT'}"


def override(session: str, model: str) -> str:
    """Move a session to a model; a name without its provider is not enough for that."""
    return f"{PROGRAM} override {session} {quote(model) if '/' in model else ANY_MODEL}"


def take(offer: Offer) -> str:
    """Take the step that is offered, with the lease that belongs to it."""
    ref = parse(offer.model)
    variant = f" --variant {quote(ref.variant)}" if ref and ref.variant else ""
    holding = " --until-recovered" if offer.lease is not None else ""
    return f"{override(offer.key[1], ref.name if ref else offer.model)}{variant}{holding}"


def cancel(session: str, strength: str = "") -> str:
    """Stop a session."""
    return f"{PROGRAM} cancel {session}{f' --strength {strength}' if strength else ''}"


def show(session: str) -> str:
    """Look at a session."""
    return f"{PROGRAM} show {session}"


def next_model(ladder: Sequence[Rung]) -> str:
    """Give the model that a session would go on with: the next rung, else the one that it has."""
    for kind in ("next", "current"):
        for rung in ladder:
            if rung.kind == kind:
                return rung.model.name
    return ladder[0].model.name if len(ladder) == 1 else ANY_MODEL


def about(cause: str, session: str, model: str) -> str:
    """Give what helps against a session that will not go on by itself; `model` would be its next.

    A rescue lets the plugin take the end of a dead task, which frees its lane.
    """
    if cause == "deaf-plugin":
        return override(session, model)
    if cause == "parent-not-woken":
        return f"{override(session, model)} --send TEXT"
    if cause == "orphan-task":
        return f"{cancel(session)} --way rescue"
    return show(session) if cause == "queued" else cancel(session)
