"""Which agent, which chain, which model next (fallback-behaviour 1.2, 2 and 6)."""

import re
from collections.abc import Iterator

from tests.conformance.case import Json

KNOWN = (
    "sisyphus-junior",
    "multimodal-looker",
    "prometheus",
    "hephaestus",
    "librarian",
    "sisyphus",
    "explore",
    "oracle",
    "atlas",
    "metis",
    "momus",
    "build",
    "plan",
)
NAMED = re.compile(rf"\b({'|'.join(KNOWN)})\b", re.ASCII | re.IGNORECASE)
LEVELS = ["off", "minimal", "low", "medium", "high", "xhigh", "max"]
CLAUDE = ("claude-opus-", "claude-sonnet-", "claude-haiku-")


def agent_named(given: Json, name: Json) -> str | None:
    """Give an agent as it is configured; None where nobody knows it."""
    if not isinstance(name, str) or not name:
        return None
    own = [agent for agent in _agents(given) if agent.lower() == name.strip().lower()]
    found = NAMED.search(name)
    return own[0] if own else found[1].lower() if found else None


def agent_of(given: Json, session: str, event: Json, remembered: Json, said: list[Json]) -> Json:
    """Give the agent of a session: event, memory, id, newest message that names one."""
    found = NAMED.search(session)
    direct = agent_named(given, event) or agent_named(given, remembered)
    if direct or found:
        return direct or (found[1].lower() if found else None)
    told = (agent_named(given, _info(message).get("agent")) for message in reversed(said))
    return next((agent for agent in told if agent), None)


def chain_of(given: Json, session: str, agent: str | None, category: str | None) -> list[str]:
    """Give the chain without its primary; the first level that has one decides."""
    found = NAMED.search(session)
    levels = (
        *_category_levels(given, category),
        *_agent_levels(given, agent),
        *_agent_levels(given, found[1].lower() if found else None),
    )
    everywhere = (given.get("plugin_config") or {}).get("global")
    return next(iter(levels), _flat(everywhere) if everywhere else [])


def primary_of(given: Json, agent: str | None, category: str | None) -> str | None:
    """Give the model before the chain: the agent's, else a category's."""
    entry = _agents(given).get(agent or "") or {}
    categories = _categories(given)
    places = (entry, categories.get(entry.get("category")), categories.get(category))
    return next((place["model"] for place in places if place and place.get("model")), None)


def registered(given: Json, name: str | None) -> str | None:
    """Give the name that is sent: as the server lists this agent, else as it is."""
    listed = given.get("registered_agents") or []
    return next((n for n in listed if name and agent_named(given, n) == name), name)


def canonical(model: Json) -> str | None:
    """Give an event's model as text; an object's variant does not count."""
    if isinstance(model, str):
        return model.strip() or None
    if not isinstance(model, dict):
        return None
    name = model.get("id") or model.get("modelID")
    return f"{model['providerID']}/{name}" if model.get("providerID") and name else None


def parts_of(model: str) -> tuple[str, str, str | None] | None:
    """Part a model into provider, id and variant; None where it names no provider."""
    provider, _, rest = (side.strip() for side in model.partition("/"))
    if not provider or not rest:
        return None
    group = re.fullmatch(r"(.*?)\s*\(([^()]+)\)", rest)
    word = re.fullmatch(rf"(.+?)(?:\s+|\s*:)({'|'.join(LEVELS)}|none|auto|thinking)", rest, re.I)
    if group:
        return provider, group[1], group[2].strip() or None
    return (provider, word[1], word[2].lower()) if word else (provider, rest, None)


def is_same(one: str, other: str) -> bool:
    """Tell whether a change between two models changes nothing."""
    return _identity(one) == _identity(other)


def wire(model: str) -> Json:
    """Give the fields of a request that name a model."""
    found = parts_of(model)
    assert found, f"{model} names no provider"
    provider, name, variant = found
    fields: Json = {"model": {"providerID": provider, "modelID": name}}
    return fields | ({"variant": variant} if variant else {})


def spoken(model: str) -> str:
    """Give a model's name in a toast."""
    return model.rpartition("/")[2]


def _identity(model: str) -> tuple[str, ...]:
    found = parts_of(model)
    if found is None:
        return (model.lower(),)
    provider, name, variant = found[0].lower(), found[1].lower().replace(".", "-"), found[2] or ""
    if name.startswith(CLAUDE):
        provider = "claude"
        for end in ("-thinking", "-max", "-high"):
            name = name.removesuffix(end)
    return provider, name, variant.lower()


def _category_levels(given: Json, category: Json) -> Iterator[list[str]]:
    entry = _categories(given).get(category) or {}
    if entry.get("fallback_models") not in (None, ""):
        yield _flat(entry["fallback_models"])


def _agent_levels(given: Json, agent: str | None) -> Iterator[list[str]]:
    entry = _agents(given).get(agent or "") or {}
    if entry.get("fallback_models") not in (None, ""):
        yield _flat(entry["fallback_models"])
    yield from _category_levels(given, entry.get("category"))
    switches = (given.get("plugin_config") or {}).get("sisyphus_agent") or {}
    off = switches.get("disabled") is True or False in (
        switches.get("planner_enabled"),
        switches.get("replace_plan"),
    )
    if agent == "plan" and not off:
        yield from _agent_levels(given, "prometheus")


def _flat(entries: Json) -> list[str]:
    listed = [entries] if isinstance(entries, str) else entries
    return [entry if isinstance(entry, str) else _text(entry) for entry in listed]


def _text(entry: Json) -> str:
    if not entry.get("variant"):
        return entry["model"]
    bare = re.sub(rf"\s*\([^()]*\)$|\s+(?:{'|'.join(LEVELS)})$", "", entry["model"], flags=re.I)
    return f"{bare.strip()}({entry['variant']})"


def _agents(given: Json) -> Json:
    return (given.get("plugin_config") or {}).get("agents") or {}


def _categories(given: Json) -> Json:
    return (given.get("plugin_config") or {}).get("categories") or {}


def _info(message: Json) -> Json:
    return message.get("info") or {}
