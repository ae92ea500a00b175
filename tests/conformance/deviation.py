"""The form of a rule by which we differ from what was recorded."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from tests.conformance.case import Case, Json


@dataclass(frozen=True)
class Deviation:
    """One rule: where it applies, why, and what must come out instead.

    `expects` is written from the rule by hand and never asks the code under test. It starts from
    the recorded `expect` where it can, so that a wrong recording still fails.
    """

    rec: str
    """Section of the behaviour sheet whose REC it is, e.g. "5" or "9 idle"."""
    reason: str
    keys: tuple[str, ...]
    """Functions or files it speaks of (`Case.key`)."""
    applies: Callable[[Case], bool]
    expects: Callable[[Case], Json]

    def covers(self, case: Case) -> bool:
        """Tell whether a case falls under this rule."""
        return case.key in self.keys and self.applies(case)


def expected(case: Case, rules: Iterable[Deviation]) -> Json:
    """Give what must come out: the recording, edited in order by each rule that covers it."""
    for rule in [rule for rule in rules if rule.covers(case)]:
        case = replace(case, expect=rule.expects(case))
    return case.expect
