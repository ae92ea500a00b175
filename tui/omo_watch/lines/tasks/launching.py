"""What a new task will do, in true sentences, and what is wrong with it before it is sent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches

from omo_watch.lines.naming import name_of
from omo_watch_core.fallback.chains import Lookup, look_up
from omo_watch_core.fallback.models import parse
from omo_watch_core.journal.place import place_of
from omo_watch_core.model import ModelRef
from omo_watch_core.presence import plugin_in
from omo_watch_core.select.chain import chains_of
from omo_watch_core.state import Server, Session, State
from omo_watch_core.tasks.lanes import Lane
from omo_watch_core.tasks.run.queue import is_paused, lanes_of, width_of
from omo_watch_core.tasks.run.wish import first_model

MOST_RUNGS = 2
"""How many models of a chain are named."""


@dataclass(frozen=True, slots=True)
class Wished:
    """Hold what a person has typed so far."""

    prompt: str = ""
    agent: str = ""
    model: str = ""
    category: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Under:
    """Hold where a new task would begin."""

    state: State
    server: Server
    parent: Session

    @property
    def plugin(self) -> bool:
        """Tell whether the plugin is there."""
        return plugin_in(self.server, self.parent.info.directory) is True


def known_agents(under: Under) -> list[str]:
    """List the agents that somebody used or configured, those of other tasks first."""
    below: Counter[str] = Counter()
    above: Counter[str] = Counter()
    for session in under.server.sessions.values():
        if session.info.agent:
            (below if session.info.parent else above)[session.info.agent] += 1
    chains = chains_of(under.state, under.server, under.parent.info.directory)
    used = [name for count in (below, above) for name, _ in count.most_common()]
    return list(dict.fromkeys([*used, *sorted(chains.agents)]))


def known_models(under: Under) -> list[str]:
    """List the models that the server offers."""
    return sorted(under.server.models)


def model_of(under: Under, typed: str) -> ModelRef | None:
    """Give the model that was typed: its whole name, or the part that only one has."""
    models = under.server.models
    if typed in models:
        return models[typed].ref
    found = [info.ref for info in models.values() if info.ref.model == typed]
    if len(found) == 1:
        return found[0]
    return parse(typed) if not models else None


def fault_of(under: Under, wished: Wished) -> str | None:
    """Say what is wrong with a wish, in one sentence with a way out."""
    if not wished.prompt.strip():
        return "The prompt is empty: say what it is to do."
    if not wished.agent and not (wished.category and under.plugin):
        known = ", ".join(known_agents(under)[:4])
        return f"Name an agent{f': {known}' if known else ''}."
    if wished.model and model_of(under, wished.model) is None:
        near = get_close_matches(wished.model, list(under.server.models), n=2, cutoff=0.3)
        nearest = f" Nearest: {', '.join(near)}." if near else ""
        return f"{under.server.name} has no model `{wished.model}`.{nearest}"
    return None


def foretold(under: Under, wished: Wished) -> list[str]:
    """Say where it would run, what follows if its model fails, and who is told."""
    target = target_of(under, wished)
    parent = name_of(under.parent)
    if target is None and wished.model:
        return [f"{under.server.name} has no model `{wished.model}`: up and down choose one."]
    return [
        _lane(under, target),
        _chain(under, wished, target),
        f"{parent} is told once, at its end.",
    ]


def target_of(under: Under, wished: Wished) -> ModelRef | None:
    """Give the model it would begin with, as far as that is known."""
    if wished.model:
        return model_of(under, wished.model)
    agent, category = wished.agent, wished.category
    return first_model(under.state, under.server, under.parent, agent, category)


def _lane(under: Under, target: ModelRef | None) -> str:
    if target is None:
        return "No model is known for it: name one."
    state, place = under.state, place_of(under.server.url)
    key = state.limits.lane_of(target.name)
    lane = lanes_of(state, state.journal.tasks.values(), place).get(key, Lane())
    width = width_of(state, place, key)
    if is_paused(state, place, key):
        return f"Waits for {target.name}: our lane {key} is paused."
    if width is None:
        return f"Starts at once with {target.name}: our lane has no limit."
    if lane.waiting or lane.held >= width:
        number = len(lane.waiting) + 1
        return f"Waits as #{number} for {target.name}: {_all(width)} taken."
    free = width - lane.held
    return f"Starts at once with {target.name}: {free} of {width} slots free."


def _all(slots: int) -> str:
    return "the one slot is" if slots == 1 else f"all {slots} slots are"


def _chain(under: Under, wished: Wished, target: ModelRef | None) -> str:
    found = _looked_up(under, wished)
    names = [
        ref.model
        for name in found.chain
        if (ref := parse(name)) is not None and (target is None or ref.name != target.name)
    ]
    if not names:
        return "No chain: if its model is limited, it waits for it."
    shown = ", ".join(names[:MOST_RUNGS])
    more = f" and {len(names) - MOST_RUNGS} more" if len(names) > MOST_RUNGS else ""
    whose = found.rule.partition(".")[2]
    named = f", the chain of {whose}" if whose else ""
    return f"If that fails: {shown}{more}{named}."


def _looked_up(under: Under, wished: Wished) -> Lookup:
    chains = chains_of(under.state, under.server, under.parent.info.directory)
    return look_up(chains, "", wished.agent or None, wished.category or None)
