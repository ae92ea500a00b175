"""What a model costs, in one word."""

from __future__ import annotations

from typing import Literal

from omo_watch_core.model import ModelInfo

CostClass = Literal["free", "cheap", "medium", "dear", "price not known"]
CHEAP, DEAR = 2.0, 15.0
"""Dollars for a million written tokens: below the first it is cheap, from the second on dear."""


def cost_class(info: ModelInfo | None) -> CostClass:
    """Name the class of a model's price."""
    if info is None or info.price_out is None or info.price_in is None:
        return "price not known"
    if not info.price_in and not info.price_out:
        return "free"
    if info.price_out < CHEAP:
        return "cheap"
    return "medium" if info.price_out < DEAR else "dear"
