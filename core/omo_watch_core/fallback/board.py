"""Which models cool down, for all sessions of all servers."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from omo_watch_core.fallback.models import parse
from omo_watch_core.fallback.policy import Policy
from omo_watch_core.value import Value

LIMITS = frozenset({"rate-limit", "quota"})
"""Classes of failures that hit every session of an account, not only the one that met them."""

SessionKey = tuple[str, str]


class Cooldown(Value):
    """Hold one model that is not to be chosen for a while."""

    model: str
    """`provider/model`, without a variant: limits are counted per model."""
    reason: str
    """Short class of the failure: rate-limit, overloaded, ..."""
    since_ms: int
    until_ms: float
    """Local epoch milliseconds; then it is free."""
    who: SessionKey
    """The session that met the failure."""


class Board(Value):
    """Hold the cooldowns by `provider/model`."""

    cooldowns: dict[str, Cooldown] = msgspec.field(default_factory=dict[str, Cooldown])


@lru_cache(maxsize=4_096)
def place(model: str) -> str:
    """Give the key of a model on the board: provider and model id, lower-cased."""
    ref = parse(model)
    return (ref.name if ref else model).lower()


def is_shared(reason: str, policy: Policy) -> bool:
    """Tell whether a failure of one session counts for the others."""
    if policy.share_cooldowns == "rate-limits":
        return reason in LIMITS
    return policy.share_cooldowns == "all"


def noted(board: Board, cooldown: Cooldown) -> Board:
    """Give the board with a cooldown on it; the one that lasts longer stays."""
    key = place(cooldown.model)
    known = board.cooldowns.get(key)
    if known is not None and known.until_ms >= cooldown.until_ms:
        return board
    return Board(cooldowns={**board.cooldowns, key: cooldown})


def cooling(board: Board, model: str, now_ms: int) -> Cooldown | None:
    """Give the cooldown that a model is in; at its very end there is none."""
    found = board.cooldowns.get(place(model)) if board.cooldowns else None
    return found if found is not None and now_ms < found.until_ms else None


def pruned(board: Board, now_ms: int) -> Board:
    """Give the board without what is over."""
    left = {key: one for key, one in board.cooldowns.items() if now_ms < one.until_ms}
    return board if len(left) == len(board.cooldowns) else Board(cooldowns=left)
