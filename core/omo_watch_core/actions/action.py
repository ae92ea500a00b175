"""One thing that an operator asked for, from the request to its proof."""

from __future__ import annotations

from typing import Literal

from omo_watch_core.commands import LeaseWish, Reply, Strength, Way
from omo_watch_core.model import Ask, AskKind, Failure, ModelRef
from omo_watch_core.value import Value

Result = Literal[
    "proved",
    "accepted",
    "set",
    "refused",
    "sent",
    "handed",
    "unneeded",
    "stopped",
    "still alive",
    "came back",
    "answered",
    "cleared",
    "deleted",
    "parked",
    "given up",
    "undone",
    "launched",
    "queued",
    "changed",
    "told",
    "held",
    "released",
    "limited",
]
Purpose = Literal["override", "fallback", "retry", "resume", "lease", "rescue"]
"""Why a session is prompted on a model; marks and the journal say it."""


class Action(Value):
    """Hold what every action has; `result` None while it runs."""

    id: str
    server: str
    session: str
    title: str
    """The session's title when the action began."""
    started_ms: int
    phase: str
    phase_ms: int
    """Local time when the phase began."""
    by: str = ""
    """Whose program acts, as its marks say."""
    result: Result | None = None
    evidence: str = ""
    """One sentence: what was seen, or why it was refused."""
    hint: str = ""
    ended_ms: int | None = None
    batch: str = ""
    """What was asked for together with it has the same; "" stands alone."""

    @property
    def key(self) -> tuple[str, str]:
        """Give (server, session)."""
        return (self.server, self.session)


class OverrideAction(Action, kw_only=True):
    """Move a session to another model: reading, aborting, settling, prompting, proving."""

    target: ModelRef
    source: ModelRef | None = None
    """The model before."""
    purpose: Purpose = "override"
    send: str | None = None
    automatic: bool = False
    """No person asked for it: it never aborts, and leaves a session alone that answered."""
    after: str = ""
    """The newest message when it was decided; the id of our prompt is derived from it."""
    seed: str = ""
    """The action whose prompt it would be as well; its own id where there is none."""
    message: str = ""
    """The id of our prompt; the answer that proves the move has it as its parent."""
    part: str = ""
    body: bytes = b""
    """What was sent, byte for byte: a second try must be the same."""
    was: str = "idle"
    """The session's status when the action began."""
    was_ms: int = 0
    """When `was` was read from the server for this action; 0 where the stream had told it."""
    aborted: bool = False
    """The server answered our abort: what ran is over."""
    parent: str | None = None
    """The session whose own turn waited for this one when it was aborted."""
    below: tuple[str, ...] = ()
    """Titles of what ran below the session when it was aborted: an abort stops that too."""
    settle_ms: int | None = None
    """Since when an idle session is given time to complete its last answer."""
    sent_ms: int = 0
    """When the prompt was first sent; 0 before."""
    looked_ms: int = 0
    """When a prompt that had not started was last looked for."""
    listing_ms: int = 0
    """When the end of its history was asked for; 0 while no listing is awaited."""
    tries: int = 0
    """How often the prompt was sent."""
    failed_before: Failure | None = None
    """The error that the session showed when the prompt was sent."""
    unread_ms: int = 0
    """Since when the history cannot be read, behind an abort of ours; 0 while it can."""
    unread: str = ""
    """Why not."""
    unclear: str = ""
    """Why nobody knows whether the server took the prompt; "" where it said so."""
    lease: LeaseWish | None = None
    """What holds from its end on."""
    primary: ModelRef | None = None
    """The model that a lease holds the session away from."""
    free_ms: int | None = None
    """When the primary is free again, local clock, where anything said so."""
    lease_id: str = ""
    """The lease that it made; `""` before its end, and where it made none."""


class ClearLeaseAction(Action, kw_only=True):
    """End a lease: clearing, then noting while the session's metadata is tidied."""

    lease: str


class HandAction(Action, kw_only=True):
    """Hand a moved child's result to the parent that waited for it: waiting, then one prompt."""

    parent: str
    parent_title: str
    model: str
    """The model that the child was moved to, for the note."""
    text: str = ""
    """What the child answered, or why it did not."""
    failed: bool = False
    message: str = ""
    """The id of our prompt to the parent."""


class CancelAction(Action, kw_only=True):
    """Stop a session: steering, or aborting and then watching for quiet."""

    strength: Strength
    way: Way = "abort"
    chooses: bool = False
    """Rescue it instead where it has shown nothing."""
    task: bool = False
    """It is a task of the plugin."""
    shows: bool | None = None
    """It has shown output, which the plugin goes by; None while nobody could tell."""
    rescue_on: ModelRef | None = None
    """The model that could take over when the action began."""
    near: tuple[str, ...] = ()
    """Models that a person may name where none of its chain could take over."""
    was: str = ""
    """The status that was read where the stream had not told it."""
    was_ms: int = 0
    prompted: bool = False
    """Somebody has just prompted it: it looks idle and is about to run."""
    directory: str = ""
    """Where the session lived when the action began; it may be deleted meanwhile."""
    confirmed: bool = False
    """A person has seen by name what will stop."""
    targets: tuple[str, ...] = ()
    """What must be quiet: the session; with `tree` all below it; below an idle one what ran."""
    spared: tuple[str, ...] = ()
    """Sessions that a newer action took over: neither they nor what is below them are targets."""
    late: tuple[str, ...] = ()
    """Targets that began below it after its abort was sent, and were not aborted yet."""
    ran: tuple[str, ...] = ()
    """Targets that were seen running since the action began."""
    awaiting: tuple[str, ...] = ()
    """Targets whose abort is not answered yet."""
    aborts: int = 0
    """Abort requests really sent."""
    quiet_ms: int | None = None
    """Since when all targets are quiet."""
    came_back: tuple[str, ...] = ()
    """Targets that were quiet and worked again."""
    reaborts: int = 0
    """How often something was aborted again; one round counts once, what had just begun never."""
    text: str | None = None
    unconfirmed: tuple[str, ...] = ()
    """Targets whose quiet the server has not yet confirmed."""
    alive: tuple[str, ...] = ()
    """Once ended: targets that were not seen to stop."""


class AnswerAction(Action, kw_only=True):
    """Answer a permission or a question: checking a dead one, replying, seeing it closed."""

    asked: str
    """The id of the request."""
    reply: Reply
    answers: tuple[tuple[str, ...], ...] = ()
    text: str | None = None
    ask: Ask | None = None
    """The request itself; None where it is not known."""
    dead: bool = False
    """Nobody waits for it: its run was over before the answer was taken."""
    taken: bool = False
    """The server said that it took the answer."""
    looks: int = 0
    """How often the server was asked whether the request is still open."""
    fault: str = ""
    """Why nobody knows whether the server took the answer."""

    @property
    def kind(self) -> AskKind | None:
        """Give what is answered."""
        return self.ask.kind if self.ask else None


class ParkAction(Action, kw_only=True):
    """Stop a session that waits, so that it goes on once its time has come."""

    model: ModelRef | None = None
    """The model that it waits for and goes on with."""
    until_ms: int | None = None
    """When a person wants it to go on; None is when the limit ends."""
    due_ms: int = 0
    """When it is to go on; 0 while that is not decided."""
    newest: str = ""
    """The newest message before it was stopped; the id of the prompt is derived from it."""
    parent: str = ""
    """The session whose own turn waits for this one."""
    below: tuple[str, ...] = ()
    """Titles of what ran below the session when it was aborted: an abort stops that too."""
    directory: str = ""
    unanswered: str = ""
    """Why nobody knows whether the server took the abort."""
    asked_ms: int = 0
    """When the status behind the abort was last asked for."""
    until_server_ms: int = 0
    """`due_ms` on the server's clock, for the same."""
    unsure: bool = False
    """Nobody could tell whether it stopped."""


class GiveUpAction(CancelAction, kw_only=True):
    """Stop a session that waits for a limit, for good."""


class UndoAction(Action, kw_only=True):
    """Take back where a session was moved to, or that it is parked."""

    undoes: str = ""
    """The id of what is taken back; `""` for a parked session."""
    unparks: bool = False
    source: ModelRef | None = None
    """The model that it was moved to."""
    target: ModelRef | None = None
    """The model that it had before."""
    lease: str = ""
    """The lease that ends with it."""


class StopAllAction(CancelAction, kw_only=True):
    """Let the plugin cancel all tasks of a session, its own turn, and watch them end."""

    answered_ms: int = 0
    """When the server answered the command, after its turn; 0 before."""

    @property
    def answered(self) -> bool:
        """Tell whether the command's own turn is over."""
        return self.answered_ms > 0


class DeleteAction(CancelAction, kw_only=True):
    """Stop a session and all below it, delete it, and see that it is gone."""

    sent_ms: int = 0
    """When the deletion was sent; 0 before."""
    fault: str = ""
    """Why nobody knows whether the server took the deletion."""
