"""What an announced retry does: `session.status`."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.fallback.engine import aborting
from omo_watch_core.fallback.engine.bench import Bench
from omo_watch_core.fallback.engine.happenings import RetryAnnounced
from omo_watch_core.fallback.engine.interrupting import interrupt, overtake
from omo_watch_core.fallback.engine.session import Announced, Trouble
from omo_watch_core.fallback.engine.stepping import begin
from omo_watch_core.fallback.reason import reason_of
from omo_watch_core.fallback.retry_status import retry_class, retry_key
from omo_watch_core.fallback.signal import announces_retry

SOURCE = "session.status"


def retry_announced(bench: Bench, event: RetryAnnounced) -> None:
    """Advance on a retry that is new; with a timeout of 0 only errors count (REC of 1.1)."""
    if not bench.policy.escalates:
        bench.note("skipped: timeout_seconds is 0, so retries do not escalate")
        return
    if not announces_retry(event.message, bench.policy.retry_on_errors):
        bench.note("skipped: the message tells of no limit and no fault of the provider")
        return
    state = bench.session.state
    key = retry_key(event.attempt, event.model, event.message, state.current if state else None)
    known = bench.session.announced
    if known is not None and known.key == key:
        return
    announced = Announced(key=key, message=event.message)
    bench.session = replace(bench.session, announced=announced)
    trouble = Trouble(
        source=SOURCE,
        cause=f"{SOURCE}: {key.kind}, attempt {key.attempt}",
        reason=_reason(event.message),
        model=event.model,
        agent=event.agent,
        abort=aborting.RETRY_STATUS,
        yields="signal",
        until_ms=event.until_ms,
    )
    if bench.session.step is not None:
        interrupt(bench, trouble)
    elif not overtake(bench, trouble):
        begin(bench, trouble)


def _reason(message: str) -> str:
    found = reason_of(message)
    return "rate-limit" if found == "error" and retry_class(message) == "cooldown" else found
