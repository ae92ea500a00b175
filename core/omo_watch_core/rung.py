"""One model of a session's chain, as it stands now."""

from __future__ import annotations

from typing import Literal

from omo_watch_core.model import ModelRef
from omo_watch_core.value import Value

RungKind = Literal["failed", "current", "next", "cooling", "unreachable", "untried", "held"]


class Rung(Value):
    """Hold one step of a session's ladder."""

    model: ModelRef
    kind: RungKind
    reason: str | None = None
    until_ms: float | None = None
    at_ms: int | None = None
    claimed: bool = False
    """It was said that this model answers from now on, and no answer has shown it yet."""
