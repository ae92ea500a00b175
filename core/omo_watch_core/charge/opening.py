"""A new session gets another model before its first prompt, where its own cools down."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.actions import override
from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.actions.advance import remember
from omo_watch_core.charge import telling
from omo_watch_core.charge.marks import derived_nonce
from omo_watch_core.charge.shift import Shift
from omo_watch_core.fallback.engine.effects import BeginOn


def begin_on(shift: Shift, want: BeginOn) -> None:
    """Set the model of a session that nobody has prompted; prompts that name one ignore it."""
    session = shift.session(want.key)
    if session is None or session.prompt is not None or session.status != "idle":
        return
    action = OverrideAction(
        id=f"act_{derived_nonce(session.id, '', want.name)}",
        server=want.key[0],
        session=session.id,
        title=session.info.title,
        phase="reading",
        started_ms=shift.now,
        phase_ms=shift.now,
        target=want.model,
        source=session.info.model,
        automatic=True,
    )
    begun, effects = override.set_ahead(action)
    actions = remember({**shift.state.actions, begun.id: begun})
    shift.state = replace(shift.state, actions=actions)
    source = session.info.model.name if session.info.model else None
    told = telling.told(
        "action", want.key, shift.now, f"begin on {want.name}", action=begun.id,
        **{"from": source}, to=want.name, cause=want.cause,
    )  # fmt: skip
    shift.effects += [*effects, told]
