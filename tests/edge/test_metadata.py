"""Our key in a session's metadata, while others write to the same object."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.edge.demo.fast import FastClock
from tests.edge.fake_server import FakeServer, Request

from omo_watch_core.edge.address import Address
from omo_watch_core.edge.opencode import OpenCode
from omo_watch_core.effects import WriteMetadata
from omo_watch_core.events import MetadataWritten

Json = dict[str, Any]
PATH = "/session/ses_1"


@dataclass
class Shelf:
    """One session that takes what it is given, and what happens right after each change."""

    metadata: Json = field(default_factory=dict)
    after: list[Callable[["Shelf"], None]] = field(default_factory=list)
    changes: int = 0

    async def route(self, request: Request) -> None:
        if request.method == "PATCH":
            assert request.headers["content-type"] == "application/json"
            self.metadata = json.loads(request.body)["metadata"]
            self.changes += 1
        await request.answer({"id": "ses_1", "metadata": self.metadata})
        if request.method == "PATCH" and self.after:
            self.after.pop(0)(self)


async def write(server: FakeServer, changes: Json) -> MetadataWritten:
    effect = WriteMetadata(
        server="s", action="act_1", session="ses_1", changes=json.dumps(changes).encode()
    )
    backend = OpenCode(Address(name="s", url=server.url), FastClock(20))
    try:
        (event,) = await backend.perform(effect)
    finally:
        await backend.close()
    assert isinstance(event, MetadataWritten)
    assert (event.server, event.action, event.session) == ("s", "act_1", "ses_1")
    return event


async def shelved(shelf: Shelf, changes: Json) -> MetadataWritten:
    async with FakeServer() as server:
        server.routes[PATH] = shelf.route
        return await write(server, changes)


def lose(shelf: Shelf) -> None:
    """Be another program that had read before us, and writes behind us."""
    shelf.metadata = {"theirs": shelf.changes}


async def test_one_change_is_enough_where_nobody_else_writes() -> None:
    shelf = Shelf({"other": {"x": 1}, "omo-watch": {"parked": 2}})
    done = await shelved(shelf, {"lease": 3})
    assert (done.ok, done.reason, shelf.changes) == (True, "", 1)
    assert shelf.metadata == {"other": {"x": 1}, "omo-watch": {"parked": 2, "lease": 3}}


async def test_what_says_so_already_is_left_alone() -> None:
    shelf = Shelf({"omo-watch": {"lease": 3}})
    assert (await shelved(shelf, {"lease": 3, "parked": None})).ok
    assert shelf.changes == 0


async def test_what_was_written_over_is_written_again_beside_it() -> None:
    shelf = Shelf(after=[lose, lose, lose])
    assert (await shelved(shelf, {"lease": 3})).ok
    assert shelf.metadata == {"theirs": 3, "omo-watch": {"lease": 3}}
    assert shelf.changes == 4


async def test_it_gives_up_in_the_end() -> None:
    shelf = Shelf(after=[lose] * 9)
    done = await shelved(shelf, {"lease": 3})
    assert (done.ok, shelf.changes) == (False, 4)
    assert done.reason == "another program writes the session's metadata over and over"


async def test_the_last_key_taken_away_takes_ours_with_it() -> None:
    shelf = Shelf({"omo-watch": {"lease": 3}})
    assert (await shelved(shelf, {"lease": None})).ok
    assert (shelf.metadata, shelf.changes) == ({}, 1)


async def test_why_it_did_not_work_is_told() -> None:
    unknown = {"name": "NotFoundError", "data": {"message": "Session not found: ses_1"}}
    async with FakeServer() as server:
        server.says(PATH, unknown, 404)
        first = await write(server, {"lease": 3})
        server.says(PATH, {"metadata": [1]})
        second = await write(server, {"lease": 3})
        del server.routes[PATH]
        third = await write(server, {"lease": 3})
        methods = {request.method for request in server.asked}
    last = await write(server, {"lease": 3})
    assert methods == {"GET"}
    assert not any(event.ok for event in (first, second, third, last))
    assert first.reason == "Session not found: ses_1"
    assert second.reason.startswith("it cannot be read")
    assert "web page" in third.reason
    assert last.reason == "nothing listens there"
