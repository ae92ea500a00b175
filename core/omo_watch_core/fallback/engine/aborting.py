"""Aborts of ours, and how their errors are told from a person's."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.fallback.engine.bench import Bench
from omo_watch_core.fallback.engine.effects import AbortRun
from omo_watch_core.fallback.gate import OWN_ABORT_MS

RETRY_STATUS = "session.status.retry-signal"
RETRY_TEXT = "message.updated.retry-signal"
QUOTA = "message.updated.quota-fallback"
QUOTA_ALONE = "message.updated.quota-no-fallback"
TIMEOUT = "session.timeout"
WATCHDOG = "first-prompt-watchdog"
STOP = "session.stop"
FLAGGED = frozenset({RETRY_STATUS, RETRY_TEXT, QUOTA, TIMEOUT})
"""Their abort errors are awaited, however late they come (fallback-behaviour 7)."""


def abort(bench: Bench, source: str, cause: str) -> int:
    """Have the run stopped, and remember that it was us; give the number of the question."""
    flagged = bench.session.own_abort or source in FLAGGED
    bench.session = replace(bench.session, own_abort=flagged, own_abort_ms=bench.now)
    if source in FLAGGED:
        bench.touch()
    ask = bench.ask()
    bench.want(AbortRun(key=bench.key, cause=cause, ask=ask, source=source))
    return ask


def expire(bench: Bench) -> None:
    """Forget an abort that no step waits behind any more, once its window is over."""
    at = bench.session.own_abort_ms
    is_past = at is None or bench.now - at >= OWN_ABORT_MS
    if is_past and bench.session.step is None and bench.session.queued is None:
        bench.session = replace(bench.session, own_abort=False, own_abort_ms=None)


def is_own(bench: Bench) -> bool:
    """Tell whether an abort error now is the echo of an abort of ours.

    The flag waits for it, and the window catches what comes twice (REC of 9).
    """
    at = bench.session.own_abort_ms
    return bench.session.own_abort or (at is not None and bench.now - at < OWN_ABORT_MS)
