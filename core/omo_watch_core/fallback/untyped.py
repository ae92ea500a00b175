"""Narrowing of JSON whose shape nobody has checked."""

from __future__ import annotations

from typing import cast


def table(value: object) -> dict[str, object]:
    """Give a JSON object; an empty one for everything else."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def items(value: object) -> list[object]:
    """Give a JSON list; an empty one for everything else."""
    return cast("list[object]", value) if isinstance(value, list) else []


def filled(value: object) -> str | None:
    """Give a text that is not empty; None for everything else."""
    return value if isinstance(value, str) and value else None
