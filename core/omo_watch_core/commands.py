"""What the operator asks for, in the imperative."""

from __future__ import annotations

from typing import Literal

from omo_watch_core.journal.nouns import Scope, Until
from omo_watch_core.model import ModelRef
from omo_watch_core.value import Value

Strength = Literal["steer", "abort", "tree"]
Reply = Literal["once", "always", "reject", "answers"]
Way = Literal["abort", "rescue", "stop-all", "delete"]
"""What may be done about a task of the plugin (background-tasks 15)."""
Wants = Literal["hold", "release", "clear"]
"""What may be wished of a model."""


class Command(Value):
    """Be something that the operator wants; `nonce` makes its ids unique (14 letters or digits)."""

    nonce: str
    server: str
    session: str
    batch: str = ""
    """Commands that were given together have the same; "" is given alone."""


class LeaseWish(Value):
    """Say for what and until when a model is to hold."""

    scope: Scope = "session"
    until: Until = "cleared"
    until_ms: int | None = None
    """Of `time`: local epoch milliseconds."""
    turns: int | None = None
    strict: bool = False
    """No chain below it."""


class Override(Command, kw_only=True):
    """Move a session to another model."""

    target: ModelRef
    send: str | None = None
    """A real prompt for an idle session; None repeats nothing and adds nothing."""
    lease: LeaseWish | None = None
    """Let it hold; None moves the session once."""


class NewTask(Command, kw_only=True):
    """Launch a background task of our own under a session."""

    agent: str
    prompt: str
    description: str = ""
    """"" is the first line of the prompt."""
    target: ModelRef | None = None
    """None is the model of the category, of the agent, or of the parent."""
    category: str = ""


class CancelTask(Command, kw_only=True):
    """Stop a task of our own lanes, also one that waits."""

    task: str


class MoveUp(Command, kw_only=True):
    """Let a waiting task of our own lanes start next."""

    task: str


class SetLane(Command, kw_only=True):
    """Change a lane of our own; its session is not named."""

    lane: str
    width: int | None = None
    """How many tasks may run at once, 0 any number; None leaves it as it is."""
    paused: bool | None = None
    """None leaves it as it is."""


class ClearLease(Command, kw_only=True):
    """End a lease; its session is not named where it holds for others than one session."""

    lease: str


class WishModel(Command, kw_only=True):
    """Hold a model, release it, or forget its cooldown; no server and no session is named."""

    wants: Wants
    model: str


class ProbeModel(Command, kw_only=True):
    """Ask a model for one word in a session of its own; no session is named."""

    target: ModelRef


class RetryNow(Command):
    """Let a session go on now with the model that it is on."""


class Park(Command):
    """Stop a session that waits for a limit, and let it go on once the limit has passed."""

    until_ms: int | None = None
    """When it is to go on, local epoch milliseconds; None is when the limit ends."""


class GiveUp(Command):
    """Stop a session that waits for a limit, and say that nobody waits for it any more."""


class Undo(Command):
    """Take back the newest move of a session, or that it is parked."""

    action: str = ""
    """The move's id; `""` is the newest one that can be taken back."""


class Cancel(Command):
    """Stop a session."""

    strength: Strength = "abort"
    text: str | None = None
    """What `steer` says; None is the usual sentence."""
    confirmed: bool = False
    """A person has seen by name what will stop."""
    chooses: bool = False
    """Nobody named a way: a task of the plugin that has shown nothing is rescued instead."""


class Rescue(Command):
    """Let a stuck session go on with another model and its own agent."""

    target: ModelRef | None = None
    """None is the first of its chain that can answer now."""
    text: str | None = None
    """What it is to do instead; None lets it go on where it stands."""


class StopAll(Command):
    """Let the plugin cancel all tasks of the session's parent, or of a session without one."""

    confirmed: bool = False
    """A person has seen what else that stops and costs."""


class Delete(Command):
    """Stop a session and all below it, then delete them."""

    confirmed: bool = False
    """A person has seen by name what will be gone."""


class Answer(Command, kw_only=True):
    """Answer a permission or a question, on a person's word only; `session` is who asks."""

    ask: str
    reply: Reply
    answers: tuple[tuple[str, ...], ...] = ()
    """With `answers`: for each question its labels or free words."""
    text: str | None = None
    """Words with a rejected permission; the model reads them and goes on."""
