"""Bytes of one connection to events, however they are cut."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omo_watch_core.events import BytesHeard, DirectoryHeard, Event, StreamOpened, Unrecognised
from omo_watch_core.wire.ids import clock_ms
from omo_watch_core.wire.stream import StreamDecoder
from tests.core.decoding import AT, SAMPLES, STAMP_MS, decode, write

WIRE = b"".join(b"data: " + write(kind, properties) + b"\n\n" for kind, properties in SAMPLES)
DAY_MS = 86_400_000


def heard(**fields: int) -> BytesHeard:
    return BytesHeard(server="lab", at_ms=AT, **fields)


def told(*chunks: bytes) -> list[Event]:
    decoder = StreamDecoder("lab")
    events = [event for chunk in chunks for event in decoder.feed(chunk, AT)]
    return [event for event in events if not isinstance(event, BytesHeard)]


def test_a_stream_opens_and_tells_its_clock() -> None:
    data = write("server.connected", {}, None)
    events = StreamDecoder("lab").feed(b"data: " + data + b"\n\n", AT)
    assert events == [StreamOpened(server="lab", at_ms=AT), heard(clock_ms=STAMP_MS)]


def test_bytes_count_as_heard_before_they_mean_something() -> None:
    decoder = StreamDecoder("lab")
    assert decoder.feed(b"data: {", AT) == [heard()]
    assert decoder.feed(b": beat\n\n", AT)[-1] == heard()


def test_a_clock_and_a_count_are_told_once() -> None:
    decoder = StreamDecoder("lab", limit=1_000)
    beat = b"data: " + write("server.heartbeat", {}, None) + b"\n\n"
    nonsense = b"nonsense: 1\n" * 2
    large = b"data: " + b"x" * 2_000 + b"\n\n"
    assert decoder.feed(beat + nonsense + large + beat, AT) == [
        heard(clock_ms=STAMP_MS, garbage=2, dropped=1)
    ]
    assert decoder.feed(b"\n\n", AT) == [heard()]
    assert decoder.feed(nonsense, AT) == [heard(garbage=2)]


def test_what_is_no_event_is_counted_and_the_next_one_is_read() -> None:
    data = write("session.compacted", {"sessionID": "ses_1"})
    events = told(b"data: <html>\n\ndata: " + data + b"\n\n")
    assert events[0] == Unrecognised(server="lab", at_ms=AT, kind="", malformed=True)
    assert [*events[2:]] == decode(data)


@given(st.lists(st.integers(0, len(WIRE)), max_size=8).map(sorted))
def test_any_cut_of_the_bytes_tells_the_same(cuts: list[int]) -> None:
    edges = [0, *cuts, len(WIRE)]
    chunks = [WIRE[start:end] for start, end in pairwise(edges)]
    assert told(*chunks) == told(WIRE)


def test_all_of_a_stream_is_told_in_order() -> None:
    whole = decode(*(write(kind, properties) for kind, properties in SAMPLES))
    events = [event for event in told(WIRE) if not isinstance(event, DirectoryHeard)]
    assert events == [event for event in whole if not isinstance(event, DirectoryHeard)]


@given(st.binary())
def test_any_bytes_are_taken(chunk: bytes) -> None:
    events = StreamDecoder("lab").feed(chunk, AT)
    assert isinstance(events[-1], BytesHeard)


@pytest.mark.parametrize(
    ("ident", "near", "clock"),
    [
        ("evt_1f84090120020tYHwy6Q0DqFPn", STAMP_MS, STAMP_MS),
        ("evt_1f84090120020tYHwy6Q0DqFPn", STAMP_MS + 300 * DAY_MS, STAMP_MS),
        ("evt_1f84090120020tYHwy6Q0DqFPn", STAMP_MS - 300 * DAY_MS, STAMP_MS),
        ("evt_1f84090120020tYHwy6Q0DqFPn", STAMP_MS + 500 * DAY_MS, STAMP_MS + 2**36),
        ("evt_000000000000", 0, 0),
        ("evt_1f8409012", STAMP_MS, None),
        ("1f84090120020tYHwy6Q0DqFPn", STAMP_MS, None),
        ("evt_1F84090120020tYHwy6Q0DqFPn", STAMP_MS, None),
        ("", STAMP_MS, None),
    ],
)
def test_an_id_is_a_clock(ident: str, near: int, clock: int | None) -> None:
    assert clock_ms(ident, near) == clock


def test_a_clock_without_a_time_is_no_clock() -> None:
    odd = write("server.heartbeat", {}, None).replace(b"evt_", b"")
    assert StreamDecoder("lab").feed(b"data: " + odd + b"\n\n", AT) == [heard()]
