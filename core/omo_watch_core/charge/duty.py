"""What is kept while omo-watch looks after models."""

from __future__ import annotations

from typing import Literal, TypeVar

import msgspec

from omo_watch_core.commands import LeaseWish
from omo_watch_core.fallback.engine.session import Engine
from omo_watch_core.journal.nouns import Deed, Lease
from omo_watch_core.value import Value

SessionKey = tuple[str, str]
V = TypeVar("V")
Asks = Literal["abort", "history", "status", "prompt"]
Stage = Literal["marks", "status", "abort", "history", "prompt"]


class Errand(Value):
    """Hold one question of the engine until the server has answered it."""

    id: str
    """The name under which answers of the server come back."""
    key: SessionKey
    ask: int
    """The engine's number of the question."""
    kind: Asks
    stage: Stage
    since_ms: int
    source: str = ""
    """Of an abort: which handler wants it."""


class Offer(Value):
    """Hold a step that only a person may take."""

    key: SessionKey
    model: str
    cause: str
    """What happened, and the rule that wants the step."""
    why: str
    """Why omo-watch does not take it by itself."""
    consequence: str
    """What else happens when a person takes it."""
    at_ms: int
    lease: LeaseWish | None = None
    """What holds once a person has taken it."""
    trouble: tuple[str, float] = ("", 0.0)
    """The prompt whose turn it is about, and when the server wants to try again."""


class Wait(Value):
    """Hold one wait of a session that the server's plugin should handle."""

    attempt: int
    next_ms: float
    message: str
    since_ms: int
    """When it was first seen, local clock."""
    told: bool = False
    """The engine knows of it: the plugin let it stand too long."""


class Duty(Value):
    """Hold the engine, its open questions, and what is known of its sessions beside it."""

    engine: Engine = Engine()
    errands: dict[str, Errand] = msgspec.field(default_factory=dict[str, Errand])
    offers: dict[SessionKey, Offer] = msgspec.field(default_factory=dict[SessionKey, Offer])
    """Steps that wait for a person, while what they were for lasts."""
    prompts: dict[SessionKey, str] = msgspec.field(default_factory=dict[SessionKey, str])
    """The id of our newest prompt by session."""
    newest: dict[SessionKey, str] = msgspec.field(default_factory=dict[SessionKey, str])
    """The newest message of a session when a step was decided."""
    barriers: frozenset[SessionKey] = frozenset()
    """Sessions whose abort by us was answered, and that were not prompted since."""
    stops: dict[SessionKey, Deed] = msgspec.field(default_factory=dict[SessionKey, Deed])
    """Steps by itself whose abort has left and whose action has not begun, as the journal has
    them; those that came to nothing stay for a while."""
    waits: dict[SessionKey, Wait] = msgspec.field(default_factory=dict[SessionKey, Wait])
    rescued: frozenset[SessionKey] = frozenset()
    """Sessions of servers with the plugin whose trouble the plugin did not handle."""

    reminders: dict[SessionKey, Offer] = msgspec.field(default_factory=dict[SessionKey, Offer])
    """Offers to go back to the model of a lease, while the turn that left it is the newest."""
    reminded: frozenset[tuple[str, SessionKey]] = frozenset()
    """Leases and sessions of which it was told that a turn left the model of the lease."""
    counted: frozenset[str] = frozenset()
    """Leases for whose missed turns the history was asked."""
    leases: dict[str, Lease] = msgspec.field(default_factory=dict[str, Lease])
    """The leases as they were when their sessions were last looked at."""
    followed: frozenset[SessionKey] = frozenset()
    """Sessions that a lease looks at whatever happens: the end or the answer of their newest turn
    means something to it."""
    again: dict[SessionKey, int] = msgspec.field(default_factory=dict[SessionKey, int])
    """When a session is to be looked at once more, where a step could not be taken."""

    def without(self, key: SessionKey) -> Duty:
        """Give the duty without what is known of a session that is gone."""
        return msgspec.structs.replace(
            self,
            prompts=_without(self.prompts, key),
            newest=_without(self.newest, key),
            waits=_without(self.waits, key),
            again=_without(self.again, key),
            reminders=_without(self.reminders, key),
            rescued=self.rescued - {key},
            followed=self.followed - {key},
        )

    @property
    def is_halfway(self) -> bool:
        """Tell whether a session was stopped by us and does not go on yet."""
        stages = ("abort", "prompt")
        return bool(self.barriers) or any(e.stage in stages for e in self.errands.values())


def _without(known: dict[SessionKey, V], key: SessionKey) -> dict[SessionKey, V]:
    return {name: value for name, value in known.items() if name != key} if key in known else known
