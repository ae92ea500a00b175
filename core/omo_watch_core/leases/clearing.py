"""A person ends a lease."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.actions.action import ClearLeaseAction
from omo_watch_core.actions.moves import end, enter
from omo_watch_core.charge import telling
from omo_watch_core.events import MetadataWritten
from omo_watch_core.leases.ending import ended
from omo_watch_core.leases.note import end_note, lease_of_note
from omo_watch_core.leases.round import Round
from omo_watch_core.leases.words import whom_words


def clear(look: Round) -> None:
    """End the leases that somebody wants cleared; a note that is left is waited for."""
    for action in tuple(look.state.actions.values()):
        if not isinstance(action, ClearLeaseAction) or action.result is not None:
            continue
        if action.phase == "clearing":
            _clear(look, action)


def noted(look: Round, event: MetadataWritten) -> None:
    """Take in what became of a note in a session's metadata."""
    look.state = replace(look.state, noting=look.state.noting - {event.action})
    if not event.ok:
        text = f"the lease's note could not be written into the session's metadata: {event.reason}"
        key = (event.server, event.session)
        lease = lease_of_note(event.action)
        told = telling.told("lease", key, look.now, text, lease=lease)
        look.effects.append(told)
    for action in tuple(look.state.actions.values()):
        if not isinstance(action, ClearLeaseAction) or action.result is not None:
            continue
        if action.phase == "noting" and end_note(action.lease) == event.action:
            left = f"its note stays in the session's metadata: {event.reason}"
            done, _ = end(action, "cleared", look.now, action.evidence, "" if event.ok else left)
            look.act(done)


def _clear(look: Round, action: ClearLeaseAction) -> None:
    lease = look.leases.get(action.lease)
    if lease is None or lease.ended_ms is not None:
        why = f"the lease has ended already: {lease.ended}" if lease else "there is no such lease"
        look.act(end(action, "refused", look.now, why)[0])
        return
    who = look.state.owner or "hand"
    look.end(ended(lease, f"cleared by {who}", look.now))
    why = f"{whom_words(lease)} is not held on {lease.target.model} any more"
    waiting = replace(enter(action, "noting", look.now)[0], evidence=why)
    if end_note(lease.id) in look.state.noting:
        look.act(waiting)
    else:
        look.act(end(waiting, "cleared", look.now, why)[0])
