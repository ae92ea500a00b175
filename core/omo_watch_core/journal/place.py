"""One name for one server, by whichever of its usual addresses it was given."""

from __future__ import annotations

import re
from functools import lru_cache

_LOCALHOST = re.compile(r"(?<=://)localhost(?=[:/]|$)")


@lru_cache(maxsize=64)
def place_of(url: str) -> str:
    """Give the name under which a server stands in the journal."""
    return _LOCALHOST.sub("127.0.0.1", url.rstrip("/"))
