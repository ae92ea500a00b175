"""Which agent, which chain, which model next."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.fallback.agents import resolve
from omo_watch_core.fallback.board import Cooldown, cooling, is_shared, noted
from omo_watch_core.fallback.chains import bootstrap_model, chain_for, primary_of
from omo_watch_core.fallback.engine.bench import Bench
from omo_watch_core.fallback.engine.session import Trouble
from omo_watch_core.fallback.models import are_equivalent, parse
from omo_watch_core.fallback.state import Bar, FallbackState, NoPlan, Plan, create, plan


def agent_of(bench: Bench, event_agent: str | None) -> str | None:
    """Name the agent whose chain counts, as far as it is known without the history."""
    custom = bench.setup.chains.agents.keys()
    return resolve(bench.key[1], event_agent, bench.session.agent, custom)


def chain_of(bench: Bench, agent: str | None) -> tuple[str, ...]:
    """Give the chain of the session; its first entry is the first fallback."""
    return chain_for(bench.setup.chains, bench.key[1], agent, bench.session.category)


def state_of(bench: Bench, agent: str | None, event_model: str | None) -> FallbackState | None:
    """Give the position on the chain, begun where there was none; None without any model."""
    if bench.session.state is not None:
        return bench.session.state
    category = bench.session.category
    model = bootstrap_model(bench.setup.chains, agent, category, event_model)
    return create(model) if model else None


def begun(bench: Bench, agent: str | None, model: str) -> FallbackState:
    """Begin with the model of a new session; on a fallback the primary stays the original."""
    primary = primary_of(bench.setup.chains, agent, bench.session.category)
    chain = chain_of(bench, agent)
    if primary is None or primary == model or model not in chain:
        return create(model)
    return replace(create(primary), current=model, index=chain.index(model))


def next_step(bench: Bench, state: FallbackState, chain: tuple[str, ...]) -> Plan | NoPlan:
    """Plan the next step, past everything that cannot answer now; a lease's model goes first."""
    held = bench.setup.held
    if held is None:
        return plan(state, chain, bench.now, bench.policy, bar(bench))
    if not are_equivalent(held.model, state.current) and bar(bench)(held.model) is None:
        # It is no step along the chain: what stands there and was never tried stays ahead.
        return Plan(model=held.model, failed=state.current, index=state.index, at_ms=bench.now)
    if held.strict:
        return NoPlan(reason=f"{held.words}: nothing else is tried", strict=True)
    return plan(state, chain, bench.now, bench.policy, bar(bench))


def bar(bench: Bench) -> Bar:
    """Give the test that tells why a model may not be taken."""

    def why(model: str) -> str | None:
        if parse(model) is None:
            return "it names no provider"
        if not bench.setup.usable(model):
            return "its provider or model is not connected"
        if (wish := bench.setup.barred(model)) is not None:
            return wish
        if bench.now < bench.session.failures.get(model, 0):
            return "it failed in this session and cools down"
        return met_elsewhere(bench, model)

    return why


def met_elsewhere(bench: Bench, model: str) -> str | None:
    """Tell which session made a model cool down for all; None where none did."""
    found = cooling(bench.board, model, bench.now)
    if found is None or not is_shared(found.reason, bench.policy):
        return None
    return f"it cools down since {found.who[1]} met {found.reason}"


def blame(bench: Bench, model: str, trouble: Trouble) -> None:
    """Note that a model failed: for this session in any case, for others by the settings."""
    if bench.policy.cooldown_ms <= 0:
        return
    until = max(bench.now + bench.policy.cooldown_ms, trouble.until_ms or 0)
    fresh = {m: end for m, end in bench.session.failures.items() if bench.now < end}
    bench.session = replace(bench.session, failures={**fresh, model: until})
    if is_shared(trouble.reason, bench.policy):
        cooldown = Cooldown(
            model=model, reason=trouble.reason, since_ms=bench.now, until_ms=until, who=bench.key
        )
        bench.board = noted(bench.board, cooldown)
