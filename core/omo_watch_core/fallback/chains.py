"""Which chain applies to a session, and which model stands before it.

Source: fallback-behaviour 1.2, 1.3 and 6. A chain that is configured and empty blocks: nothing
further is looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from omo_watch_core.fallback.agents import in_session_id
from omo_watch_core.fallback.models import parse
from omo_watch_core.value import Value

GLOBAL = "global"
"""The level of the list for everybody."""
NOWHERE = "none"
"""No level has a chain."""


class AgentEntry(Value):
    """Hold what is configured for one agent."""

    model: str | None = None
    category: str | None = None
    variant: str | None = None
    effort: str | None = None
    chain: tuple[str, ...] | None = None
    """None is not configured; empty is configured and blocks."""


class CategoryEntry(Value):
    """Hold what is configured for one category of delegated tasks."""

    model: str | None = None
    variant: str | None = None
    chain: tuple[str, ...] | None = None
    """None is not configured; empty is configured and blocks."""


class Chains(Value):
    """Hold everything that is configured about chains."""

    agents: dict[str, AgentEntry] = msgspec.field(default_factory=dict[str, AgentEntry])
    categories: dict[str, CategoryEntry] = msgspec.field(default_factory=dict[str, CategoryEntry])
    everywhere: tuple[str, ...] = ()
    """For sessions that find no chain elsewhere (REC of 6)."""
    plan_inherits: bool = True
    """Agent `plan` without a chain uses that of `prometheus`."""


class Lookup(Value):
    """Hold the chain of a session and the level that decided."""

    chain: tuple[str, ...] = ()
    """Without the primary: the first entry is the first fallback."""
    rule: str = NOWHERE
    """`agents.<name>`, `categories.<name>`, `global` or `none`."""


def look_up(chains: Chains, session: str, agent: str | None, category: str | None) -> Lookup:
    """Find the chain of a session; the first level that has one decides.

    Levels: the session's category, its agent and that one's category, the agent that the
    session's id names, the list for everybody. Names are taken as they are spelt.
    """
    nowhere = Lookup(chain=chains.everywhere, rule=GLOBAL) if chains.everywhere else Lookup()
    return next(_levels(chains, session, agent, category), nowhere)


def chain_for(
    chains: Chains, session: str, agent: str | None, category: str | None
) -> tuple[str, ...]:
    """Give the chain of a session without its primary; empty where there is none."""
    return look_up(chains, session, agent, category).chain


def bootstrap_model(
    chains: Chains, agent: str | None, category: str | None, event_model: str | None
) -> str | None:
    """Give the model of a session that has no state yet: the event's, else its primary."""
    return event_model or primary_of(chains, agent, category)


def primary_of(chains: Chains, agent: str | None, category: str | None = None) -> str | None:
    """Give the configured first model: the agent's, its category's, the session's category's."""
    entry = chains.agents.get(agent or "", AgentEntry())
    return (
        entry.model or _category(chains, entry.category).model or _category(chains, category).model
    )


def ladder_names(primary: str | None, chain: Sequence[str]) -> tuple[str, ...]:
    """Give all models of a session, the primary first, each once however it is written."""
    kept: dict[object, str] = {}
    for name in (primary, *chain):
        if name:
            kept.setdefault(parse(name) or name, name)
    return tuple(kept.values())


def _levels(
    chains: Chains, session: str, agent: str | None, category: str | None
) -> Iterator[Lookup]:
    yield from _of_category(chains, category)
    yield from _of_agent(chains, agent)
    yield from _of_agent(chains, in_session_id(session))


def _of_agent(chains: Chains, agent: str | None) -> Iterator[Lookup]:
    entry = chains.agents.get(agent or "", AgentEntry())
    if entry.chain is not None:
        yield Lookup(chain=entry.chain, rule=f"agents.{agent}")
    yield from _of_category(chains, entry.category)
    if agent and agent.lower() == "plan" and chains.plan_inherits:
        yield from _of_agent(chains, "prometheus")


def _of_category(chains: Chains, name: str | None) -> Iterator[Lookup]:
    chain = _category(chains, name).chain
    if chain is not None:
        yield Lookup(chain=chain, rule=f"categories.{name}")


def _category(chains: Chains, name: str | None) -> CategoryEntry:
    return chains.categories.get(name or "", CategoryEntry())
