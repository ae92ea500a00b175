"""Whether a server is there and well, asked over a connection of its own."""

from __future__ import annotations

import asyncio

from omo_watch_core.edge.address import Address
from omo_watch_core.edge.clock import Clock
from omo_watch_core.edge.reasons import is_refusal, status_reason, why
from omo_watch_core.edge.stream import Opener, socket_stream
from omo_watch_core.value import Value
from omo_watch_core.wire import rest

PATH = "/global/health"
MOST_BYTES = 64 * 1024


class Health(Value):
    """Hold what came of asking for a server's health."""

    status: int = 0
    """HTTP status; 0 when there was no answer."""
    version: str | None = None
    """None unless an OpenCode server said that it is well."""
    took_ms: int | None = None
    """None when no answer came in time."""
    refused: bool = False
    """Nothing listens there."""
    reason: str = ""
    """Why it is not well, one sentence."""


async def ask_health(
    address: Address, clock: Clock, within_s: float, opener: Opener = socket_stream
) -> Health:
    """Ask for the health of a server; failures are answers too."""
    began = clock.now_ms()
    try:
        async with asyncio.timeout(within_s), opener(address, PATH) as stream:
            body = b""
            while len(body) < MOST_BYTES and (piece := await stream.read()):
                body += piece
            return _judge(
                stream.head.status, stream.head.content_type, body, clock.now_ms() - began
            )
    except TimeoutError:
        return Health(reason=f"no answer within {within_s:g} s")
    except OSError as error:
        return Health(refused=is_refusal(error), reason=why(error))


def _judge(status: int, content_type: str, body: bytes, took_ms: int) -> Health:
    is_page = content_type == "text/html"
    if status != 200 or is_page:
        reason = status_reason(status, is_page)
        return Health(status=status, took_ms=took_ms, reason=reason)
    try:
        version = rest.health(body)
    except rest.WireError as error:
        return Health(status=status, took_ms=took_ms, reason=f"it is no OpenCode server: {error}")
    return Health(status=status, took_ms=took_ms, version=version)
