"""What becomes of what the engine wants: a question, an action, an offer, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from omo_watch_core.charge import telling
from omo_watch_core.charge.duty import Asks, Errand, Offer
from omo_watch_core.charge.opening import begin_on
from omo_watch_core.charge.permission import permission
from omo_watch_core.charge.resuming import resume
from omo_watch_core.charge.shift import Shift
from omo_watch_core.charge.stance import DOUBT, Stance
from omo_watch_core.effects import ReadMessages, ReadStatus, ShowToast
from omo_watch_core.fallback.engine import effects as wants
from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.effects import Want
from omo_watch_core.leases.beginning import RECOVERED
from omo_watch_core.state import SessionKey

BY_US = "by omo-watch"
"""The plain title is a sign of the plugin, to us and to every other omo-watch."""
HISTORY = 20
"""How many of the newest messages a step looks at."""


def look_after(shift: Shift, want: Want) -> None:
    """Do, ask, offer or tell what is wanted."""
    _WANTS[type(want)](shift, want)


def read_messages(shift: Shift, errand: Errand) -> None:
    """Read the end of a session's history for a question."""
    shift.take(errand)
    server, session = errand.key
    shift.effects.append(ReadMessages(server=server, session=session, limit=HISTORY))


def read_status(shift: Shift, errand: Errand) -> None:
    """Read a session's status for a question."""
    shift.take(errand)
    session = shift.session(errand.key)
    directory = session.info.directory if session else ""
    server, name = errand.key
    effect = ReadStatus(server=server, action=errand.id, session=name, directory=directory)
    shift.effects.append(effect)


def _abort(shift: Shift, want: wants.AbortRun) -> None:
    found = permission(shift, want.key, want.source)
    if found.does == "acts":
        read_messages(shift, _errand(shift, want.key, want.ask, "abort", want.source))
        return
    _hold_back(shift, want, found)
    answer = h.AbortAnswered(key=want.key, at_ms=shift.now, ask=want.ask, result="held")
    shift.happenings.append(answer)


def _history(shift: Shift, want: wants.ReadHistory) -> None:
    read_messages(shift, _errand(shift, want.key, want.ask, "history"))


def _status(shift: Shift, want: wants.ReadStatus) -> None:
    read_status(shift, _errand(shift, want.key, want.ask, "status"))


def _resume(shift: Shift, want: wants.Resume) -> None:
    found = permission(shift, want.key, "")
    if found.does == "acts":
        resume(shift, want, _errand(shift, want.key, want.ask, "prompt"))
        return
    _hold_back(shift, want, found)
    answer = h.PromptAnswered(
        key=want.key, at_ms=shift.now, ask=want.ask, result="held", reason=found.why
    )
    shift.happenings.append(answer)


def _announce(shift: Shift, want: wants.Announce) -> None:
    session = shift.session(want.key)
    shift.effects.append(telling.told("toast", want.key, shift.now, want.message))
    if session is not None:
        toast = ShowToast(
            server=want.key[0], directory=session.info.directory, title=f"{want.title} {BY_US}",
            message=want.message, variant=want.variant, duration_ms=want.duration_ms,
        )  # fmt: skip
        shift.effects.append(toast)


def _exhausted(shift: Shift, want: wants.Exhausted) -> None:
    shift.effects.append(telling.exhausted(want, shift.now))


def _noted(shift: Shift, want: wants.Noted) -> None:
    shift.effects.append(telling.noted(want, shift.now))


def _use_model(shift: Shift, want: wants.UseModel) -> None:
    """A prompt that is on its way cannot be changed from outside."""


def _begin_on(shift: Shift, want: wants.BeginOn) -> None:
    """Act, or leave it: that a session might begin better is not worth an offer."""
    if permission(shift, want.key, "session.created").does == "acts":
        begin_on(shift, want)


def _hold_back(shift: Shift, want: Want, found: Stance) -> None:
    record = shift.record(want.key)
    step = record.step or record.queued
    if found.why == DOUBT:
        shift.look_again(want.key)
    if found.does != "offers" or step is None or step.plan is None:
        shift.effects.append(telling.told("decision", want.key, shift.now, f"held: {found.why}"))
        return
    offer = Offer(
        key=want.key, model=step.plan.model, cause=want.cause, why=found.why,
        consequence=found.consequence, at_ms=shift.now,
        lease=None if shift.is_held(want.key) else RECOVERED, trouble=_trouble(shift, want.key),
    )  # fmt: skip
    known = shift.duty.offers.get(want.key)
    if known is not None and replace(known, at_ms=offer.at_ms) == offer:
        return
    shift.duty = replace(shift.duty, offers={**shift.duty.offers, want.key: offer})
    shift.effects.append(telling.offered(offer))


def _trouble(shift: Shift, key: SessionKey) -> tuple[str, float]:
    """Name the trouble of a session: one that is told again is offered once."""
    session = shift.session(key)
    if session is None:
        return ("", 0.0)
    return (session.turn_prompt, session.retry.next_ms if session.retry else 0.0)


def _errand(shift: Shift, key: SessionKey, ask: int, kind: Asks, source: str = "") -> Errand:
    stages: dict[Asks, Any] = {"abort": "marks", "history": "history", "status": "status"}
    return Errand(
        id=f"ask_{ask}", key=key, ask=ask, kind=kind, stage=stages.get(kind, "prompt"),
        since_ms=shift.now, source=source,
    )  # fmt: skip


_WANTS: dict[type[Want], Callable[[Shift, Any], None]] = {
    wants.AbortRun: _abort,
    wants.Announce: _announce,
    wants.BeginOn: _begin_on,
    wants.Exhausted: _exhausted,
    wants.Noted: _noted,
    wants.ReadHistory: _history,
    wants.ReadStatus: _status,
    wants.Resume: _resume,
    wants.UseModel: _use_model,
}
