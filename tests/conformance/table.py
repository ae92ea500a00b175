"""Which function of ours answers which recorded function: the one place."""

from collections.abc import Callable

from tests.conformance.case import Json

Adapter = Callable[[Json], Json]
"""Takes a case's `input`, gives what is compared with its `expect`."""

ADAPTERS: dict[str, Adapter] = {}
