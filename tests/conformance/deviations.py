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
    scenarios,
    sequences,
    signal,
    standalone,
)

DEVIATIONS: tuple[Deviation, ...] = (
    *agents.RULES,
    *background.RULES,
    *coordination.RULES,
    *errors.RULES,
    *lookup.RULES,
    *messages.RULES,
    *models.RULES,
    *scenarios.RULES,
    *sequences.RULES,
    *signal.RULES,
    *standalone.RULES,
)
