"""What an engine that had watched the present turns would know.

A command that starts now has watched nothing: the facts of the sessions stand in for it. What
they do not tell (steps of earlier turns, whose hand moved a session) it does not know either.
"""

from __future__ import annotations

from itertools import pairwise

from omo_watch_core.charge.setups import setup_of
from omo_watch_core.clock import due_ms
from omo_watch_core.fallback.engine.bench import Bench
from omo_watch_core.fallback.engine.choosing import blame, state_of
from omo_watch_core.fallback.engine.session import Engine, Trouble
from omo_watch_core.fallback.models import parse
from omo_watch_core.fallback.state import FallbackState, Plan, commit, create
from omo_watch_core.model import Setback
from omo_watch_core.presence import plugin_in
from omo_watch_core.reduce.setback import asked_model
from omo_watch_core.select.chain import agent_of, chain_of
from omo_watch_core.state import Server, Session, SessionKey, State


def recalled(bench: Bench, state: State, chain: tuple[str, ...]) -> Bench:
    """Give a session's bench with what failed in the turns of all sessions; `chain` is its own.

    An engine that looks after models knows that itself. Sessions that it would not move, for
    want of a chain or because a plugin is in charge, do not tell it of limits.
    """
    if state.duty is not None:
        return bench
    engine = bench.engine
    for server in state.servers.values():
        for session in server.sessions.values():
            mine = (server.name, session.id) == bench.key
            theirs = plugin_in(server, session.info.directory)
            if session.setbacks and (mine or not theirs):
                used = chain if mine else chain_of(state, server, session).chain
                engine = _blamed(engine, state, server, session, used)
    return Bench(engine, bench.setup, bench.key, bench.now)


def seeded(engine: Engine, state: State, key: SessionKey) -> Engine:
    """Give the engine with where a session stands, where it was not watched from its start."""
    server = state.servers.get(key[0])
    session = server.sessions.get(key[1]) if server else None
    known = engine.sessions.get(key)
    if server is None or session is None or not session.setbacks:
        return engine
    if known is not None and known.state is not None:
        return engine
    chain = chain_of(state, server, session).chain
    engine = _blamed(engine, state, server, session, chain)
    bench = Bench(engine, setup_of(state, key), key, state.now_ms)
    bench.put(position(bench, agent_of(session), session, chain))
    return bench.done()[0]


def position(
    bench: Bench, agent: str | None, session: Session, chain: tuple[str, ...]
) -> FallbackState | None:
    """Give where a session stands on its chain; None where nobody knows its model.

    A change to an entry further down was a step of the fallback, one to the model of its lease
    a step beside the chain; any other was by hand.
    """
    now = asked_model(session)
    if bench.session.state is not None or not session.setbacks:
        return state_of(bench, agent, now.name if now else None)
    failed = session.setbacks
    names = [setback.model.name for setback in failed]
    if now is not None and now.name != names[-1]:
        names.append(now.name)
    state = create(names[0])
    for setback, (_, name) in zip(failed, pairwise(names), strict=False):
        state = _moved(bench, state, chain, name, setback.at_ms)
    return state


def entries_for(chain: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Give the entries of a chain that mean a `provider/model`, with whatever variant."""
    named = ((entry, parse(entry)) for entry in chain)
    return tuple(entry for entry, ref in named if ref is not None and ref.name == name)


def _moved(
    bench: Bench, state: FallbackState, chain: tuple[str, ...], name: str, at_ms: int
) -> FallbackState:
    held = bench.setup.held
    if held is not None and entries_for((held.model,), name):
        led = Plan(model=held.model, failed=state.current, index=state.index, at_ms=at_ms)
        return commit(state, led)[0]
    below = entries_for(chain[state.index + 1 :], name)
    if not below:
        return create(name)
    index = chain.index(below[0], state.index + 1)
    step = Plan(model=below[0], failed=state.current, index=index, at_ms=at_ms)
    return commit(state, step)[0]


def _blamed(
    engine: Engine, state: State, server: Server, session: Session, chain: tuple[str, ...]
) -> Engine:
    key = (server.name, session.id)
    for setback in session.setbacks if chain else ():
        bench = Bench(engine, setup_of(state, key), key, setback.at_ms)
        for entry in (setback.model.name, *entries_for(chain, setback.model.name)):
            blame(bench, entry, _trouble(server, setback))
        engine, _ = bench.done()
    return engine


def _trouble(server: Server, setback: Setback) -> Trouble:
    until = setback.until_ms
    return Trouble(
        source="session.error",
        cause="a setback of the present turn",
        reason=setback.reason,
        until_ms=due_ms(until, setback.at_ms, server.offset_ms) if until else None,
    )
