"""The second half of a step: past the gate, sent, and what came of it."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.fallback import gate
from omo_watch_core.fallback.agents import registered
from omo_watch_core.fallback.chains import AgentEntry
from omo_watch_core.fallback.engine.announcing import Sent, announce
from omo_watch_core.fallback.engine.bench import Bench
from omo_watch_core.fallback.engine.choosing import bar, chain_of, next_step
from omo_watch_core.fallback.engine.effects import ReadStatus, Resume
from omo_watch_core.fallback.engine.session import Pending
from omo_watch_core.fallback.engine.stepping import READ_AGAIN_MS, READS
from omo_watch_core.fallback.history import Said
from omo_watch_core.fallback.models import asked_for
from omo_watch_core.fallback.state import NoPlan, commit
from omo_watch_core.fallback.visible import blocks_prompt, last_turn

STATUS_MS = 10_000
WORKING = frozenset({"busy", "retry", "running"})


def prepare_prompt(bench: Bench, step: Pending, said: tuple[Said, ...]) -> None:
    """Note what will be sent, begin to await its answer, and try the gate."""
    step = replace(step, turn=_turn_key(last_turn(said)), unblocked=not blocks_prompt(said))
    _await_answer(bench)
    pass_gate(bench, step)


def pass_gate(bench: Bench, step: Pending) -> None:
    """Go on when the session is free of prompts of ours; else wait, a bounded number of times."""
    bench.session = replace(bench.session, queued=None)
    held = bench.session.gate
    if gate.is_reserved(held, bench.now):
        _wait_reserved(bench, step)
    elif gate.is_repeat(held, _content(step), bench.now):
        accept(bench, step, "queued")
    else:
        ask = bench.ask()
        deadline = bench.now + STATUS_MS
        after = replace(step, waits="status", ask=ask, deadline_ms=deadline)
        bench.session = replace(bench.session, step=after)
        bench.want(ReadStatus(key=bench.key, cause="is it free", ask=ask))


def on_status(bench: Bench, step: Pending, status: str | None) -> None:
    """Send the prompt, or let it wait while something works."""
    if status in WORKING or not (step.unblocked or bench.session.own_abort):
        due = bench.now + gate.QUEUE_STEP_MS
        before = bench.session.state
        queued = replace(step, waits="queue", ask=0, deadline_ms=due, tries=0, before=before)
        accept(bench, step, "queued")
        bench.session = replace(bench.session, queued=queued)
    else:
        send(bench, step)


def send(bench: Bench, step: Pending) -> None:
    """Let the session go on with the planned model, or with the one that is next by now."""
    after = _resume(bench, _planned_anew(bench, step))
    if after is None:
        refuse(bench, step, "the entry names no model")
        return
    bench.session = replace(bench.session, step=after)
    timer_ms = bench.session.timer_ms
    if timer_ms is not None and timer_ms <= bench.now:
        arm(bench)


def resume_queued(bench: Bench, step: Pending) -> None:
    """Send a prompt that waited in the queue."""
    bench.session = replace(bench.session, queued=_resume(bench, step))


def accept(bench: Bench, step: Pending, how: Sent) -> None:
    """Take the step: the planned model is the current one, and its answer is awaited."""
    session = bench.session
    state, done = session.state, False
    if state is not None and step.plan is not None:
        state, done = commit(state, step.plan)
        state = replace(state, pending=state.current, maybe_accepted=how == "unclear")
    bench.session = replace(session, state=state, step=None)
    if session.awaiting and not session.worked and (step.was_awaiting or not session.timer_ms):
        arm(bench)
    if done:
        # A prompt that was taken after some waiting was queued, to the person who reads it.
        announce(bench, step, "queued" if how == "sent" and step.tries else how)


def refuse(bench: Bench, step: Pending, why: str) -> None:
    """Give the step up: the session stands where it stood."""
    if not step.was_awaiting:
        bench.session = replace(bench.session, awaiting=False, timer_ms=None)
    elif bench.session.awaiting and bench.session.timer_ms is None:
        arm(bench)
    # The same wait may be told again; then it is tried again.
    bench.session = replace(bench.session, step=None, announced=None)
    bench.note(f"not sent: {why}")


def read_later(bench: Bench, step: Pending) -> None:
    """Read once more where we stopped what ran, as nobody else would wake it; else give up."""
    if not step.stopped or step.reads >= READS:
        refuse(bench, step, "the messages could not be read")
        return
    due = bench.now + READ_AGAIN_MS
    after = replace(step, waits="history", ask=0, deadline_ms=due, reads=step.reads + 1)
    bench.session = replace(bench.session, step=after)


def arm(bench: Bench) -> None:
    """Set the time by which an answer must show."""
    due = bench.now + bench.answer_ms if bench.policy.escalates else None
    bench.session = replace(bench.session, timer_ms=due, timer_child=bench.session.child)


def hold(bench: Bench, step: Pending) -> None:
    """Keep other prompts of ours away while the run of this one is not visible yet."""
    held = gate.sent(bench.session.gate, _content(step), bench.now)
    bench.session = replace(bench.session, gate=held)


def _await_answer(bench: Bench) -> None:
    was_awaiting = bench.session.awaiting
    bench.session = replace(bench.session, awaiting=True, worked=False)
    if not was_awaiting:
        arm(bench)


def _planned_anew(bench: Bench, step: Pending) -> Pending:
    """Look whether the planned model cools down since; something must go on behind an abort."""
    plan, state = step.plan, bench.session.state
    why = bar(bench)(plan.model) if plan else None
    if plan is None or state is None or why is None:
        return step
    planned = next_step(bench, state, chain_of(bench, step.agent))
    if isinstance(planned, NoPlan):
        return step
    bench.note(f"{planned.failed} -> {planned.model}: {plan.model}: {why}")
    return replace(step, plan=planned)


def _wait_reserved(bench: Bench, step: Pending) -> None:
    tries = step.tries + 1
    wait = gate.reserved_wait_ms(tries)
    if wait is None:
        refuse(bench, step, "the session stayed reserved")
        return
    after = replace(step, waits="reserved", ask=0, deadline_ms=bench.now + wait, tries=tries)
    bench.session = replace(bench.session, step=after)


def _resume(bench: Bench, step: Pending) -> Pending | None:
    """Want the session resumed, and give the step that waits for the answer."""
    plan = step.plan
    entry = bench.setup.chains.agents.get(step.agent or "", AgentEntry())
    model = asked_for(plan.model, entry.variant) if plan else None
    if plan is None or model is None:
        return None
    ask = bench.ask()
    resume = Resume(
        key=bench.key,
        cause=step.trouble.cause,
        ask=ask,
        model=model,
        name=plan.model,
        agent=registered(step.agent or bench.session.agent, bench.setup.agents),
        reason=step.trouble.reason,
        effort=entry.effort,
        context=bench.session.context,
    )
    bench.want(resume)
    bench.session = replace(bench.session, context=None)
    return replace(step, waits="prompt", ask=ask, deadline_ms=bench.now + gate.DISPATCH_MS)


def _content(step: Pending) -> str:
    return gate.content(step.plan.model if step.plan else "", step.agent, step.turn)


def _turn_key(turn: Said | None) -> str:
    """Name the turn that goes on: by its id, else by its words."""
    if turn is None:
        return ""
    return turn.id or "\n".join(piece.text for piece in turn.pieces if piece.kind == "text")
