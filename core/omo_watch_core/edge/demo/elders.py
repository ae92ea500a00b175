"""Sessions that are at rest: what was asked and answered some time ago."""

from __future__ import annotations

from omo_watch_core.clock import MINUTE
from omo_watch_core.edge.demo.cast import Role, Says, You
from omo_watch_core.value import Value


class Elder(Value):
    """Hold an old session in one line."""

    title: str
    ago_ms: int
    agent: str
    model: str
    says: str
    context: int = 24_000
    cost: float = 0.1


def elder(folder: str, old: Elder) -> Role:
    """Give the session of one question and one answer."""
    return Role(
        name=old.title.lower().replace(" ", "-").replace(":", ""),
        title=old.title,
        directory=folder,
        agent=old.agent,
        model=old.model,
        born_ms=old.ago_ms + 9 * MINUTE,
        spoke_ms=old.ago_ms,
        context=old.context,
        cost=old.cost,
        past=(You(text=f"{old.title}, please."), Says(text=old.says)),
    )
