"""Names of agents."""

from omo_watch_core.fallback import agents
from tests.conformance.case import Json


def normalised(given: Json) -> Json:
    """A name as it is configured."""
    return agents.normalised(given["agent"])


def config_key(given: Json) -> Json:
    """A name as a key of the configuration."""
    return agents.config_key(given["agent"])


def registered(given: Json) -> Json:
    """A name as the server lists it."""
    return agents.registered(given["agent"], given["registered"])


def in_session_id(given: Json) -> Json:
    """The agent that a session's id names."""
    return agents.in_session_id(given["session_id"])


def resolved(given: Json) -> Json:
    """The agent of a session."""
    return agents.resolve(given["session_id"], given["event_agent"], given.get("session_agent"))
