"""All rules by which we differ from the recordings, in one table."""

from tests.conformance.deviation import Deviation
from tests.conformance.rules import (
    agents,
    background,
    coordination,
    errors,
    lookup,
    messages,
    models,
    signal,
)

DEVIATIONS: tuple[Deviation, ...] = (
    *agents.RULES,
    *background.RULES,
    *coordination.RULES,
    *errors.RULES,
    *lookup.RULES,
    *messages.RULES,
    *models.RULES,
    *signal.RULES,
)
