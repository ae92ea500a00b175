"""One reader for each type of event, by the name it has on the wire."""

from omo_watch_core.wire.readers import asks, messages, servers, sessions
from omo_watch_core.wire.readers.reader import Reader, Setting

READERS: dict[str, Reader] = {
    **asks.READERS,
    **messages.READERS,
    **servers.READERS,
    **sessions.READERS,
}

__all__ = ["READERS", "Reader", "Setting"]
