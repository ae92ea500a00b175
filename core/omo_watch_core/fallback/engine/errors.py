"""What a session's errors do: `session.error`, and errors in the frame of an answer."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.fallback.classify import Judgement, is_transport, judge
from omo_watch_core.fallback.engine import aborting
from omo_watch_core.fallback.engine.bench import Bench
from omo_watch_core.fallback.engine.effects import ReadHistory
from omo_watch_core.fallback.engine.happenings import AnswerSeen, SessionFailed
from omo_watch_core.fallback.engine.interrupting import interrupt, speaks_of_sent
from omo_watch_core.fallback.engine.resetting import answered, cancel
from omo_watch_core.fallback.engine.session import Trouble
from omo_watch_core.fallback.engine.stepping import SPENT, ask_first, begin, settle_sent
from omo_watch_core.fallback.fault import Fault, text_fault
from omo_watch_core.fallback.reason import reason_of


def session_failed(bench: Bench, event: SessionFailed) -> None:
    """Advance on an error of the session, unless it is an echo, stale, or not about the model."""
    bench.session = replace(bench.session, watchdog_ms=None)
    if event.fault.cancels:
        _cancelled(bench, spends_flag=True)
        return
    if speaks_of_sent(bench, event.model):
        settle_sent(bench)
    session = bench.session
    if session.step is not None:
        bench.note("skipped: a step is under way (session.error)")
        return
    if session.awaiting and not _is_pending(bench, event.model):
        bench.note("skipped: an error of another model than the one that was asked")
        return
    bench.session = replace(session, awaiting=False, timer_ms=None)
    verdict = judge(event.fault, bench.policy.retry_on_errors)
    if not verdict.retryable:
        bench.note(f"not retryable: {verdict.rule}")
        return
    begin(bench, _trouble(event, event.fault, verdict, "session.error"))


def answer_seen(bench: Bench, event: AnswerSeen) -> None:
    """Take an assistant message for an answer, a sign of life, or an error."""
    if event.is_live:
        bench.session = replace(bench.session, watchdog_ms=None)
    fault, is_signal = event.fault, False
    if fault is None and event.signal is not None and bench.policy.escalates:
        fault, is_signal = text_fault(event.signal), True
    if fault is None:
        _look_for_answer(bench, event)
    elif fault.cancels and not is_signal:
        _cancelled(bench, spends_flag=False)
    else:
        _answer_failed(bench, event, fault, is_signal)


def _answer_failed(bench: Bench, event: AnswerSeen, fault: Fault, is_signal: bool) -> None:
    if not is_signal and speaks_of_sent(bench, event.model):
        settle_sent(bench)
    session = bench.session
    if session.awaiting and not is_signal and not _is_pending(bench, event.model):
        bench.note("skipped: an error of another model than the one that was asked")
        return
    if session.step is not None and not is_signal:
        bench.note("skipped: a step is under way (message.updated)")
        return
    was_awaiting = session.awaiting
    timer_ms = session.timer_ms if is_signal else None
    verdict = judge(fault, bench.policy.retry_on_errors)
    if session.step is None:
        bench.session = replace(session, awaiting=False, timer_ms=timer_ms)
    if not verdict.retryable:
        _cut(bench, event, fault, verdict)
        return
    abort = aborting.QUOTA if verdict.kind == SPENT else None
    if is_signal and (was_awaiting or session.step is not None):
        abort = aborting.RETRY_TEXT
    trouble = _trouble(event, fault, verdict, "message.updated", abort=abort)
    trouble = replace(trouble, yields="signal" if is_signal else "own")
    if bench.session.step is not None:
        interrupt(bench, trouble)
    else:
        begin(bench, trouble)


def _cut(bench: Bench, event: AnswerSeen, fault: Fault, verdict: Judgement) -> None:
    """Advance on a broken connection, where it broke in the middle of an answer (REC of 15)."""
    if not is_transport(fault) or event.has_output is False or bench.session.step is not None:
        bench.note(f"not retryable: {verdict.rule}")
        return
    trouble = _trouble(event, fault, verdict, "message.updated")
    cause = "message.updated: the connection broke in the middle of an answer"
    trouble = replace(trouble, cause=cause, yields="own")
    if event.has_output:
        begin(bench, trouble)
    else:
        ask_first(bench, trouble, "partial", "was there any text")


def _look_for_answer(bench: Bench, event: AnswerSeen) -> None:
    if not bench.session.awaiting:
        return
    if event.has_output:
        answered(bench)
    elif event.has_output is None:
        ask = bench.ask()
        bench.session = replace(bench.session, looking=ask)
        bench.want(ReadHistory(key=bench.key, cause="is there an answer", ask=ask))


def _cancelled(bench: Bench, *, spends_flag: bool) -> None:
    if aborting.is_own(bench):
        if spends_flag:
            bench.session = replace(bench.session, own_abort=False)
        bench.note("skipped: the error of an abort of ours")
    else:
        cancel(bench, "a person stopped it")


def _is_pending(bench: Bench, model: str | None) -> bool:
    state = bench.session.state
    return state is not None and state.pending is not None and model == state.pending


def _trouble(
    event: SessionFailed | AnswerSeen,
    fault: Fault,
    verdict: Judgement,
    source: str,
    abort: str | None = None,
) -> Trouble:
    status = int(verdict.status) if verdict.status is not None else None
    return Trouble(
        source=source,
        cause=f"{source}: {verdict.rule}",
        reason=reason_of(fault.message, status, fault.name or ""),
        model=event.model,
        agent=event.agent,
        abort=abort,
        kind=verdict.kind,
    )
