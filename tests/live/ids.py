"""Ids of the kind that the server makes: a prefix, a time, and letters that make it unique."""

import itertools
import time

BITS = (1 << 48) - 1
_counter = itertools.count(1)


def make_id(prefix: str, ms: int, number: int, *, newest_first: bool = False) -> str:
    """Make the id of something that began at `ms` (epoch milliseconds); equal input, equal id.

    Sessions sort newest first, everything else oldest first, until the 48 bits start over.
    """
    stamp = ms * 4096 + number % 4096
    return f"{prefix}_{(~stamp if newest_first else stamp) & BITS:012x}{number:014d}"


def fresh_id(prefix: str) -> str:
    """Make an id that sorts after all that this process has made, for a prompt or its part."""
    return make_id(prefix, time.time_ns() // 1_000_000, next(_counter))
