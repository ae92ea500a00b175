"""Errors of our own side (coordination.json)."""

from omo_watch_core.fallback.coordination import failover_reason, is_coordination
from tests.conformance.case import Json


def verdict(given: Json) -> Json:
    """Tell whether an error stops the chain at once, and why a provider failed."""
    error = given["error"]
    return {"coordination": is_coordination(error), "failover_reason": failover_reason(error)}
