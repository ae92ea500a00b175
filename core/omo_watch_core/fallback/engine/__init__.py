"""The fallback engine: what happened to a session makes its next state and what is wanted.

Pure: events, moments and the host's answers go in, wants come out. It decides *that* a session
goes on with a model, and never how that is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from omo_watch_core.fallback.board import pruned
from omo_watch_core.fallback.engine import (
    answers,
    endings,
    errors,
    happenings,
    statuses,
    timers,
    turns,
)
from omo_watch_core.fallback.engine.bench import Bench
from omo_watch_core.fallback.engine.effects import Want
from omo_watch_core.fallback.engine.happenings import Happening, SessionKey
from omo_watch_core.fallback.engine.session import Engine
from omo_watch_core.fallback.engine.setup import Setup

_HANDLERS: dict[type[Happening], Callable[[Bench, Any], None]] = {
    happenings.AbortAnswered: answers.abort_answered,
    happenings.AgentKnown: turns.agent_known,
    happenings.AnswerSeen: errors.answer_seen,
    happenings.Compacted: endings.compacted,
    happenings.Delegated: turns.delegated,
    happenings.HistoryRead: answers.history_read,
    happenings.Progressed: endings.progressed,
    happenings.PromptAnswered: answers.prompt_answered,
    happenings.PromptAsked: turns.prompt_asked,
    happenings.PromptSeen: turns.prompt_seen,
    happenings.RetryAnnounced: statuses.retry_announced,
    happenings.SessionBegun: turns.session_begun,
    happenings.SessionEnded: endings.session_ended,
    happenings.SessionFailed: errors.session_failed,
    happenings.StatusRead: answers.status_read,
    happenings.StopAsked: endings.stop_asked,
    happenings.Undelegated: turns.undelegated,
    happenings.UserAsked: turns.user_asked,
    happenings.WentIdle: endings.went_idle,
}


def react(engine: Engine, happening: Happening, setup: Setup) -> tuple[Engine, tuple[Want, ...]]:
    """Give the engine after a happening, and what it wants done; nothing where it is off."""
    if not setup.policy.enabled:
        return engine, ()
    bench = Bench(engine, setup, happening.key, happening.at_ms)
    _HANDLERS[type(happening)](bench, happening)
    return bench.done()


def tick(
    engine: Engine, now_ms: int, setup_of: Callable[[SessionKey], Setup]
) -> tuple[Engine, tuple[Want, ...]]:
    """Do all whose moment has come, the earliest first."""
    wants: list[Want] = []
    while (moment := _next(engine)) is not None and moment[0] <= now_ms:
        _, key, place = moment
        bench = Bench(engine, setup_of(key), key, now_ms)
        if bench.policy.enabled:
            timers.fire(bench, place)
        else:
            bench.forget()
        engine, wanted = bench.done()
        wants += wanted
    return _swept(engine, now_ms), tuple(wants)


def next_moment(engine: Engine) -> int | None:
    """Give when `tick` has something to do, local epoch milliseconds."""
    if not engine.sessions:
        return None
    moment, sweep = _next(engine), engine.swept_ms + timers.SWEEP_MS
    return min(moment[0], sweep) if moment else sweep


def _next(engine: Engine) -> tuple[int, SessionKey, int] | None:
    found = ((timers.due(session), key) for key, session in engine.sessions.items())
    known = [(moment[0], key, moment[1]) for moment, key in found if moment is not None]
    return min(known, key=lambda moment: moment[0]) if known else None


def _swept(engine: Engine, now_ms: int) -> Engine:
    """Forget sessions that nobody used, and cooldowns that are over, now and then."""
    if now_ms - engine.swept_ms < timers.SWEEP_MS:
        return engine
    kept = {k: s for k, s in engine.sessions.items() if not timers.is_forgotten(s, now_ms)}
    return replace(engine, sessions=kept, board=pruned(engine.board, now_ms), swept_ms=now_ms)
