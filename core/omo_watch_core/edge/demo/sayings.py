"""What the server says on its stream, one shape each: the fields are the event's `properties`."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from omo_watch_core.edge.demo.nouns import (
    Fault,
    Json,
    Message,
    Noun,
    Part,
    Permission,
    Question,
    Session,
    SessionModel,
    Status,
    Toast,
    Todo,
)


class Saying(Noun):
    """Be one thing that is said about a session."""

    type: ClassVar[str]
    durable: ClassVar[bool] = False
    """Repeated as `sync`, with a number that counts up in its session."""
    session_id: str

    def properties(self) -> Noun:
        """Give what the wire carries as the event's properties."""
        return self


class SessionCreated(Saying):
    """A session is new."""

    type: ClassVar[str] = "session.created"
    durable: ClassVar[bool] = True
    info: Session


class SessionUpdated(Saying):
    """A session changed."""

    type: ClassVar[str] = "session.updated"
    durable: ClassVar[bool] = True
    info: Session


class SessionDeleted(Saying):
    """A session is gone."""

    type: ClassVar[str] = "session.deleted"
    durable: ClassVar[bool] = True
    info: Session


class SessionStatus(Saying):
    """A session works, waits or rests."""

    type: ClassVar[str] = "session.status"
    status: Status


class SessionIdle(Saying):
    """A session rests: the older twin of the status."""

    type: ClassVar[str] = "session.idle"


class SessionError(Saying):
    """A run failed."""

    type: ClassVar[str] = "session.error"
    error: Fault


class SessionDiff(Saying):
    """What a session changed in its files."""

    type: ClassVar[str] = "session.diff"
    diff: list[Json] = msgspec.field(default_factory=list[Json])


class ModelSwitched(Saying):
    """A session's model was set without a prompt."""

    type: ClassVar[str] = "session.next.model.switched"
    durable: ClassVar[bool] = True
    message_id: str
    timestamp: str
    model: SessionModel


class MessageUpdated(Saying):
    """A message is new or changed."""

    type: ClassVar[str] = "message.updated"
    durable: ClassVar[bool] = True
    info: Message


class PartUpdated(Saying):
    """A part is new or changed."""

    type: ClassVar[str] = "message.part.updated"
    durable: ClassVar[bool] = True
    part: Part
    time: int


class PartDelta(Saying, kw_only=True):
    """A text grew."""

    type: ClassVar[str] = "message.part.delta"
    message_id: str
    part_id: str
    field: str = "text"
    delta: str


class PermissionAsked(Saying):
    """A tool needs a person's leave."""

    type: ClassVar[str] = "permission.asked"
    ask: Permission

    def properties(self) -> Noun:
        """Give the permission itself."""
        return self.ask


class PermissionReplied(Saying):
    """A person gave or refused leave."""

    type: ClassVar[str] = "permission.replied"
    request_id: str
    reply: str


class QuestionAsked(Saying):
    """An agent wants to know something."""

    type: ClassVar[str] = "question.asked"
    ask: Question

    def properties(self) -> Noun:
        """Give the question itself."""
        return self.ask


class QuestionReplied(Saying):
    """A person answered."""

    type: ClassVar[str] = "question.replied"
    request_id: str
    answers: list[list[str]]


class QuestionRejected(Saying):
    """A person would not answer."""

    type: ClassVar[str] = "question.rejected"
    request_id: str


class TodoUpdated(Saying):
    """A session's plan was written."""

    type: ClassVar[str] = "todo.updated"
    todos: list[Todo]


class ToastShown(Saying, kw_only=True):
    """A toast appeared in the attached screens of a directory; it belongs to no session."""

    type: ClassVar[str] = "tui.toast.show"
    session_id: str = ""
    directory: str
    toast: Toast

    def properties(self) -> Noun:
        """Give the toast itself."""
        return self.toast
