"""Ids of a server, which carry its clock."""

from __future__ import annotations

import re

CYCLE_MS = 2**36
"""An id holds milliseconds modulo this, 795 days."""
_STAMP = re.compile(r"[a-z]+_([0-9a-f]{12})")


def clock_ms(ident: str, near_ms: int) -> int | None:
    """Give the server's clock when it made an ascending id, epoch milliseconds nearest `near_ms`.

    None for an id of another form. Session ids descend and do not tell it.
    """
    stamp = _STAMP.match(ident)
    if stamp is None:
        return None
    low = int(stamp[1], 16) >> 12
    half = CYCLE_MS // 2
    return near_ms + (low - near_ms + half) % CYCLE_MS - half
