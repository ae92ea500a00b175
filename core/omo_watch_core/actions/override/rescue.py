"""Let a stuck session go on with another model: a move that leaves alone what has its answer."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.actions.action import Action, CancelAction, OverrideAction
from omo_watch_core.actions.moves import Move, end
from omo_watch_core.actions.override import override
from omo_watch_core.model import ModelRef
from omo_watch_core.select.ladder import answering
from omo_watch_core.state import Server, Session

NOBODY = ModelRef(provider="", model="")
"""Stands for the model where there is none."""


def begin(
    action: OverrideAction, server: Server, session: Session, near: tuple[str, ...]
) -> Move[OverrideAction]:
    """Move it, or say which models a person may name."""
    if action.target == NOBODY:
        return end(action, "refused", action.started_ms, no_model(session), name_one(near))
    return override.begin(replace(action, source=answering(session)), server, session)


def instead(action: CancelAction, server: Server, session: Session, now_ms: int) -> Move[Action]:
    """Rescue a task that was to be stopped and has shown nothing, under the same name."""
    if action.rescue_on is None:
        why = f"it has shown nothing, so the plugin would not notice its end; {no_model(session)}"
        return end(action, "refused", now_ms, why, f"{name_one(action.near)}, or --way abort")
    move = OverrideAction(
        id=action.id,
        server=action.server,
        session=action.session,
        title=action.title,
        by=action.by,
        batch=action.batch,
        phase="reading",
        started_ms=now_ms,
        phase_ms=now_ms,
        target=action.rescue_on,
        purpose="rescue",
    )
    return begin(move, server, session, action.near)


def no_model(session: Session) -> str:
    """Say that the chain of a session holds nothing for now."""
    now = answering(session)
    than = f" than {now.name}" if now else ""
    return f"no other model{than} of its chain can answer now, nothing was sent"


def name_one(near: tuple[str, ...]) -> str:
    """Say which models a person may name."""
    return f"say --model, for example {', '.join(near)}" if near else "say --model"
