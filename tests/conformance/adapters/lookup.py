"""Chains and primaries of sessions."""

from omo_watch_core.fallback import chains, settings
from omo_watch_core.fallback.models import stated
from tests.conformance.case import Json


def chain(given: Json) -> Json:
    """The chain of a session."""
    found = chains.chain_for(
        settings.chains(given["plugin_config"]),
        given["session_id"],
        given["agent"],
        given["session_category"],
    )
    return list(found)


def bootstrap_model(given: Json) -> Json:
    """The model of a session that has no state."""
    return chains.bootstrap_model(
        settings.chains(given["plugin_config"]),
        given["agent"],
        given["session_category"],
        stated(given["event_model"]),
    )


def unconfigured(given: Json) -> Json:
    """The chain of an agent or a category for which nothing is configured."""
    nothing = settings.chains({})
    found = chains.look_up(nothing, "ses_1", given.get("agent"), given.get("category"))
    return {"fallbackChain": list(found.chain)}
