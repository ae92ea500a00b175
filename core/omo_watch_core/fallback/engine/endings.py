"""What ends or rests: idle, stop, deletion, compaction, and signs of work in between."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.fallback.engine import aborting
from omo_watch_core.fallback.engine.bench import Bench
from omo_watch_core.fallback.engine.happenings import (
    Compacted,
    Progressed,
    SessionEnded,
    StopAsked,
    WentIdle,
)
from omo_watch_core.fallback.engine.resetting import answered, reset
from omo_watch_core.fallback.engine.session import SessionFallback, Trouble
from omo_watch_core.fallback.engine.stepping import begin

SILENT = "no-answer"


def progressed(bench: Bench, event: Progressed) -> None:
    """Take a sign of work: a model that works is not overdue (REC of 10)."""
    session = bench.session
    if session.watchdog_ms is not None:
        session = replace(session, watchdog_ms=None)
    if session.awaiting and _is_out(session) and not session.worked:
        session = replace(session, worked=True, timer_ms=None)
    bench.session = session


def compacted(bench: Bench, event: Compacted) -> None:
    """Take a compaction for work of the awaited model: its time begins anew."""
    session = bench.session
    if session.awaiting and session.timer_ms is not None and session.step is None:
        bench.session = replace(session, timer_ms=bench.now + bench.answer_ms)


def went_idle(bench: Bench, event: WentIdle) -> None:
    """Rest after an answer; a fallback that ended in silence has failed (REC of 9)."""
    bench.session = session = replace(bench.session, watchdog_ms=None)
    if session.cancelled:
        reset(bench)
    elif session.step is not None or session.queued is not None:
        return
    elif not session.awaiting or session.worked:
        answered(bench)
    else:
        _ended_in_silence(bench)


def stop_asked(bench: Bench, event: StopAsked) -> None:
    """Stop what we started, and begin anew with the next user turn."""
    if bench.session.awaiting or bench.session.step is not None:
        aborting.abort(bench, aborting.STOP, "session.stop")
    reset(bench)
    bench.session = replace(bench.session, cancelled=True)


def session_ended(bench: Bench, event: SessionEnded) -> None:
    """Forget everything about it, its own aborts too."""
    bench.forget()


def _is_out(session: SessionFallback) -> bool:
    """Tell whether the prompt whose answer is awaited has gone to the server."""
    waiting = session.step or session.queued
    return waiting is None or waiting.waits == "prompt"


def _ended_in_silence(bench: Bench) -> None:
    state = bench.session.state
    model = state.current if state else None
    bench.session = replace(bench.session, awaiting=False, timer_ms=None)
    cause = f"session.idle: {model} ended without an answer"
    begin(bench, Trouble(source="session.idle", cause=cause, reason=SILENT, model=model))
