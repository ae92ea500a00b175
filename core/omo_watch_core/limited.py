"""A limit that a session met with a model: who, why, since when and until when."""

from __future__ import annotations

from omo_watch_core.model import Setback
from omo_watch_core.value import Value

LIMITS = frozenset({"rate-limit", "quota", "overloaded"})
"""Classes of failures that pass by themselves."""
LimitKey = tuple[str, str, str]
"""(model, server, session)."""
AnswerKey = tuple[str, str]
"""(server, model as `board.place` writes it)."""


class Limit(Value):
    """Hold one limit; times are local epoch milliseconds."""

    model: str
    """`provider/model`, as the session names it."""
    server: str
    session: str
    title: str
    """The session's title when it met the limit: it may be gone."""
    reason: str
    """Short class: rate-limit, quota, overloaded, ..."""
    since_ms: int
    """When it was first met."""
    met_ms: int
    """When it was met last."""
    until_ms: float
    stated: bool = False
    """Somebody said until when; else it is our own cooldown."""

    @property
    def key(self) -> LimitKey:
        """Give what tells it from others."""
        return (self.model, self.server, self.session)


def is_limit(one: Setback) -> bool:
    """Tell whether a failure passes by itself: by its class, or as somebody said when."""
    return one.until_ms is not None or one.reason in LIMITS
