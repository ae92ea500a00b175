"""Every recording of a real server decodes without a remainder."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from omo_watch_core.events import (
    AskClosed,
    AskRaised,
    BytesHeard,
    CatalogChanged,
    DiffSet,
    DirectoryHeard,
    Event,
    InstanceDisposed,
    MessageRemoved,
    MessageSeen,
    PartSeen,
    SessionDeleted,
    SessionErred,
    SessionSeen,
    StatusHeard,
    StreamOpened,
    TextGrew,
    ToastShown,
    TodosSet,
)
from omo_watch_core.wire.stream import StreamDecoder
from tests.core.decoding import AT, RECORDINGS

MEANING: dict[str, type[Event]] = {
    "catalog.updated": CatalogChanged,
    "global.disposed": InstanceDisposed,
    "message.part.delta": TextGrew,
    "message.part.updated": PartSeen,
    "message.removed": MessageRemoved,
    "message.updated": MessageSeen,
    "permission.asked": AskRaised,
    "permission.replied": AskClosed,
    "question.asked": AskRaised,
    "question.rejected": AskClosed,
    "question.replied": AskClosed,
    "server.connected": StreamOpened,
    "server.instance.disposed": InstanceDisposed,
    "session.created": SessionSeen,
    "session.deleted": SessionDeleted,
    "session.diff": DiffSet,
    "session.error": SessionErred,
    "session.status": StatusHeard,
    "session.updated": SessionSeen,
    "todo.updated": TodosSet,
    "tui.toast.show": ToastShown,
}
SILENT = {
    "file.edited",
    "file.watcher.updated",
    "integration.updated",
    "plugin.added",
    "project.updated",
    "pty.created",
    "pty.exited",
    "reference.updated",
    "server.heartbeat",
    "session.idle",
    "sync",
    "vcs.branch.updated",
}
SECRETS = ("responseBody", "responseHeaders", "content-length", "/v1/chat/completions")


def raw_of(recording: Path) -> list[dict]:
    return [json.loads(line)["event"] for line in recording.read_text("utf-8").splitlines()]


def events_of(raw: list[dict]) -> list[Event]:
    decoder = StreamDecoder("lab")
    wire = [b"data: " + json.dumps(event).encode() + b"\n\n" for event in raw]
    return [event for chunk in wire for event in decoder.feed(chunk, AT)]


def told(recording: Path) -> list[Event]:
    return events_of(raw_of(recording))


def test_there_are_recordings() -> None:
    assert len(RECORDINGS) > 30


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda path: path.stem)
def test_every_event_of_a_recording_is_understood(recording: Path) -> None:
    raw = raw_of(recording)
    sent = Counter(event["payload"]["type"] for event in raw)
    assert set(sent) <= set(MEANING) | SILENT
    expected = Counter[type[Event]]()
    for kind, count in sent.items():
        if kind in MEANING:
            expected[MEANING[kind]] += count
    expected[BytesHeard] = len(raw)
    got = Counter(map(type, events_of(raw)))
    heard = got.pop(DirectoryHeard)
    assert got == expected
    spoke = {event["directory"] for event in raw if "directory" in event} - {"global"}
    assert heard == len(spoke) if "disposed" not in str(sent) else heard >= len(spoke)


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda path: path.stem)
def test_statuses_and_texts_are_those_that_were_sent(recording: Path) -> None:
    raw = [event["payload"] for event in raw_of(recording)]
    events = told(recording)
    statuses = [e["properties"]["status"] for e in raw if e["type"] == "session.status"]
    heard = [event for event in events if isinstance(event, StatusHeard)]
    assert [event.status for event in heard] == [status["type"] for status in statuses]
    assert [event.next_ms for event in heard] == [status.get("next", 0) for status in statuses]
    grown = [event.delta for event in events if isinstance(event, TextGrew)]
    deltas = [e["properties"] for e in raw if e["type"] == "message.part.delta"]
    assert grown == [properties["delta"] for properties in deltas]


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda path: path.stem)
def test_no_answer_of_a_provider_is_kept(recording: Path) -> None:
    text = str(told(recording))
    assert [secret for secret in SECRETS if secret in text] == []


def test_what_must_not_be_kept_is_in_the_recordings() -> None:
    text = "".join(path.read_text("utf-8") for path in RECORDINGS)
    assert all(secret in text for secret in SECRETS)


def test_heartbeats_tell_the_clock() -> None:
    [recording] = [path for path in RECORDINGS if path.stem == "rate-limited-retry"]
    events = told(recording)
    clocks = [e.clock_ms for e in events if isinstance(e, BytesHeard) and e.clock_ms]
    beats = [e for e in raw_of(recording) if e["payload"]["type"] == "server.heartbeat"]
    assert len(clocks) == 1 + len(beats)
    seen = [e.info.created_ms for e in events if isinstance(e, SessionSeen)]
    assert clocks[0] < min(seen) < clocks[0] + 60_000
    pauses = [later - earlier for earlier, later in pairwise(clocks[1:])]
    assert all(9_000 < pause < 11_000 for pause in pauses)
