"""What happens when a moment comes: overdue answers, silent children, waits, forgetting."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from omo_watch_core.fallback.engine import aborting, queueing
from omo_watch_core.fallback.engine.bench import Bench
from omo_watch_core.fallback.engine.sending import accept, on_status, pass_gate, read_later, refuse
from omo_watch_core.fallback.engine.session import SessionFallback, Trouble
from omo_watch_core.fallback.engine.stepping import begin, go_on, read_history, settle_sent

SWEEP_MS = 5 * 60_000
FORGET_MS = 30 * 60_000
SILENT = "no-answer"


def due(session: SessionFallback) -> tuple[int, int] | None:
    """Give when the next moment of a session comes, and which of them it is."""
    moments = (
        session.timer_ms,
        session.watchdog_ms,
        session.step.deadline_ms if session.step else None,
        session.queued.deadline_ms if session.queued else None,
    )
    known = [(at, place) for place, at in enumerate(moments) if at is not None]
    return min(known) if known else None


def fire(bench: Bench, place: int) -> None:
    """Do what the moment is for."""
    _MOMENTS[place](bench)


def is_forgotten(session: SessionFallback, now_ms: int) -> bool:
    """Tell whether nobody used a session for half an hour, and nothing of it is under way."""
    if session.step is not None or session.queued is not None or session.timer_ms is not None:
        return False
    return now_ms - (session.touched_ms or session.begun_ms) > FORGET_MS


def _answer_overdue(bench: Bench) -> None:
    session = bench.session
    bench.session = replace(session, timer_ms=None)
    if session.state is None or (session.timer_child and not session.child):
        return
    if session.queued is not None:
        # Its time begins when it has been sent.
        return
    if session.step is not None:
        if session.step.waits != "prompt":
            return
        settle_sent(bench)
    state = bench.session.state
    model = state.current if state else None
    cause = f"session.timeout: {model} showed nothing in {bench.policy.timeout_seconds:g} s"
    trouble = Trouble(
        source="session.timeout",
        cause=cause,
        reason=SILENT,
        model=model,
        abort=aborting.TIMEOUT,
        quiet=True,
    )
    begin(bench, trouble)


def _child_silent(bench: Bench) -> None:
    session = bench.session
    bench.session = replace(session, watchdog_ms=None)
    if not session.child or session.queued is not None:
        return
    cause = "first-prompt-watchdog: the child showed nothing in 90 s"
    trouble = Trouble(
        source="first-prompt-watchdog",
        cause=cause,
        reason=SILENT,
        model=session.asked_model,
        abort=aborting.WATCHDOG,
    )
    begin(bench, trouble)


def _step_due(bench: Bench) -> None:
    step = bench.session.step
    if step is None:
        return
    if step.waits == "reserved":
        pass_gate(bench, step)
    elif step.waits == "agent":
        go_on(bench, step.trouble, None)
    elif step.waits == "partial":
        bench.session = replace(bench.session, step=None)
    elif step.waits == "prompt":
        accept(bench, step, "unclear")
    elif step.waits == "status":
        on_status(bench, step, None)
    elif step.waits == "history" and step.ask == 0:
        read_history(bench, step)
    elif step.waits == "history":
        read_later(bench, step)
    else:
        refuse(bench, step, f"no answer to the {step.waits} in time")


def _queue_due(bench: Bench) -> None:
    queued = bench.session.queued
    if queued is None:
        return
    if queued.waits == "queue":
        queueing.look(bench, queued)
    elif queued.waits == "prompt":
        queueing.on_answer(bench, queued, "unclear")
    else:
        queueing.wait(bench, queued)


_MOMENTS: tuple[Callable[[Bench], None], ...] = (
    _answer_overdue,
    _child_silent,
    _step_due,
    _queue_due,
)
