"""An action like a person's, begun by the engine, and the line that tells of it."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.actions.action import OverrideAction, Purpose
from omo_watch_core.actions.advance import remember
from omo_watch_core.actions.precedence import make_way
from omo_watch_core.charge import telling
from omo_watch_core.charge.marks import derived_nonce
from omo_watch_core.charge.shift import Shift
from omo_watch_core.effects import Effect
from omo_watch_core.fallback.engine.effects import BeginOn, Resume
from omo_watch_core.leases.beginning import RECOVERED, prepared
from omo_watch_core.leases.scope import holding
from omo_watch_core.model import ModelRef
from omo_watch_core.state import Server, Session, State


def name_of(session: str, after: str, entry: str) -> str:
    """Name the step of a session to an entry, decided behind a message."""
    return f"act_{derived_nonce(session, after, entry)}"


def purpose_of(
    state: State, server: Server | None, session: Session, target: ModelRef | None
) -> Purpose:
    """Tell whether a step brings a session to the model that a lease holds it on."""
    lease = holding(state, server, session) if server else None
    holds = lease is not None and target is not None and lease.target.name == target.name
    return "lease" if holds else "fallback"


def automatic(
    shift: Shift,
    want: Resume | BeginOn,
    session: Session,
    source: ModelRef | None,
    after: str = "",
    *,
    aborted: bool = False,
) -> OverrideAction:
    """Give the action for what is wanted; two programs that decide the same make the same one."""
    server = shift.server(want.key)
    purpose = purpose_of(shift.state, server, session, want.model)
    action = OverrideAction(
        id=name_of(session.id, after, want.name),
        server=want.key[0],
        session=session.id,
        title=session.info.title,
        by=shift.state.owner,
        phase="reading",
        started_ms=shift.now,
        phase_ms=shift.now,
        target=want.model,
        source=source,
        purpose=purpose,
        automatic=True,
        after=after,
        aborted=aborted,
        lease=RECOVERED if isinstance(want, Resume) and purpose != "lease" else None,
    )
    return prepared(shift.state, action, server, session) if server else action


def begin(
    shift: Shift,
    want: Resume | BeginOn,
    begun: OverrideAction,
    effects: tuple[Effect, ...],
    **data: object,
) -> None:
    """Let an action go on its way, older ones of its session aside, and tell of it."""
    older = make_way(shift.state, begun)
    actions = remember({**shift.state.actions, **older, begun.id: begun})
    shift.state = replace(shift.state, actions=actions)
    verb = "resume on" if isinstance(want, Resume) else "begin on"
    source = begun.source.name if begun.source else None
    told = telling.told(
        "action", want.key, shift.now, f"{verb} {want.name}", action=begun.id,
        **{"from": source}, to=want.name, **data, cause=want.cause,
    )  # fmt: skip
    shift.effects += [*effects, told]
