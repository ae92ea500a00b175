"""The bodies that move a session: fresh ids, MARK, NUDGE, a real prompt."""

from __future__ import annotations

import msgspec

from omo_watch_core.events import LastTurn
from omo_watch_core.model import ModelRef
from omo_watch_core.order import CYCLE, stamp_of
from omo_watch_core.state import Server
from omo_watch_core.value import Value

NUDGE = "Continue exactly where your last answer stopped; do not repeat it."
PASSED_THROUGH = ("system", "tools", "format")
STEER = "Wrap up now: finish the step you are in, say what is done and what is left, and stop."


class Recipe(Value):
    """Hold what a prompt is made of."""

    action: str
    kind: str
    """What the mark says: override, rescue, fallback, result or steer."""
    message: str
    part: str
    target: ModelRef
    """Model and variant that shall answer."""
    send: str | None = None
    synthetic: bool = False
    """What is sent is a program's, not a person's words."""
    silent: bool = False
    """No turn is to follow."""
    agent: str | None = None
    """The session's own agent; that of the last prompt wins."""
    at_ms: int = 0
    by: str = ""
    """Whose program it is."""


def fresh_id(prefix: str, nonce: str, server_ms: float, counter: int = 0) -> str:
    """Make an id as the server makes them: 12 hex digits of its clock, then 14 characters."""
    stamp = (int(server_ms) * 4096 + counter) % CYCLE
    return f"{prefix}_{stamp:012x}{nonce[:14]:0<14}"


def prompt_ids(action: str, server_ms: float, after: str = "") -> tuple[str, str]:
    """Make the ids of a prompt and its part.

    Behind a message that is named they are derived from it, so that two programs that decide the
    same send the same message, which runs once.
    """
    nonce, stamp = action.removeprefix("act_"), stamp_of(after)
    if stamp is None:
        return fresh_id("msg", nonce, server_ms), fresh_id("prt", nonce, server_ms, 1)
    ids = (f"{kind}_{(stamp + place) % CYCLE:012x}" for kind, place in (("msg", 1), ("prt", 2)))
    message, part = ids
    return f"{message}{nonce[:14]:0<14}", f"{part}{nonce[:14]:0<14}"


def prompt_body(recipe: Recipe, turn: LastTurn | None) -> bytes:
    """Write the body of `prompt_async`: agent, model and variant are sent every time.

    `system`, `tools` and `format` of the last prompt are passed through as they were.
    """
    extra = msgspec.json.decode(turn.extra, type=dict[str, object]) if turn and turn.extra else {}
    body: dict[str, object] = {name: extra[name] for name in PASSED_THROUGH if name in extra}
    agent = turn.prompt.agent if turn else None
    if agent or recipe.agent:
        body["agent"] = agent or recipe.agent
    body["messageID"] = recipe.message
    body["model"] = {"providerID": recipe.target.provider, "modelID": recipe.target.model}
    if recipe.target.variant:
        body["variant"] = recipe.target.variant
    if recipe.silent:
        body["noReply"] = True
    body["parts"] = [_part(recipe, turn)]
    return msgspec.json.encode(body)


def with_variant(target: ModelRef, turn: LastTurn | None, server: Server) -> ModelRef:
    """Keep the variant of the last turn where no other is wanted and the model has it too."""
    if target.variant or turn is None or turn.prompt.model is None:
        return target
    old = turn.prompt.model.variant
    known = server.models.get(target.name)
    if old and known and old in known.variants:
        return msgspec.structs.replace(target, variant=old)
    return target


def switch_body(target: ModelRef) -> bytes:
    """Write the body that sets a session's model for prompts that name none."""
    model: dict[str, str] = {"providerID": target.provider, "id": target.model}
    if target.variant:
        model["variant"] = target.variant
    return msgspec.json.encode({"model": model})


def _part(recipe: Recipe, turn: LastTurn | None) -> dict[str, object]:
    mark: dict[str, object] = {"action": recipe.action, "kind": recipe.kind, "at": recipe.at_ms}
    if recipe.by:
        mark["by"] = recipe.by
    part: dict[str, object] = {"id": recipe.part, "type": "text", "metadata": {"omo-watch": mark}}
    if recipe.send is not None:
        synthetic = {"synthetic": True} if recipe.synthetic else {}
        return {**part, "text": recipe.send, **synthetic}
    if turn is not None and turn.ends_with_text:
        return {**part, "text": NUDGE, "synthetic": True}
    return {**part, "text": "", "synthetic": True, "ignored": True}
