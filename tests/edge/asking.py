"""One effect performed at a fake server, and what such a server answers with."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator

from tests.edge.fake_server import FakeServer

from omo_watch_core.edge.address import Address
from omo_watch_core.edge.clock import StillClock
from omo_watch_core.edge.opencode import OpenCode
from omo_watch_core.effects import (
    Effect,
)
from omo_watch_core.events import (
    Event,
)

HERE = "/srv/dev/a project"
MESSAGES = "/session/ses_1/message"


@contextlib.asynccontextmanager
async def backend_of(server: FakeServer) -> AsyncGenerator[OpenCode]:
    backend = OpenCode(Address(name="s", url=server.url), StillClock())
    try:
        yield backend
    finally:
        await backend.close()


async def outcome(server: FakeServer, effect: Effect) -> Event:
    """Perform one effect that has one outcome."""
    async with backend_of(server) as backend:
        (event,) = await backend.perform(effect)
    return event


def session(name: str, updated: int = 1) -> dict[str, object]:
    return {
        "id": name,
        "slug": "s",
        "projectID": "p",
        "directory": HERE,
        "title": name,
        "version": "1",
        "time": {"created": 1, "updated": updated},
    }


def message(name: str, role: str, **more: object) -> dict[str, object]:
    info = {"id": name, "sessionID": "ses_1", "role": role, "time": {"created": 1}, **more}
    return {"info": info, "parts": []}
