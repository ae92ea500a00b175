"""Which chain applies to a session, and who says so."""

from __future__ import annotations

from omo_watch_core.fallback.agents import resolve
from omo_watch_core.fallback.chains import AgentEntry, CategoryEntry, Chains, Lookup, look_up
from omo_watch_core.state import Server, Session, State


def agent_of(session: Session) -> str | None:
    """Give the agent of the newest turn, else the one that the session is set to."""
    return (session.prompt.agent if session.prompt else None) or session.info.agent


def chains_of(state: State, server: Server, directory: str) -> Chains:
    """Give the chains that count in a directory: ours over those of the plugin's settings."""
    theirs = server.plugin_settings.get(directory)
    return _laid_over(theirs.chains, state.chains) if theirs is not None else state.chains


def chain_of(state: State, server: Server, session: Session) -> Lookup:
    """Give the chain of a session without its primary, and the level that decided."""
    chains = chains_of(state, server, session.info.directory)
    agent = resolve(session.id, None, agent_of(session), chains.agents.keys())
    return look_up(chains, session.id, agent, None)


def _laid_over(below: Chains, above: Chains) -> Chains:
    """Give both, entry by entry; what is set above wins (design 9)."""
    return Chains(
        agents={
            **below.agents,
            **{name: _agent(below.agents.get(name), entry) for name, entry in above.agents.items()},
        },
        categories={
            **below.categories,
            **{
                name: _category(below.categories.get(name), entry)
                for name, entry in above.categories.items()
            },
        },
        everywhere=above.everywhere or below.everywhere,
        plan_inherits=below.plan_inherits and above.plan_inherits,
    )


def _agent(below: AgentEntry | None, above: AgentEntry) -> AgentEntry:
    if below is None:
        return above
    return AgentEntry(
        model=above.model or below.model,
        category=above.category or below.category,
        variant=above.variant or below.variant,
        effort=above.effort or below.effort,
        chain=above.chain if above.chain is not None else below.chain,
    )


def _category(below: CategoryEntry | None, above: CategoryEntry) -> CategoryEntry:
    if below is None:
        return above
    return CategoryEntry(
        model=above.model or below.model,
        variant=above.variant or below.variant,
        chain=above.chain if above.chain is not None else below.chain,
    )
