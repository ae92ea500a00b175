"""Which agent a session runs as, and under which names an agent is known.

Source: fallback-behaviour 6.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from omo_watch_core.fallback.ecma import compiled, trimmed
from omo_watch_core.fallback.history import Said

_TITLES = {
    "sisyphus": "ultraworker",
    "hephaestus": "deep agent",
    "prometheus": "plan builder",
    "atlas": "plan executor",
    "metis": "plan consultant",
    "momus": "plan critic",
    "athena": "council",
    "athena-junior": "council",
}
_KEYS = {
    form.format(key, title): key
    for key, title in _TITLES.items()
    for form in ("{} - {}", "{} ({})")
}
_KNOWN = (
    "multimodal-looker",
    "sisyphus-junior",
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
# The longest first: the first alternative that fits wins.
_NAMED = compiled(rf"\b({'|'.join(_KNOWN)})\b")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_SORTING = compiled(r"^\d+\|")
_WRAPPING = "\\/\"'"


def normalised(name: str | None, custom: Collection[str] = ()) -> str | None:
    """Give an agent's name as it is configured; None where nobody knows it.

    A configured custom name (REC) comes first, as it is spelt there; then a known name anywhere
    between word boundaries, lower-cased.
    """
    if not name:
        return None
    wanted = _plain(name)
    own = [agent for agent in custom if wanted and _plain(agent) == wanted]
    if own:
        # Two names may differ in case alone; then the same spelling wins.
        return name if name in own else min(own)
    return in_session_id(name)


def in_session_id(session: str) -> str | None:
    """Give the known agent that a session's id names; `_` is a letter there."""
    found = _NAMED.search(session)
    return found[1].lower() if found else None


def resolve(
    session: str,
    event_agent: str | None,
    session_agent: str | None,
    custom: Collection[str] = (),
) -> str | None:
    """Give a session's agent: the event's, else the remembered one, else the id's.

    Where all fail the history is asked: `from_history`.
    """
    said = normalised(event_agent, custom) or normalised(session_agent, custom)
    return said or in_session_id(session)


def from_history(said: Sequence[Said], custom: Collection[str] = ()) -> str | None:
    """Give the agent of the newest message that names one; messages come oldest first."""
    named = (normalised(message.agent, custom) for message in reversed(said))
    return next((agent for agent in named if agent), None)


def registered(agent: str | None, names: Sequence[str]) -> str | None:
    """Give the name to send: as the server lists this agent, else the name without hidden signs.

    Names are compared without case, then by their configuration keys.
    """
    if agent is None:
        return None
    seen = agent.translate(_INVISIBLE)
    same = (name for name in names if name.translate(_INVISIBLE).lower() == seen.lower())
    key = config_key(agent)
    keyed = (name for name in names if config_key(name) == key)
    return next(same, None) or next(keyed, None) or seen


def config_key(name: str) -> str:
    """Give the key of an agent in the configuration: `Atlas - Plan Executor` is `atlas`.

    Hidden signs, a sorting prefix (`1|`) and wrapping quotes or slashes are taken away; a name
    that is no agent's display name is its own key, lower-cased.
    """
    bare = _SORTING.sub("", name.translate(_INVISIBLE)).strip(_WRAPPING)
    key = trimmed(bare).lower()
    return _KEYS.get(key, key)


def _plain(name: str) -> str:
    return trimmed(name.translate(_INVISIBLE)).lower()
