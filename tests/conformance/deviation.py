"""The form of a rule by which we differ from what was recorded."""

from collections.abc import Callable
from dataclasses import dataclass

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
