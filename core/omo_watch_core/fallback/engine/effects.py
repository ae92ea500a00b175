"""What the engine wants done, as data; it never builds a request.

Effects that ask something carry `ask`; the answer must carry the same number. `cause` says in
one line which rule wants it.
"""

from __future__ import annotations

from omo_watch_core.fallback.delegation import ChildContext
from omo_watch_core.model import ModelRef
from omo_watch_core.value import Value

SessionKey = tuple[str, str]


class Want(Value):
    """Be something to do for one session."""

    key: SessionKey
    cause: str


class AbortRun(Want):
    """Stop the run and wait for the answer; answered by AbortAnswered."""

    ask: int
    source: str
    """Which handler wants it, e.g. `session.status.retry-signal`."""


class ReadHistory(Want):
    """Read the session's messages; answered by HistoryRead."""

    ask: int


class ReadStatus(Want):
    """Read the session's status; answered by StatusRead."""

    ask: int


class Resume(Want):
    """Let the session go on with another model; answered by PromptAnswered."""

    ask: int
    model: ModelRef
    """Its variant is the entry's own, else the agent's."""
    name: str
    """The entry as it stands in the chain."""
    agent: str | None
    reason: str
    effort: str | None = None
    context: ChildContext | None = None
    """What a child was given and the server may not have stored."""


class Announce(Want):
    """Show a toast, errors ignored."""

    title: str
    message: str
    variant: str = "warning"
    duration_ms: int = 5_000


class UseModel(Want):
    """Let the prompt that is about to run use this model."""

    model: ModelRef


class BeginOn(Want):
    """Have a new session begin on another model, in prompts that name none."""

    model: ModelRef
    name: str
    """The entry as it stands in the chain."""


class Exhausted(Want):
    """Tell the person that no model is left; nothing is stopped for it."""

    tried: tuple[str, ...]
    reason: str


class Noted(Want):
    """Write a line into the journal: what was seen, skipped or decided, and by which rule."""
