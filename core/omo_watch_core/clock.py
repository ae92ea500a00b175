"""Time as a value: countdowns, ages, and the honest clock of a retry (design section 6)."""

from __future__ import annotations


def due_ms(next_ms: float, heard_ms: int, offset_ms: float = 0.0) -> float:
    """Give when a wait ends, local epoch milliseconds; `next_ms` below 1e9 is seconds from
    when it was heard, below 1e11 epoch seconds, else epoch milliseconds of the server."""
    raise NotImplementedError


def stated_ms(message: str, heard_ms: int) -> float | None:
    """Read the reset that a message states itself, local epoch milliseconds, or None."""
    raise NotImplementedError


def age(ms: float) -> str:
    """Say an elapsed time in one unit: `4s`, `2m`, `3h`, `2d`."""
    raise NotImplementedError


def countdown(left_ms: float) -> str:
    """Say a remaining time: `38s`, `7m41s`, `2h15m`, `12h`; `due` at zero, `+12s` from 5 s on."""
    raise NotImplementedError
