"""Ids as the server makes them: a prefix, a time, and letters that make it unique."""

from __future__ import annotations

import zlib

_BITS = (1 << 48) - 1
_LETTERS = "0123456789abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"


def make_id(prefix: str, at_ms: int, owner: str, number: int = 0) -> str:
    """Make the id of something that begins at `at_ms` (epoch milliseconds) and belongs to `owner`.

    Equal arguments give equal ids. Sessions sort newest first, all others oldest first.
    """
    stamp = at_ms * 4096 + number % 4096
    stamp = ~stamp if prefix == "ses" else stamp
    return f"{prefix}_{stamp & _BITS:012x}{_tail(f'{prefix}{owner}{number}')}"


def _tail(seed: str) -> str:
    """Give 14 letters that depend on the seed alone."""
    value = zlib.crc32(seed.encode()) << 52 | zlib.crc32(seed[::-1].encode()) << 26
    value |= zlib.adler32(seed.encode())
    letters: list[str] = []
    for _ in range(14):
        value, place = divmod(value, len(_LETTERS))
        letters.append(_LETTERS[place])
    return "".join(letters)
