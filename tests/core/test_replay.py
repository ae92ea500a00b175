"""A recording is read back as the events it meant, on the server's clock."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omo_watch_core.events import (
    BytesHeard,
    DirectoryHeard,
    Event,
    SessionCompacted,
    SessionSeen,
    StatusHeard,
    StreamOpened,
    Unrecognised,
)
from omo_watch_core.replay import UNDATED_MS, Recording, read
from tests.core.decoding import OF, RECORDINGS, SESSION, STAMP_MS, write

DATED = {"info": {**SESSION, "time": {"created": STAMP_MS, "updated": STAMP_MS}}}


def line(t: float, kind: str, properties: object, directory: str | None = "/a") -> bytes:
    event = json.loads(write(kind, properties, directory))
    return json.dumps({"t": t, "event": event}).encode() + b"\n"


CONNECTED = line(0, "server.connected", {}, None)
UPDATED = line(100, "session.updated", DATED)
BUSY = line(900, "session.status", {**OF, "status": {"type": "busy"}})
IDLE = line(5_000, "session.status", {**OF, "status": {"type": "idle"}})
TAPE = [CONNECTED, UPDATED, BUSY, IDLE]


def states(tape: Recording) -> list[str]:
    return [event.status for event in tape.events if isinstance(event, StatusHeard)]


def test_events_happen_at_the_servers_time() -> None:
    tape = read(TAPE)
    assert (tape.base_ms, tape.end_ms) == (STAMP_MS, STAMP_MS + 5_000)
    assert [(type(event), event.at_ms - STAMP_MS) for event in tape.events] == [
        (StreamOpened, 0),
        (BytesHeard, 0),
        (DirectoryHeard, 100),
        (SessionSeen, 100),
        (StatusHeard, 900),
        (StatusHeard, 5_000),
        (BytesHeard, 5_000),
    ]
    assert {event.server for event in tape.events} == {"replay"}
    assert tape.events[1] == BytesHeard(server="replay", at_ms=STAMP_MS, clock_ms=STAMP_MS)


@pytest.mark.parametrize(
    ("until", "seen", "end"),
    [
        (None, ["busy", "idle"], 5_000),
        (5_000, ["busy", "idle"], 5_000),
        (4_999, ["busy"], 4_999),
        (900, ["busy"], 900),
        (899, [], 899),
        (0, [], 0),
        (60_000, ["busy", "idle"], 5_000),
    ],
)
def test_what_is_later_than_the_moment_is_cut(until: int | None, seen: list[str], end: int) -> None:
    tape = read(TAPE, "x", until)
    assert states(tape) == seen
    assert tape.end_ms == STAMP_MS + end


def test_a_stream_that_was_joined_late_has_the_same_clock() -> None:
    tape = read([line(700, "session.updated", DATED), BUSY])
    assert tape.base_ms == STAMP_MS - 700


def test_the_end_is_the_latest_moment_in_whatever_order() -> None:
    tape = read([CONNECTED, UPDATED, IDLE, BUSY])
    assert tape.end_ms == STAMP_MS + 5_000
    assert states(read([CONNECTED, UPDATED, IDLE, BUSY], until_ms=1_000)) == ["busy"]


def test_text_lines_and_empty_lines_are_fine() -> None:
    mixed = [CONNECTED.decode(), "\n", b"", UPDATED, b"  \n", BUSY.decode().strip(), IDLE]
    assert read(mixed) == read(TAPE)


def test_bad_lines_are_counted_in_their_place() -> None:
    bad = [b"half a li", b'{"t":"x","event":{}}\n', b'{"event":{}}\n', b"\xff\n"]
    tape = read([CONNECTED, UPDATED, BUSY, *bad, IDLE])
    odd = [event for event in tape.events if isinstance(event, Unrecognised)]
    assert [(event.malformed, event.at_ms - STAMP_MS) for event in odd] == [(True, 900)] * 4
    assert states(tape) == ["busy", "idle"]


@pytest.mark.parametrize("lines", [[], [b"\n"], [b"some text\n", b"<html>\n"], [b"{}\n"]])
def test_what_is_no_recording_has_no_events(lines: list[bytes]) -> None:
    assert read(lines).events == ()


def test_without_any_date_the_days_are_guessed() -> None:
    tape = read([CONNECTED])
    assert abs(tape.base_ms - UNDATED_MS) <= 2**35
    assert (tape.base_ms - STAMP_MS) % 2**36 == 0


def test_without_any_id_a_date_will_do() -> None:
    lines = [text.replace(b"evt_", b"odd") for text in TAPE]
    assert read(lines).base_ms == STAMP_MS


def test_bare_events_are_read_too() -> None:
    event = {"id": "evt_1f8409012002", "type": "session.compacted", "properties": OF}
    tape = read([json.dumps({"t": 5, "event": event}).encode()])
    compacted, heard = tape.events
    assert compacted == SessionCompacted(server="replay", at_ms=tape.base_ms + 5, session="ses_1")
    assert isinstance(heard, BytesHeard)


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda path: path.stem)
def test_a_recording_is_read_whole(recording: Path) -> None:
    with recording.open("rb") as lines:
        tape = read(lines)
    times = [event.at_ms for event in tape.events]
    assert times == sorted(times)
    assert (times[0], times[-1]) >= (tape.base_ms, tape.base_ms)
    assert times[-1] <= tape.end_ms
    assert not any(isinstance(event, Unrecognised) for event in tape.events)
    created = [e for e in tape.events if isinstance(e, SessionSeen) and e.created]
    # A session that was made while it was listened to tells the clock independently.
    assert all(abs(e.at_ms - e.info.created_ms) < 5_000 for e in created)


@given(st.lists(st.binary() | st.sampled_from(TAPE)))
def test_any_lines_are_read(lines: list[bytes]) -> None:
    tape = read(lines)
    assert all(isinstance(event, Event) for event in tape.events)
    assert tape.base_ms <= tape.end_ms


@given(st.integers(0, 6_000))
def test_a_cut_recording_is_the_beginning_of_the_whole_one(until: int) -> None:
    whole, cut = read(TAPE).events, read(TAPE, until_ms=until).events
    assert whole[: len(cut)] == cut
