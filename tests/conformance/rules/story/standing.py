"""What a told session stands on while its story goes on."""

from collections import deque
from dataclasses import dataclass, field

from tests.conformance.case import Json
from tests.conformance.rules.retelling import begun


@dataclass
class Step:
    """One step down the chain that is under way."""

    at: int
    source: str
    model: str
    index: int
    leaves: str
    agent: str | None
    quiet: bool
    waited: bool
    """An answer was awaited before it."""
    stage: str = "start"
    """start, gate (the session is reserved) or answer (the prompt is out)."""
    due: int | None = None
    outcome: str = ""
    tries: int = 0
    said: list[Json] = field(default_factory=list[Json])
    unblocked: bool = True
    before: Json = None
    """Where the session stood before the prompt was queued."""


@dataclass
class Standing:
    """One session."""

    name: str
    state: Json = None
    touched: int | None = None
    awaiting: bool = False
    worked: bool = False
    timer: int | None = None
    timer_child: bool = False
    watchdog: int | None = None
    watched: bool = False
    key: Json = None
    shown_key: str | None = None
    own_flag: bool = False
    own_at: int | None = None
    cancelled: bool = False
    child: bool = False
    category: str | None = None
    context: Json = None
    agent: str | None = None
    asked: str | None = None
    step: Step | None = None
    queued: Step | None = None
    held_until: int = 0
    sent: dict[Json, int] = field(default_factory=dict[Json, int])
    cooling: dict[str, float] = field(default_factory=dict[str, float])

    @property
    def pending(self) -> str | None:
        """Give the model that was asked and has not answered."""
        return self.state["pendingFallbackModel"] if self.state else None

    def reset(self, cancelled: bool = False) -> None:
        """Go back to the beginning of the chain, and wait for nothing (9)."""
        if self.state:
            self.state = begun(self.state["originalModel"])
        self.step = self.queued = self.timer = self.watchdog = self.key = self.shown_key = None
        self.awaiting = self.worked = self.own_flag = False
        self.cancelled = cancelled or self.cancelled

    def unqueue(self) -> None:
        """Give a prompt up that was never sent: the session stands where it stood (8)."""
        if self.queued is None:
            return
        if self.queued.before is not None and self.state:
            kept = {"failedModels": self.state["failedModels"], "pendingFallbackModel": None}
            self.state = {**self.queued.before, **kept}
        self.queued = self.timer = self.key = self.shown_key = None
        self.awaiting = self.worked = False

    def answer(self) -> None:
        """See an answer: nothing is awaited, and what waited to be sent is stale (8, 10)."""
        if self.queued is not None and self.queued.stage != "answer":
            self.unqueue()
        self.queued = None
        if self.state:
            self.state = {**self.state, "pendingFallbackModel": None}
        self.timer = self.key = self.shown_key = None
        self.awaiting = self.own_flag = False
        self.worked = True

    def is_own(self, at: int) -> bool:
        """Tell whether an abort error is the echo of an abort of ours (9)."""
        return self.own_flag or (self.own_at is not None and at - self.own_at < 2_000)

    def shown(self) -> Json:
        """Give it as it is recorded."""
        return {
            "state": self.state,
            "lastAccess": self.touched,
            "retryInFlight": self.step is not None,
            "awaitingFallbackResult": self.awaiting,
            "timeoutArmed": self.timer is not None,
            "statusRetryKey": self.shown_key,
            "internallyAborted": self.own_flag,
        }

    def due(self) -> tuple[int, int] | None:
        """Give the next moment, and which it is: answer, watchdog, step, queue."""
        moments = (
            self.timer,
            self.watchdog,
            self.step.due if self.step else None,
            self.queued.due if self.queued else None,
        )
        known = [(at, place) for place, at in enumerate(moments) if at is not None]
        return min(known, default=None)


@dataclass
class World:
    """What the steps of a scenario change."""

    given: Json
    now: int = 0
    messages: Json = field(default_factory=dict[str, Json])
    statuses: Json = field(default_factory=dict[str, Json])
    replies: deque[Json] = field(default_factory=deque[Json])

    def said(self, session: str) -> list[Json]:
        """Give the messages of a session."""
        return self.messages.get(session) or []

    def reply(self) -> Json:
        """Give how the next prompt goes."""
        return self.replies.popleft() if self.replies else "ok"


def world_of(given: Json) -> World:
    """Read what a scenario begins with."""
    client = given.get("client") or {}
    return World(
        given,
        messages=dict(given["messages"]),
        statuses=dict(client.get("status") or {}),
        replies=deque(client.get("promptAsync") or ()),
    )


def standings(given: Json) -> dict[str, Standing]:
    """Begin with what is known of each session."""
    contexts = {entry["sessionID"]: entry for entry in given.get("bootstraps") or ()}
    return {
        name: Standing(
            name,
            agent=(given.get("session_agents") or {}).get(name),
            child=name in (given.get("subagent_sessions") or ()),
            category=(given.get("session_categories") or {}).get(name),
            context=contexts.get(name),
        )
        for name in given["messages"]
    }
