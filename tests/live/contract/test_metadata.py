"""The metadata of a session: what a change replaces, and that ours leaves the others' alone."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from omo_watch_core.edge.address import Address
from omo_watch_core.edge.clock import SystemClock
from omo_watch_core.edge.opencode import OpenCode
from omo_watch_core.effects import WriteMetadata
from omo_watch_core.events import MetadataWritten
from tests.live.contract.subject import Json, Subject

FOREIGN: Json = {"plugin": {"n": [1, 2.50, "ä"]}, "note": "x"}
PARKED: Json = {"until_ms": 1_795_000_000_000, "by": "anna@desk"}


@pytest.fixture
async def writers(subject: Subject) -> AsyncIterator[list[OpenCode]]:
    """Give the backends of three programs at the same server."""
    address = Address(name="s", url=subject.target.url)
    made = [OpenCode(address, SystemClock()) for _ in range(3)]
    yield made
    for backend in made:
        await backend.close()


async def write(backend: OpenCode, session: str, changes: Json) -> MetadataWritten:
    effect = WriteMetadata(
        server="s", action="act_1", session=session, changes=json.dumps(changes).encode()
    )
    (event,) = await backend.perform(effect)
    assert isinstance(event, MetadataWritten)
    return event


async def test_a_change_replaces_the_whole_object(subject: Subject) -> None:
    session = await subject.lab.create("To be marked")

    async def change(metadata: object) -> object:
        body = {"metadata": metadata}
        answer = await subject.request("PATCH", f"/session/{session}", body)
        assert answer.status_code == 200
        read = await subject.lab.session(session)
        assert read.get("metadata") == answer.json().get("metadata")
        return read.get("metadata")

    before = (await subject.lab.session(session))["time"]["updated"]
    assert await change({"a": 1, "omo-watch": {}}) == {"a": 1, "omo-watch": {}}
    assert await change({"b": 2}) == {"b": 2}
    assert await change(None) == {"b": 2}
    assert not await change({})
    assert (await subject.lab.session(session))["time"]["updated"] > before


async def test_our_key_is_written_beside_those_of_others(
    subject: Subject, writers: list[OpenCode]
) -> None:
    session = await subject.lab.create("To be held")
    await subject.request("PATCH", f"/session/{session}", {"metadata": FOREIGN})
    lease = {"model": "a/b", "by": "anna@desk"}
    done = await write(writers[0], session, {"parked": PARKED, "lease": lease})
    assert (done.ok, done.reason, done.session, done.action) == (True, "", session, "act_1")
    ours = {"parked": PARKED, "lease": lease}
    assert (await subject.lab.session(session))["metadata"] == {**FOREIGN, "omo-watch": ours}
    assert (await write(writers[0], session, {"parked": None})).ok
    left = (await subject.lab.session(session))["metadata"]
    assert left == {**FOREIGN, "omo-watch": {"lease": lease}}
    assert (await write(writers[0], session, {"lease": None})).ok
    assert (await subject.lab.session(session))["metadata"] == FOREIGN
    wanted = {**FOREIGN, "omo-watch": ours}
    await subject.until(lambda: wanted in _told(subject, session))


async def test_a_busy_session_is_written_to(subject: Subject, writers: list[OpenCode]) -> None:
    session = await subject.ask("Talk slowly.", subject.words.slow)
    await subject.hears(session, "delta")
    assert (await write(writers[0], session, {"parked": PARKED})).ok
    assert (await subject.lab.session(session))["metadata"] == {"omo-watch": {"parked": PARKED}}


async def test_what_cannot_be_written_is_told(writers: list[OpenCode]) -> None:
    done = await write(writers[0], "ses_nope", {"parked": PARKED})
    assert (done.ok, done.reason) == (False, "Session not found: ses_nope")


async def test_writers_at_the_same_moment_lose_nothing(
    subject: Subject, writers: list[OpenCode]
) -> None:
    session = await subject.lab.create("Contested")
    await subject.request("PATCH", f"/session/{session}", {"metadata": FOREIGN})
    for turn in range(3):
        wanted = {name: {"by": name, "turn": turn} for name in ("lease", "parked", "third")}
        both = zip(writers, wanted.items(), strict=True)
        done = await asyncio.gather(*(write(one, session, {k: v}) for one, (k, v) in both))
        assert [(one.ok, one.reason) for one in done] == [(True, "")] * 3
        found = (await subject.lab.session(session))["metadata"]
        assert found == {**FOREIGN, "omo-watch": wanted}


def _told(subject: Subject, session: str) -> list[object]:
    """Give the metadata that the stream has told of a session."""
    heard = (one["payload"] for one in subject.heard(session))
    updates = (one["properties"]["info"] for one in heard if one["type"] == "session.updated")
    return [info.get("metadata") for info in updates]
