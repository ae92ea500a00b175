"""Whether something is made of the very same objects as before: then it need not be made anew."""

from __future__ import annotations


def same(now: tuple[object, ...], before: tuple[object, ...]) -> bool:
    """Tell whether two tuples hold the same objects; those before are held, so that none is new."""
    return len(now) == len(before) and all(
        one is other for one, other in zip(now, before, strict=True)
    )
