"""A write lock is recognised by its name too, not by its code alone."""

import json
import re
from collections.abc import Iterator

from tests.conformance.case import Case, Json
from tests.conformance.deviation import Deviation

LOCK = "SessionWriteLockTimeoutError"


def _errors(error: Json) -> Iterator[Json]:
    if isinstance(error, dict):
        yield error
        for key in ("error", "cause", "reason"):
            yield from _errors(error.get(key))


def _is_named_lock_alone(case: Case) -> bool:
    """A lock without its code, and nothing by which a provider said what happened."""
    found = list(_errors(case.input["error"]))
    named = any(error.get("name") == LOCK and "code" not in error for error in found)
    outer = any(error.get("name") == "FailoverError" for error in found)
    status = any(key in error for error in found for key in ("status", "statusCode"))
    stated = re.search(r"HTTP \d{3}|RESOURCE_EXHAUSTED", json.dumps(case.input))
    return named and not (outer or status or stated)


def _stops(case: Case) -> Json:
    return {**case.expect, "coordination": True, "failover_reason": None}


RULES = (
    Deviation(
        rec="4.5",
        reason="A port recognises the class by its name: an error that was sent has no class.",
        keys=("coordination",),
        applies=_is_named_lock_alone,
        expects=_stops,
    ),
)
