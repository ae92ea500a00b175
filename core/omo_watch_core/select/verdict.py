"""The one cause of a quiet or odd session, with its evidence."""

from __future__ import annotations

from collections.abc import Callable

from omo_watch_core.clock import age
from omo_watch_core.model import Failure, SessionState, StatusKind, Verdict
from omo_watch_core.select.asking import ask_of
from omo_watch_core.select.condition import (
    LOOP_COMPACTIONS,
    LOOP_FINISHES,
    is_looping,
    is_parked,
    silent_ms,
)
from omo_watch_core.select.deaf import is_deaf, unmoved_ms
from omo_watch_core.select.ending import (
    given_up_by_hand,
    has_failed,
    is_empty_end,
    is_exhausted,
    is_interrupted,
    was_given_up,
)
from omo_watch_core.select.launched import orphaned
from omo_watch_core.select.task_causes import (
    COUNTED,
    deaf_plugin,
    orphan_task,
    parent_not_woken,
    queued,
)
from omo_watch_core.state import Server, Session

QUIET_AFTER_MS = 30_000
"""A busy session that is silent for so long gets a word about it."""


def verdict(server: Server, session: Session, state: SessionState, now_ms: int) -> Verdict | None:
    """Give the first cause that applies; None for a session that is well."""
    if state == "unknown":
        return Verdict(cause="stream-lost", evidence=f"was {session.status}")
    left_alone = state == "stuck" and session.status == "idle"
    for cause in _LEFT_ALONE if left_alone else _WHILE[session.status]:
        found = cause(server, session, now_ms)
        if found:
            return found
    return None


def failure_line(failure: Failure) -> str:
    """Say an error in one line: status and first words."""
    text = failure.message or failure.name
    return f"{failure.status} {text}" if failure.status else text


def _waiting_for_person(server: Server, session: Session, now_ms: int) -> Verdict | None:
    ask = ask_of(server, session.id)
    if ask is None:
        return None
    return Verdict(cause="waiting-for-person", evidence=f"{ask.kind} · {ask.title}")


def _rate_limited(server: Server, session: Session, now_ms: int) -> Verdict | None:
    if session.status != "retry" or session.retry is None:
        return None
    if is_deaf(server, session, now_ms):
        return None
    said = f"attempt {session.retry.attempt}"
    stood = unmoved_ms(server, session, now_ms)
    if stood is not None:
        said += f" · plugin silent {age(stood)}"
    return Verdict(cause="rate-limited", evidence=said)


def _parked(server: Server, session: Session, now_ms: int) -> Verdict | None:
    if not is_parked(session):
        return None
    who = session.parked.owner if session.parked is not None else session.info.parked_by
    return Verdict(cause="rate-limited", evidence=f"parked by {who}" if who else "parked")


def _given_up(server: Server, session: Session, now_ms: int) -> Verdict | None:
    """Say who gave a wait up."""
    mark = given_up_by_hand(server, session)
    if mark is None:
        return None
    return Verdict(cause="interrupted", evidence=f"given up by {mark.by or 'an operator'}")


def _looping(server: Server, session: Session, now_ms: int) -> Verdict | None:
    if not is_looping(session):
        return None
    if session.unfinished >= LOOP_FINISHES:
        return Verdict(cause="looping", evidence=f"{session.unfinished} steps cut off")
    if session.compactions >= LOOP_COMPACTIONS:
        return Verdict(cause="looping", evidence=f"{session.compactions} compactions")
    tool = session.tools[-1].name if session.tools else "one tool"
    return Verdict(cause="looping", evidence=f"{tool} {session.repeats} times alike")


def _tool_running(server: Server, session: Session, now_ms: int) -> Verdict | None:
    if not session.tools:
        return None
    tool = session.tools[0]
    began = f" · {age(now_ms - tool.started_ms - server.offset_ms)}" if tool.started_ms else ""
    more = f" and {len(session.tools) - 1} more" if len(session.tools) > 1 else ""
    what = f"{tool.name} {tool.title}".strip()
    return Verdict(cause="tool-running", evidence=what + more + began)


def _provider_silent(server: Server, session: Session, now_ms: int) -> Verdict | None:
    silent = silent_ms(session, now_ms)
    if silent is None or silent < QUIET_AFTER_MS:
        return None
    return Verdict(cause="provider-silent", evidence=age(silent))


def _exhausted(server: Server, session: Session, now_ms: int) -> Verdict | None:
    if not was_given_up(server, session, now_ms) or not is_exhausted(session):
        return None
    return Verdict(cause="exhausted", evidence=f"{len(session.setbacks)} models failed")


def _no_answer(server: Server, session: Session, now_ms: int) -> Verdict | None:
    if has_failed(session):
        failure = session.failure or (session.answer.failure if session.answer else None)
        said = failure_line(failure) if failure else ""
    elif is_empty_end(session, now_ms):
        said = "the last turn is empty"
    elif was_given_up(server, session, now_ms):
        said = "a wait for a limit was given up"
    else:
        return None
    # Its death keeps a lane of the plugin, whatever it died of.
    counted = f" · {COUNTED}" if orphaned(server, session, now_ms) else ""
    return Verdict(cause="no-answer", evidence=said + counted)


def _interrupted(server: Server, session: Session, now_ms: int) -> Verdict | None:
    if not is_interrupted(session, now_ms):
        return None
    return Verdict(cause="interrupted", evidence="unfinished, and nothing runs here")


_Cause = Callable[[Server, Session, int], Verdict | None]
_BUSY: tuple[_Cause, ...] = (
    _waiting_for_person,
    _rate_limited,
    queued,
    deaf_plugin,
    _looping,
    _tool_running,
    _provider_silent,
)
_RESTING: tuple[_Cause, ...] = (
    _waiting_for_person,
    _parked,
    _given_up,
    _exhausted,
    _no_answer,
    _interrupted,
)
_LEFT_ALONE: tuple[_Cause, ...] = (orphan_task, parent_not_woken)
"""They come before what is said of an end that somebody wished for."""
_WHILE: dict[StatusKind, tuple[_Cause, ...]] = {"busy": _BUSY, "retry": _BUSY, "idle": _RESTING}
