"""Our key in a session's metadata: written so that nothing of anybody else is lost.

The server knows no change of a single key, only of the whole object, and takes the last one that
it is given. So what was written is read again, and written once more where another program that
had read before us wrote behind us.
"""

from __future__ import annotations

import asyncio

import msgspec

from omo_watch_core.edge.clock import Clock
from omo_watch_core.edge.reading import session_path
from omo_watch_core.edge.reasons import complaint, status_reason
from omo_watch_core.edge.requests import Answer, NotAnsweredError, Requests
from omo_watch_core.effects import WriteMetadata
from omo_watch_core.events import MetadataWritten
from omo_watch_core.wire.notes import Raws, is_written, metadata_of, with_changes
from omo_watch_core.wire.unpack import WireError

WITHIN_S = 15.0
AGAIN = 3
"""How often what somebody else wrote over is written once more."""
SETTLES_S = 0.2
"""How long another program may take between reading and writing: 0.07 s on a loaded machine."""
CONTESTED = "another program writes the session's metadata over and over"


class Metadata:
    """Write to the metadata of one server's sessions; the outcome is an event."""

    def __init__(self, name: str, requests: Requests, clock: Clock) -> None:
        """Prepare; `name` is what events call the server."""
        self._name = name
        self._requests = requests
        self._clock = clock
        self._turn = asyncio.Lock()
        """Our own writes never get between one another's reading and writing."""

    async def write(self, effect: WriteMetadata) -> MetadataWritten:
        """Change our key and leave the others as they are."""
        try:
            async with self._turn:
                reason = await self._write(session_path(effect.session), effect.changes)
        except (NotAnsweredError, WireError) as error:
            reason = str(error)
        return MetadataWritten(
            server=self._name,
            at_ms=self._clock.now_ms(),
            action=effect.action,
            session=effect.session,
            ok=not reason,
            reason=reason,
        )

    async def _write(self, path: str, changes: bytes) -> str:
        """Write until it is read again; give why it never was, `""` when it was."""
        for _ in range(1 + AGAIN):
            known = await self._read(path)
            if is_written(known, changes):
                return ""
            body = msgspec.json.encode({"metadata": with_changes(known, changes)})
            _good(await self._requests.patch(path, body, WITHIN_S))
            await self._clock.sleep(SETTLES_S)
        return "" if is_written(await self._read(path), changes) else CONTESTED

    async def _read(self, path: str) -> Raws:
        return metadata_of(_good(await self._requests.get(path, {}, WITHIN_S)))


def _good(answer: Answer) -> bytes:
    """Give the body of a good answer; raise NotAnsweredError with what the server says."""
    if answer.status == 200 and not answer.is_page:
        return answer.body
    why = status_reason(answer.status, answer.is_page)
    raise NotAnsweredError((not answer.is_page and complaint(answer.body)) or why)
