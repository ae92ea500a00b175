"""Where a scenario goes otherwise than in the published plugin."""

from dataclasses import replace

from tests.conformance.case import Case
from tests.conformance.deviation import Deviation
from tests.conformance.rules import advances, choices, prompts, stays, stops, waits
from tests.conformance.rules.whole import check


def _checked(rule: Deviation) -> Deviation:
    """Let a recording agree with itself before it is edited."""

    def applies(case: Case) -> bool:
        found = rule.applies(case)
        if found:
            check(case)
        return found

    return replace(rule, applies=applies)


NOUNS = (advances, stays, waits, stops, choices, prompts)
RULES = tuple(_checked(rule) for noun in NOUNS for rule in noun.RULES)
