"""A server before and after an event, for those who tell the engine what it means."""

from __future__ import annotations

from omo_watch_core.charge.duty import Duty
from omo_watch_core.fallback.engine.session import SessionFallback
from omo_watch_core.model import Message
from omo_watch_core.state import Server, Session, SessionKey

_BLANK = SessionFallback()


class Ear:
    """One server before and after an event, and what is known of its sessions."""

    __slots__ = ("after", "before", "duty")

    def __init__(self, duty: Duty, before: Server, after: Server) -> None:
        self.duty = duty
        self.before = before
        self.after = after

    def key(self, session: str) -> SessionKey:
        """Give the key of a session of this server."""
        return (self.after.name, session)

    def record(self, session: str) -> SessionFallback:
        """Give what the engine keeps of a session."""
        return self.duty.engine.sessions.get(self.key(session), _BLANK)

    def is_ours(self, session: str, message: str) -> bool:
        """Tell whether a message is our newest prompt of a session."""
        return self.duty.prompts.get(self.key(session)) == message


def is_ours_or_any(ear: Ear, session: Session, message: Message) -> bool:
    """Tell whether an answer is one to our newest prompt, where there is one to be answered.

    Last words of the run that we ended may come later than our prompt was taken.
    """
    ours = ear.duty.prompts.get(ear.key(session.id))
    return ours is None or message.parent == ours or not ear.record(session.id).awaiting


def awaits_word(duty: Duty, key: SessionKey) -> bool:
    """Tell whether the first word of a session is awaited."""
    record = duty.engine.sessions.get(key, _BLANK)
    return record.watchdog_ms is not None or (record.awaiting and not record.worked)
