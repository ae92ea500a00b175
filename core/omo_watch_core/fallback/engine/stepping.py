"""One step down the chain, from the trouble to the abort: who goes on, and with what.

The step in `session.step` is the lock of its session: it is taken before anything is asked, and
whatever ends the step frees it.
"""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from omo_watch_core.fallback.engine import aborting
from omo_watch_core.fallback.engine.bench import Bench
from omo_watch_core.fallback.engine.choosing import agent_of, blame, chain_of, next_step, state_of
from omo_watch_core.fallback.engine.effects import Exhausted, ReadHistory
from omo_watch_core.fallback.engine.session import Pending, Trouble
from omo_watch_core.fallback.state import FallbackState, NoPlan, Plan, commit

HISTORY_MS = 5_000
READS = 5
READ_AGAIN_MS = 1_000
ABORT_MS = 20_000
SPENT = "quota_exceeded"


def begin(bench: Bench, trouble: Trouble) -> None:
    """Start a step, unless one is under way."""
    if bench.session.step is not None:
        bench.note(f"skipped: a step is under way ({trouble.cause})")
        return
    agent = agent_of(bench, trouble.agent)
    if agent is None:
        ask_first(bench, trouble, "agent", "whose turn it is")
    else:
        go_on(bench, trouble, agent)


def ask_first(
    bench: Bench, trouble: Trouble, waits: Literal["agent", "partial"], cause: str
) -> None:
    """Read the history before anything is decided: only it can tell."""
    ask = bench.ask()
    step = Pending(waits=waits, ask=ask, deadline_ms=bench.now + HISTORY_MS, trouble=trouble)
    bench.session = replace(bench.session, step=step, looking=None)
    bench.want(ReadHistory(key=bench.key, cause=cause, ask=ask))


def go_on(bench: Bench, trouble: Trouble, agent: str | None) -> None:
    """Choose the next model and stop what runs; without a next model nothing is stopped."""
    bench.session = replace(bench.session, step=None)
    chain = chain_of(bench, agent)
    if not chain and bench.setup.held is None:
        _without_chain(bench, trouble)
        return
    state = state_of(bench, agent, trouble.model)
    if state is None:
        _forget_retry(bench)
        bench.note(f"skipped: nobody knows which model runs ({trouble.cause})")
        return
    bench.put(state)
    bench.touch()
    if not _yields(bench, state, trouble):
        return
    blame(bench, state.current, trouble)
    planned = next_step(bench, state, chain)
    if isinstance(planned, NoPlan) and planned.strict:
        bench.note(f"{planned.reason} ({trouble.cause})")
    elif isinstance(planned, NoPlan):
        exhaust(bench, trouble, planned, state, chain)
    else:
        _take_lock(bench, trouble, agent, planned)


def read_history(bench: Bench, step: Pending) -> None:
    """Read what the session was asked last, and whether it works."""
    ask = bench.ask()
    deadline = bench.now + HISTORY_MS
    after = replace(step, waits="history", ask=ask, deadline_ms=deadline)
    bench.session = replace(bench.session, step=after)
    bench.want(ReadHistory(key=bench.key, cause=step.trouble.cause, ask=ask))


def stop_first(bench: Bench, step: Pending, source: str) -> None:
    """Stop what runs before the step goes on."""
    ask = aborting.abort(bench, source, step.trouble.cause)
    deadline = bench.now + ABORT_MS
    after = replace(step, waits="abort", ask=ask, deadline_ms=deadline, stopped=True)
    bench.session = replace(bench.session, step=after)


def settle_sent(bench: Bench) -> None:
    """Take it that the prompt under way was taken: something newer speaks of its model."""
    step, state = bench.session.step, bench.session.state
    if step is None or step.plan is None or state is None:
        return
    after, _ = commit(state, step.plan)
    after = replace(after, pending=after.current, maybe_accepted=False)
    bench.session = replace(bench.session, step=None, state=after)


def exhaust(
    bench: Bench, trouble: Trouble, planned: NoPlan, state: FallbackState, chain: tuple[str, ...]
) -> None:
    """Tell that no model is left; what runs goes on (REC of 7)."""
    tried = tuple(dict.fromkeys((*state.failed, state.current)))
    bench.want(Exhausted(key=bench.key, cause=trouble.cause, tried=tried, reason=planned.reason))


def _take_lock(bench: Bench, trouble: Trouble, agent: str | None, planned: Plan) -> None:
    step = Pending(
        waits="history",
        ask=0,
        deadline_ms=None,
        trouble=trouble,
        agent=agent,
        plan=planned,
        was_awaiting=bench.session.awaiting,
    )
    bench.session = replace(bench.session, looking=None, queued=None)
    bench.note(f"{planned.failed} -> {planned.model}: {trouble.cause}")
    if trouble.abort is not None:
        stop_first(bench, step, trouble.abort)
    else:
        read_history(bench, step)


def _yields(bench: Bench, state: FallbackState, trouble: Trouble) -> bool:
    """Tell whether a fallback that was sent and has not answered gives way to this trouble."""
    if state.pending is None or trouble.yields == "always":
        return True
    if _is_stale(state, trouble):
        bench.note(f"skipped: {trouble.model} was left already ({trouble.cause})")
        return False
    is_signal = trouble.yields == "signal"
    if is_signal and trouble.source == "session.status" and state.maybe_accepted:
        bench.note("skipped: the last prompt may have been taken")
        return False
    if (is_signal and bench.policy.escalates) or trouble.model == state.pending:
        return True
    bench.note(f"skipped: {state.pending} was sent and has not answered ({trouble.cause})")
    return False


def _is_stale(state: FallbackState, trouble: Trouble) -> bool:
    """Tell whether a retry speaks of a model that the session does not ask any more."""
    known = (None, state.pending, state.current)
    return trouble.source == "session.status" and trouble.model not in known


def _without_chain(bench: Bench, trouble: Trouble) -> None:
    if bench.session.state is None:
        _forget_retry(bench)
    bench.note(f"no chain: nothing is sent ({trouble.cause})")
    if trouble.source == "message.updated" and trouble.kind == SPENT and bench.session.child:
        cause = "a child without a chain: its parent must learn"
        aborting.abort(bench, aborting.QUOTA_ALONE, cause)


def _forget_retry(bench: Bench) -> None:
    bench.session = replace(bench.session, announced=None)
