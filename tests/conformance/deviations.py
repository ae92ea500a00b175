"""All rules by which we differ from the recordings, in one table."""

from tests.conformance.deviation import Deviation

DEVIATIONS: tuple[Deviation, ...] = ()
