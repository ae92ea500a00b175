"""The messages of a scripted server, as its stream told them and as it lists them."""

from collections.abc import Iterable

from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.events import Event, LastTurn
from omo_watch_core.model import Message, Part

Page = tuple[tuple[Message, tuple[Part, ...]], ...]
LIMIT = 20


class History:
    """Hold what every session's messages are by now."""

    def __init__(self) -> None:
        self._messages: dict[str, dict[str, Message]] = {}
        self._parts: dict[str, dict[str, Part]] = {}

    def note(self, event: Event) -> None:
        """Write down what an event tells of messages."""
        if isinstance(event, ev.MessageSeen):
            message = event.message
            self._messages.setdefault(message.session, {})[message.id] = message
        elif isinstance(event, ev.PartSeen):
            self._parts.setdefault(event.part.message, {})[event.part.id] = event.part

    def stop(self, session: str, at_ms: int) -> None:
        """Complete the newest message where it is not."""
        messages = self._messages.get(session, {})
        newest = messages[max(messages)] if messages else None
        if newest is not None and newest.completed_ms is None:
            messages[newest.id] = replace(newest, completed_ms=at_ms)

    def page(self, session: str, limit: int = LIMIT) -> Page:
        """List the newest messages, oldest first."""
        names = sorted(self._messages.get(session, {}))[-limit:]
        return tuple(self._entry(session, name) for name in names)

    def turn(self, session: str) -> LastTurn | None:
        """Say how the history ends."""
        page = self.page(session)
        asked = [message for message, _ in page if message.role == "user"]
        real = [message for message, parts in page if message.role == "user" and not _marked(parts)]
        if not asked:
            return None
        answers = [(message, parts) for message, parts in page if message.role == "assistant"]
        answer, parts = answers[-1] if answers else (None, ())
        ended = answer is None or answer.completed_ms is not None
        is_well = bool(parts) and answer is not None and answer.finish == "stop"
        return LastTurn(
            prompt=(real or asked)[-1],
            extra=b"{}",
            ends_with_text=bool(parts),
            settled=ended,
            answered=is_well and answer is not None and asked[-1].id < answer.id,
        )

    def _entry(self, session: str, name: str) -> tuple[Message, tuple[Part, ...]]:
        parts = self._parts.get(name, {})
        return self._messages[session][name], tuple(parts[part] for part in sorted(parts))


def _marked(parts: Iterable[Part]) -> bool:
    return any(part.marked for part in parts)
