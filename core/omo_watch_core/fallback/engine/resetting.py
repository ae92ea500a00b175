"""Back to the beginning of the chain; what failed stays noted."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.fallback.engine.bench import Bench
from omo_watch_core.fallback.engine.session import Pending
from omo_watch_core.fallback.state import create


def reset(bench: Bench) -> None:
    """Go back to the original model, and wait for nothing any more."""
    state = bench.session.state
    bench.session = replace(
        bench.session,
        state=create(state.original) if state else None,
        step=None,
        queued=None,
        awaiting=False,
        worked=False,
        looking=None,
        timer_ms=None,
        watchdog_ms=None,
        announced=None,
        own_abort=False,
    )


def cancel(bench: Bench, cause: str) -> None:
    """Take it that a person stopped the session: it begins anew with the next user turn."""
    reset(bench)
    bench.session = replace(bench.session, cancelled=True)
    bench.note(cause)


def unqueue(bench: Bench, queued: Pending) -> None:
    """Take a prompt that was never sent out of the queue: the session stands where it stood."""
    state = bench.session.state
    if state is not None and queued.before is not None:
        state = replace(queued.before, failed=state.failed, pending=None)
    bench.session = replace(
        bench.session, state=state, queued=None, awaiting=False, worked=False, timer_ms=None,
        announced=None,
    )  # fmt: skip


def let_go(bench: Bench) -> None:
    """Await no answer any more."""
    state = bench.session.state
    bench.session = replace(
        bench.session,
        state=replace(state, pending=None) if state else None,
        awaiting=False,
        worked=False,
        looking=None,
        timer_ms=None,
        announced=None,
    )


def answered(bench: Bench) -> None:
    """Take it that the fallback answers: nothing is awaited, and nothing is still to be sent."""
    worked, queued = bench.session.awaiting or bench.session.worked, bench.session.queued
    if queued is not None and queued.waits != "prompt":
        unqueue(bench, queued)
    let_go(bench)
    bench.session = replace(bench.session, queued=None, worked=worked, own_abort=False)
