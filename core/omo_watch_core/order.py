"""Which of two messages or parts is the newer one, told by their ids."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cmp_to_key

DIGITS = 12
CYCLE = 2**48
"""An id begins with 48 bits of clock and counter, which start over after 795 days."""


def is_later(ident: str, than: str) -> bool:
    """Tell whether an ascending id was made after another one, also where the clock started over.

    Ids of another form, which a client may choose, are compared as text.
    """
    mine, other = stamp_of(ident), stamp_of(than)
    if mine is None or other is None or mine == other:
        return ident > than
    return (mine - other) % CYCLE < CYCLE // 2


def oldest_first(idents: Iterable[str]) -> list[str]:
    """Give ids in the order in which they were made."""
    return sorted(idents, key=cmp_to_key(_compare))


def moment_of(ident: str, near_ms: int) -> int:
    """Give when an ascending id was made, on the clock that made it; `near_ms` for another form.

    An id tells the time only within its cycle, so that it takes a time that is not far from it.
    """
    stamp = stamp_of(ident)
    if stamp is None:
        return near_ms
    behind = (near_ms * 4096 - stamp + CYCLE // 2) % CYCLE - CYCLE // 2
    return (near_ms * 4096 - behind) // 4096


def _compare(ident: str, than: str) -> int:
    return 0 if ident == than else 1 if is_later(ident, than) else -1


def stamp_of(ident: str) -> int | None:
    """Give the 48 bits of clock and counter of an ascending id; None for another form."""
    _, line, rest = ident.partition("_")
    try:
        return int(rest[:DIGITS], 16) if line and len(rest) > DIGITS else None
    except ValueError:
        return None
