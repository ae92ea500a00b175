"""Hold, release and clear a model: noted in the journal, and nothing is sent."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from msgspec.structs import replace

from omo_watch_core.actions.knowing import NEAREST, nearest
from omo_watch_core.actions.models.nouns import ModelAction
from omo_watch_core.actions.moves import Move, end
from omo_watch_core.clock import age
from omo_watch_core.commands import WishModel
from omo_watch_core.fallback.board import place
from omo_watch_core.fallback.models import parse
from omo_watch_core.journal.models import is_held, note_of
from omo_watch_core.select.limits import standing_limits
from omo_watch_core.state import Server, Session, State

ONLY_HERE = "the plugin and other programs do not know of it"
UNKEPT = "read-only keeps nothing: it holds while this program runs"
Step = Move[ModelAction]


def blank(command: WishModel, common: dict[str, Any]) -> ModelAction:
    """Make the action of a wish."""
    common = {**common, "title": command.model}
    return ModelAction(**common, wants=command.wants, model=command.model)


def begin(
    state: State, action: ModelAction, server: Server | None, session: Session | None
) -> Step:
    """Refuse what means nothing, else end at once: the note is written with the end."""
    fault = _fault(state, action)
    if fault:
        return end(action, "refused", action.started_ms, fault)
    action = replace(action, model=_spelled(state, action.model))
    hint = UNKEPT if state.mode == "watch" else ""
    now, name = action.started_ms, action.model
    if action.wants == "hold":
        said = f"nothing here chooses {name} until it is released; {ONLY_HERE}"
        return end(action, "held", now, said, hint)
    if action.wants == "release":
        since = note_of(state.journal, name)
        held = age(now - since.held_ms) if since and since.held_ms else ""
        return end(action, "released", now, f"{name} can be chosen again, held for {held}", hint)
    said = f"the cooldown of {name} is forgotten here; the server's own wait goes on"
    return end(action, "cleared", now, said, hint)


def limited_names(state: State) -> set[str]:
    """Name the models that some session met a limit with, and that is not forgotten."""
    return {limit.model for limit in standing_limits(state).values()}


def known_names(state: State) -> list[str]:
    """Name all models that are known."""
    offered = (name for server in state.servers.values() for name in server.models)
    limited = (limit.model for limit in state.limited.values())
    return list(dict.fromkeys([*offered, *limited]))


def _fault(state: State, action: ModelAction) -> str:
    name, held = action.model, is_held(state.journal, action.model)
    if action.wants == "release":
        return "" if held else f"{name} is not held"
    if action.wants == "hold" and held:
        return f"{name} is held already"
    if parse(name) is None:
        return f"`{name}` is no model: say provider/model"
    if action.wants == "hold":
        return _unknown(state, name)
    if state.duty is None:
        return ""  # whoever looks after models may know of one
    limited = {place(one) for one in limited_names(state)}
    return "" if place(name) in limited else f"{name} has no cooldown that is known here"


def _unknown(state: State, name: str) -> str:
    """Say that nobody knows a model; a chain may name one that no server offers."""
    known = known_names(state)
    if not known or place(name) in {place(one) for one in known}:
        return ""
    return f"no server has {name}.{nearest(get_close_matches(name, known, n=NEAREST))}"


def _spelled(state: State, name: str) -> str:
    """Write the model as its servers do."""
    meant = place(name)
    return next((known for known in known_names(state) if place(known) == meant), name)
