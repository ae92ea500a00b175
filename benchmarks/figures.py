"""What a benchmark found: figures with units, some of them with a budget that is gated."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence

SLACK = 1.25
"""How far over its budget a gated figure may be before it counts: machines are not alike."""


@dataclasses.dataclass(frozen=True)
class Figure:
    """Hold one figure; `budget` is the most it should be, in the same unit."""

    name: str
    value: float
    unit: str = ""
    budget: float | None = None

    @property
    def most(self) -> float:
        """Give what the figure must not exceed, slack included."""
        return float("inf") if self.budget is None else self.budget * SLACK

    @property
    def is_over(self) -> bool:
        """Tell whether a gate is broken; a figure that is no number breaks it."""
        return self.budget is not None and not self.value <= self.most

    def line(self) -> str:
        """Write the figure for a person."""
        text = f"{self.name:<66} {_number(self.value):>8} {self.unit:<8}"
        return text.rstrip() if self.budget is None else f"{text} goal <= {_number(self.budget)}"

    def verdict(self) -> str:
        """Write the figure as a gate."""
        word = "OVER" if self.is_over else "ok"
        return f"{word:<5} {self.line()}, fails over {_number(self.most)}"


def write(figures: Sequence[Figure]) -> str:
    """Write figures as one line of JSON."""
    return json.dumps([dataclasses.asdict(figure) for figure in figures])


def read(text: str) -> list[Figure]:
    """Read what `write` wrote."""
    return [Figure(**fields) for fields in json.loads(text)]


def _number(value: float) -> str:
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"
