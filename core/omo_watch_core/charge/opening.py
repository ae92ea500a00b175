"""A new session gets another model before its first prompt, where its own cools down."""

from __future__ import annotations

from omo_watch_core.actions.override import override
from omo_watch_core.charge.moving import automatic, begin
from omo_watch_core.charge.shift import Shift
from omo_watch_core.fallback.engine.effects import BeginOn


def begin_on(shift: Shift, want: BeginOn) -> None:
    """Set the model of a session that nobody has prompted; prompts that name one ignore it."""
    session = shift.session(want.key)
    if session is None or session.prompt is not None or session.status != "idle":
        return
    action = automatic(shift, want, session, session.info.model)
    begin(shift, want, *override.set_ahead(action))
