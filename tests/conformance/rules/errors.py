"""Where our table of retryable texts is wider than the recorded one."""

import re

from tests.conformance.case import Case, Json
from tests.conformance.deviation import Deviation

ADDED = re.compile(
    r"cooldown|quota.?protection|key.?limit.?exceeded|usage\s+limit\s+has\s+been\s+reached"
    r"|credit.*balance.*too.*low|insufficient.?(?:credits?|funds?|balance)",
    re.ASCII | re.IGNORECASE,
)
"""The patterns of 4.3 that only other implementations than the recorded one look for."""


def _is_added(case: Case) -> bool:
    said = case.expect
    if said["retryable"] and said["retryableDefault"]:
        return False
    never = said["type"] in ("abort", "context_overflow")
    return not never and bool(ADDED.search(said["message"]))


def _retryable(case: Case) -> Json:
    return {**case.expect, "retryable": True, "retryableDefault": True}


RULES = (
    Deviation(
        rec="4.3",
        reason="The table is the union of what the published implementations look for.",
        keys=("errors",),
        applies=_is_added,
        expects=_retryable,
    ),
)
