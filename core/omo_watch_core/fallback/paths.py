"""Paths into JSON that nobody has checked: what does not fit counts as absent."""

from __future__ import annotations

import math

from omo_watch_core.fallback.untyped import filled, table


def at(value: object, *path: str) -> object:
    """Give what lies under a path of keys; None where an object or a key is missing."""
    for key in path:
        value = table(value).get(key)
    return value


def text_at(value: object, *path: str) -> str | None:
    """Give a string that is not empty."""
    return filled(at(value, *path))


def number(value: object) -> float | None:
    """Give a finite number; a boolean is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return value if math.isfinite(value) else None
    except OverflowError:  # a whole number that no float can hold
        return None


def number_at(value: object, *path: str) -> float | None:
    """Give a finite number."""
    return number(at(value, *path))


def is_list(value: object) -> bool:
    """Tell whether a value is a list."""
    return isinstance(value, list)


def is_something(value: object) -> bool:
    """Tell whether ECMAScript takes a value for true: `{}` and `[]` are, `""` is not."""
    if isinstance(value, str | int | float):
        return bool(value) and value == value
    return value is not None
