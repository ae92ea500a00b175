"""What begins and asks: new sessions, user turns, agents, delegation."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.fallback.engine import aborting
from omo_watch_core.fallback.engine.bench import Bench
from omo_watch_core.fallback.engine.choosing import (
    agent_of,
    bar,
    begun,
    chain_of,
    met_elsewhere,
    next_step,
)
from omo_watch_core.fallback.engine.effects import BeginOn, UseModel
from omo_watch_core.fallback.engine.happenings import (
    AgentKnown,
    Delegated,
    PromptAsked,
    PromptSeen,
    SessionBegun,
    Undelegated,
    UserAsked,
)
from omo_watch_core.fallback.engine.resetting import let_go, unqueue
from omo_watch_core.fallback.engine.sending import refuse
from omo_watch_core.fallback.models import are_equivalent, parse
from omo_watch_core.fallback.state import FallbackState, NoPlan, create, in_cooldown
from omo_watch_core.model import ModelRef

WATCHDOG_MS = 90_000


def session_begun(bench: Bench, event: SessionBegun) -> None:
    """Begin where the session begins; one that is known has begun, and a child is left alone."""
    if bench.session.state is not None:
        return
    if event.model is not None:
        bench.put(begun(bench, agent_of(bench, None), event.model))
        bench.touch()
    if not bench.session.child and not _begin_held(bench, event):
        _begin_elsewhere(bench)


def agent_known(bench: Bench, event: AgentKnown) -> None:
    """Follow the agent: a fallback goes on with the newest one (issues 1777, 2060)."""
    bench.session = replace(bench.session, agent=event.agent)


def delegated(bench: Bench, event: Delegated) -> None:
    """Take the session for a child, with what it was given."""
    session = bench.session
    bench.session = replace(
        session,
        child=event.child or session.child,
        category=event.category or session.category,
        context=event.context or session.context,
    )


def undelegated(bench: Bench, event: Undelegated) -> None:
    """Take the session for a child no more."""
    bench.session = replace(bench.session, child=False, category=None, context=None)


def user_asked(bench: Bench, event: UserAsked) -> None:
    """Follow the turn's agent, lift a stop, and watch a child's first turn."""
    session = bench.session
    if not event.internal:
        session = replace(
            session,
            cancelled=False,
            agent=event.agent or session.agent,
            asked_model=event.model or session.asked_model,
        )
    if session.child and not session.watched:
        session = replace(session, watched=True, watchdog_ms=bench.now + WATCHDOG_MS)
    bench.session = session


def prompt_seen(bench: Bench, event: PromptSeen) -> None:
    """Take abort errors behind our prompt for a person's; before theirs drop what still waits."""
    if event.ours:
        # The same words about another model are another wait.
        after = replace(bench.session, own_abort=False, own_abort_ms=None, announced=None)
        bench.session = after
        if after.state is not None:
            bench.put(replace(after.state, maybe_accepted=False))
        return
    aborting.expire(bench)
    _drop_unsent(bench)
    if bench.session.step is None and bench.session.queued is None and bench.session.awaiting:
        bench.note("not awaited any more: a new turn began")
        let_go(bench)


def prompt_asked(bench: Bench, event: PromptAsked) -> None:
    """Take a chosen model over, or let the prompt use the one that the session stands on."""
    state = bench.session.state
    if state is None:
        bench.session = replace(bench.session, begins_on=None)
        return
    bench.touch()
    if event.model is not None and not event.internal:
        chosen = _chosen(bench, state, event.model)
        bench.session = replace(bench.session, begins_on=None)
        if chosen is not None:
            bench.put(chosen)
            if chosen.current == event.model and state.current != event.model:
                return
            state = chosen
    _use(bench, state)


def _begin_held(bench: Bench, event: SessionBegun) -> bool:
    """Let a new session that a lease is for begin on its model; tell whether there is one.

    Where it stands does not change before its first prompt: who may not act leaves it there.
    """
    held = bench.setup.held
    model = parse(held.model) if held else None
    if held is None or model is None or bar(bench)(held.model) is not None:
        return False
    if event.model is not None and are_equivalent(event.model, held.model):
        return False
    _begin_on(bench, held.model, model, held.words)
    return True


def _begin_elsewhere(bench: Bench) -> None:
    """Spare a new session the failed request that another one has made."""
    state = bench.session.state
    why = met_elsewhere(bench, state.current) if state else None
    if state is None or why is None:
        return
    agent = agent_of(bench, None) or bench.setup.default_agent
    planned = next_step(bench, state, chain_of(bench, agent))
    if isinstance(planned, NoPlan) or (model := parse(planned.model)) is None:
        return
    cause = f"{planned.failed} -> {planned.model}: {planned.failed}: {why}"
    _begin_on(bench, planned.model, model, cause)


def _begin_on(bench: Bench, name: str, model: ModelRef, cause: str) -> None:
    bench.session = replace(bench.session, begins_on=name)
    bench.want(BeginOn(key=bench.key, cause=cause, model=model, name=name))


def _drop_unsent(bench: Bench) -> None:
    """Drop a fallback that was not sent yet: it was for the turn before (REC of 8).

    Where we aborted the step goes on: nothing runs there any more, the new prompt neither.
    """
    step, queued = bench.session.step, bench.session.queued
    if queued is not None and queued.waits != "prompt":
        unqueue(bench, queued)
        bench.note("dropped: a new turn began before the queued prompt could be sent")
    if step is None or step.waits == "prompt" or step.stopped:
        return
    refuse(bench, step, "a new turn began")


def _chosen(bench: Bench, state: FallbackState, model: str) -> FallbackState | None:
    """Give the state after a person's choice; None where nothing was chosen."""
    busy = bench.session.awaiting or bench.session.step is not None
    if model == state.pending:
        return replace(state, pending=None) if model != state.current else None
    if busy:
        return None
    if model != state.current:
        arranged = model == bench.session.begins_on
        bench.note(f"{'it begins on' if arranged else 'chosen by hand:'} {model}")
        return create(model)
    if state.current != state.original:
        bench.note(f"adopted: {model} was chosen by hand")
        return replace(state, original=model, attempts=0)
    return None


def _use(bench: Bench, state: FallbackState) -> None:
    if _may_restore(bench, state):
        bench.note(f"restored: {state.original} has cooled down")
        state = create(state.original)
        bench.put(state)
        _want_model(bench, state.original)
    elif state.current != state.original:
        _want_model(bench, state.current)


def _may_restore(bench: Bench, state: FallbackState) -> bool:
    if not bench.policy.restore_primary_after_cooldown or state.current == state.original:
        return False
    if state.pending is not None or in_cooldown(state, state.original, bench.now, bench.policy):
        return False
    return bar(bench)(state.original) is None


def _want_model(bench: Bench, name: str) -> None:
    model = parse(name)
    if model is not None:
        bench.want(UseModel(key=bench.key, cause="the session stands on it", model=model))
