"""What would become of a session if it met an error now, and which rule says so.

The decisions are asked of the engine's own rooms (`choosing`, `classify`, `state`) and of
`stance`; nothing here decides for itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from omo_watch_core.charge.judging import Judged, judged
from omo_watch_core.charge.recalling import position, recalled
from omo_watch_core.charge.saying import said_of
from omo_watch_core.charge.setups import setup_of
from omo_watch_core.charge.stance import Stance, stance
from omo_watch_core.charge.wanting import HISTORY
from omo_watch_core.claim import Claim
from omo_watch_core.fallback.agents import from_history
from omo_watch_core.fallback.board import cooling
from omo_watch_core.fallback.chains import NOWHERE, Lookup, ladder_names, look_up
from omo_watch_core.fallback.engine.bench import Bench
from omo_watch_core.fallback.engine.choosing import agent_of, bar, blame, next_step
from omo_watch_core.fallback.engine.session import Engine, Trouble
from omo_watch_core.fallback.fault import Fault
from omo_watch_core.fallback.models import are_equivalent
from omo_watch_core.fallback.state import ANSWERS, FallbackState, NoPlan, Plan, options
from omo_watch_core.presence import plugin_in
from omo_watch_core.select import chain as select_chain
from omo_watch_core.select.charge import InCharge, in_charge_of
from omo_watch_core.state import Server, Session, SessionKey, State
from omo_watch_core.value import Value

SOURCE = "session.error"
TAKEN = "the first that can answer"
BEHIND = "behind the chosen one"
PASSED = "above the present step"
NO_CHAIN = "no chain is configured for it"
EMPTY_CHAIN = "its chain is configured as empty"
NO_MODEL = "nobody knows which model runs"


class Decision(Value):
    """Hold what becomes of one entry of the chain."""

    model: str
    take: bool
    rule: str
    until_ms: float | None = None
    """When it has cooled down, local epoch milliseconds, where that is the reason."""


class Forecast(Value):
    """Hold what would happen, step by step."""

    agent: str | None
    in_charge: InCharge | None
    auto: Stance
    """What `guard --mode auto` would do about a step."""
    rescue: Stance | None
    """What it would do where the plugin does not; None where no plugin is in charge."""
    error: Judged
    level: str
    """The level of the settings that gave the chain: `agents.build`, `global`, `none`."""
    models: tuple[str, ...]
    """All models of the session, the first choice in front."""
    current: str | None
    waits_count: bool
    """A wait that the server announces counts like an error (`timeout_seconds` above 0)."""
    decisions: tuple[Decision, ...] = ()
    """One for each entry of the chain in order; empty where nothing is looked at."""
    next: str | None = None
    nothing: str = ""
    """Why there is no next model; empty where there is."""


def is_agent_known(state: State, key: SessionKey) -> bool:
    """Tell whether the agent is known without the session's history."""
    session = state.servers[key[0]].sessions[key[1]]
    return agent_of(_bench(state, key), select_chain.agent_of(session)) is not None


def forecast(state: State, key: SessionKey, fault: Fault) -> Forecast:
    """Say what an error would do to a session now; the session must be there."""
    server, bench = state.servers[key[0]], _bench(state, key)
    session = server.sessions[key[1]]
    agent = _agent(bench, server, session)
    found = look_up(bench.setup.chains, session.id, agent, bench.session.category)
    bench = recalled(bench, state, found.chain)
    at = position(bench, agent, session, found.chain)
    theirs = plugin_in(server, session.info.directory)
    seen = Forecast(
        agent=agent or select_chain.agent_of(session),
        in_charge=in_charge_of(server, session),
        auto=_auto(state, server, session),
        rescue=_stance(state, server, session, rescued=True) if theirs else None,
        error=judged(fault, bench.policy),
        level=found.rule,
        models=ladder_names(at.original if at else None, found.chain),
        current=at.current if at else None,
        waits_count=bench.policy.escalates,
    )
    nothing = _nothing(seen.error, found, at)
    if nothing or at is None:
        return replace(seen, nothing=nothing)
    return _stepped(seen, bench, at, found.chain)


def _stepped(seen: Forecast, bench: Bench, at: FallbackState, chain: tuple[str, ...]) -> Forecast:
    """Add the step that the engine would plan; the model that fails is blamed first."""
    blame(bench, at.current, Trouble(source=SOURCE, cause="", reason=seen.error.reason))
    planned = next_step(bench, at, chain)
    decisions = tuple(_decisions(bench, at, chain, planned))
    if isinstance(planned, NoPlan):
        return replace(seen, decisions=decisions, nothing=planned.reason)
    return replace(seen, decisions=decisions, next=planned.model)


def _decisions(
    bench: Bench, at: FallbackState, chain: tuple[str, ...], planned: Plan | NoPlan
) -> Iterator[Decision]:
    for model in chain[: at.index + 1]:
        is_now = are_equivalent(model, at.current)
        yield Decision(model=model, take=False, rule=ANSWERS if is_now else PASSED)
    taken = False
    for option in options(at, chain, bench.now, bench.policy, bar(bench)):
        if taken:
            yield Decision(model=option.model, take=False, rule=BEHIND)
        elif option.bar is not None:
            until = _until(bench, at, option.model)
            yield Decision(model=option.model, take=False, rule=option.bar, until_ms=until)
        elif isinstance(planned, NoPlan):
            yield Decision(model=option.model, take=False, rule=planned.reason)
        elif not are_equivalent(option.model, planned.model):
            # The model of a lease goes before the whole chain.
            yield Decision(model=option.model, take=False, rule=BEHIND)
        else:
            taken = True
            yield Decision(model=option.model, take=True, rule=TAKEN)


def _until(bench: Bench, at: FallbackState, model: str) -> float | None:
    """Give when a model has cooled down; None where something else bars it."""
    if are_equivalent(model, at.current) or not bench.setup.usable(model):
        return None
    own, shared = bench.session.failures.get(model), cooling(bench.board, model, bench.now)
    ends = (own, shared.until_ms if shared is not None else None)
    return max((end for end in ends if end is not None), default=None)


def _nothing(error: Judged, found: Lookup, at: FallbackState | None) -> str:
    if not error.moves:
        return error.why
    if not found.chain:
        return NO_CHAIN if found.rule == NOWHERE else EMPTY_CHAIN
    return "" if at is not None else NO_MODEL


def _bench(state: State, key: SessionKey) -> Bench:
    """Give what the engine keeps of a session, without what is only recalled."""
    engine = state.duty.engine if state.duty else Engine()
    return Bench(engine, setup_of(state, key), key, state.now_ms)


def _agent(bench: Bench, server: Server, session: Session) -> str | None:
    """Name the agent as the engine does, by the history where nothing else tells."""
    found = agent_of(bench, select_chain.agent_of(session))
    transcript = server.transcripts.get(session.id)
    if found is not None or transcript is None:
        return found
    entries = list(transcript.entries.values())[-HISTORY:]
    said = said_of([(entry.message, tuple(entry.parts.values())) for entry in entries])
    return from_history(said, bench.setup.chains.agents.keys())


def _auto(state: State, server: Server, session: Session) -> Stance:
    found = _stance(state, server, session, rescued=False)
    if found.does != "acts":
        return found
    held = server.claim
    why = f"{held.owner} looks after" if held else "nobody else is in charge of"
    return replace(found, why=f"{why} {server.name}")


def _stance(state: State, server: Server, session: Session, *, rescued: bool) -> Stance:
    """Ask as the one that holds the claim in `auto`: it is the only one that acts."""
    holder = Claim(owner=server.claim.owner if server.claim else "", own=True)
    held, auto = replace(server, claim=holder), replace(state, mode="auto")
    return stance(auto, held, session, SOURCE, rescued=rescued)
