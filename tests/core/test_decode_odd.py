"""Whatever bytes come, decoding gives events; what they hide never reaches a terminal."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omo_watch_core.clean import clean
from omo_watch_core.events import (
    DirectoryHeard,
    Event,
    SessionSeen,
    StatusHeard,
    TextGrew,
    Unrecognised,
)
from omo_watch_core.wire.decode import EventDecoder
from omo_watch_core.wire.mend import mend
from omo_watch_core.wire.readers import READERS
from tests.core.decoding import AT, IN, OF, SAMPLES, SESSION, as_plain, decode, one, write

HOSTILE = "\x1b]0;owned\x07\x9b31m\u202e\u200b\u2028\r\x00\n"
KEPT = {"type", "role", "field", "status"}
"""Fields that say what the rest means; a hostile word there makes another event."""
MULTILINE = {"delta", "chunks", "printed", "diff", "patch"}


def broken(kind: str = "") -> Event:
    return Unrecognised(server="lab", at_ms=AT, kind=kind, malformed=True)


def spoilt(value: object, name: str = "") -> object:
    """Put hostile signs into every string and behind every name of a choice."""
    if isinstance(value, dict):
        return {key: spoilt(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [spoilt(inner, name) for inner in value]
    return f"{HOSTILE}{value}{HOSTILE}" if isinstance(value, str) and name not in KEPT else value


def strings(value: object, name: str = "") -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in strings(inner, str(key))]
    if isinstance(value, list):
        return [found for inner in value for found in strings(inner, name)]
    return [(name, value)] if isinstance(value, str) else []


@pytest.mark.parametrize(("kind", "properties"), SAMPLES)
def test_no_field_of_any_event_stays_hostile(kind: str, properties: object) -> None:
    data = write(kind, spoilt(properties), f"/home{HOSTILE}/dev")
    events = EventDecoder("lab").decode(data, AT)
    assert not any(isinstance(event, Unrecognised) for event in events)
    for name, text in strings([as_plain(event) for event in events]):
        assert clean(text, 1_000_000) == text, name
        assert name in MULTILINE or not re.search("[\n\t]", text), name


def test_the_words_survive_what_is_taken_out() -> None:
    event = one("session.updated", spoilt({"info": SESSION}))
    assert isinstance(event, SessionSeen)
    assert "Refactor billing" in event.info.title


def test_an_unknown_type_is_cleaned_too() -> None:
    [event] = decode(write(f"x{HOSTILE}y", {}))
    assert isinstance(event, Unrecognised)
    assert event.kind == clean(event.kind)
    assert "\n" not in event.kind


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"1",
        b"{}",
        b'{"payload":null}',
        b'{"payload":{}}',
        b'{"payload":[]}',
        b'{"payload":{"type":1}}',
        b'{"type":null}',
        b'{"directory":1,"payload":{"type":"session.idle"}}',
        b"<!doctype html>",
        b'{"payload":' + b'{"a":' * 100_000,
        b'{"payload":{"type":"session.idle"}} more',
    ],
)
def test_what_has_no_type_is_malformed(data: bytes) -> None:
    assert decode(data) == [broken()]


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("session.status", {}),
        ("session.status", None),
        ("session.status", {**OF, "status": "busy"}),
        ("session.status", {**OF, "status": {"type": "retry", "next": "soon"}}),
        ("session.updated", {"info": {**SESSION, "id": 1}}),
        ("session.updated", {"info": {**SESSION, "time": "now"}}),
        ("session.updated", {"info": []}),
        ("session.next.model.switched", {**OF, "model": {"id": "ok-gpt"}}),
        ("message.updated", {"info": {"id": "m", "sessionID": "s"}}),
        ("message.part.updated", {"part": {"id": "p"}}),
        ("message.part.delta", {**IN, "field": "text", "delta": "x"}),
        ("message.part.delta", {**IN, "partID": "p", "field": "text", "delta": 1}),
        ("message.part.delta", [1]),
        ("message.part.delta", None),
        ("permission.asked", {**OF}),
        ("permission.replied", {**OF}),
        ("question.asked", {"id": "q", **OF, "questions": "why"}),
        ("todo.updated", {**OF, "todos": [1]}),
        ("session.diff", {**OF, "diff": [1]}),
        ("tui.toast.show", {"title": "x"}),
        ("server.instance.disposed", {}),
    ],
)
def test_what_has_a_type_but_another_shape_is_malformed(kind: str, properties: object) -> None:
    assert decode(write(kind, properties)) == [broken(kind)]


def test_a_quiet_type_of_any_shape_is_quiet() -> None:
    odd = {"sessionID": 1, "delta": [1], "field": {}}
    assert decode(write("sync", odd), write("pty.exited", 1)) == []


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (rb"half \ud83d", "half \ufffd"),
        (rb"half \uDE00 more", "half \ufffd more"),
        (rb"whole \ud83d\ude00", "whole \U0001f600"),
        (rb"two halves \ude00\ud83d.", "two halves \ufffd\ufffd."),
        (rb"first half twice \ud83d\ud83d\ude00", "first half twice \ufffd\U0001f600"),
        (rb"an escape \\ud83d of an escape", "an escape \\ud83d of an escape"),
        (b"no utf-8 \xff.", "no utf-8 \ufffd."),
        (b"a surrogate as bytes \xed\xa0\xbd.", "a surrogate as bytes \ufffd\ufffd\ufffd."),
    ],
)
def test_half_an_emoji_does_not_cost_the_text(written: bytes, kept: str) -> None:
    delta = {**IN, "partID": "p", "field": "text", "delta": "HERE"}
    [event] = decode(write("message.part.delta", delta).replace(b"HERE", written))
    assert isinstance(event, TextGrew)
    assert event.delta == kept
    session = {"info": {**SESSION, "title": "HERE", "summary": {"diffs": ["HERE"]}}}
    [event] = decode(write("session.updated", session).replace(b"HERE", written))
    assert isinstance(event, SessionSeen)
    assert event.info.title == kept


@given(st.text())
def test_mending_changes_nothing_that_is_whole(text: str) -> None:
    for ascii_only in (True, False):
        data = json.dumps(text, ensure_ascii=ascii_only).encode("utf-8")
        assert mend(data) == data


def test_growing_parts_are_forgotten_and_known_again() -> None:
    decoder = EventDecoder("lab")
    for number in (*range(5_000), 0, 4_999):
        sent = {**IN, "partID": f"prt_{number}", "field": "text", "delta": str(number)}
        event = decoder.decode(write("message.part.delta", sent), AT)[-1]
        assert isinstance(event, TextGrew)
        assert (event.part, event.delta) == (f"prt_{number}", str(number))
    assert len(decoder._growing) <= 4_096


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10
)
KINDS = st.sampled_from([*READERS, "server.heartbeat", "session.dreamt", "sync", ""])


def check(data: bytes) -> None:
    decoder = EventDecoder("lab")
    for event in (*decoder.decode(data, AT), *decoder.decode(data, AT)):
        assert isinstance(event, Event)
        for _, text in strings(as_plain(event)):
            assert clean(text, 1_000_000) == text


@given(st.binary())
def test_any_bytes_give_events(data: bytes) -> None:
    check(data)


@given(VALUES)
def test_any_json_gives_events(value: object) -> None:
    check(json.dumps(value).encode())


@given(KINDS, st.dictionaries(st.sampled_from(["sessionID", "info", "part", "id"]), VALUES))
def test_any_properties_give_events(kind: str, properties: object) -> None:
    check(write(kind, properties))


@settings(max_examples=300)
@given(st.data())
def test_an_event_with_one_odd_value_gives_events(data: st.DataObject) -> None:
    kind, properties = data.draw(st.sampled_from(SAMPLES))
    odd: object = json.loads(json.dumps(properties))
    place = odd
    while isinstance(place, dict | list) and place:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            place[key] = data.draw(VALUES)
            break
        place = place[key]
    check(write(kind, odd))


@given(st.data())
def test_an_event_with_one_odd_byte_gives_events(data: st.DataObject) -> None:
    kind, properties = data.draw(st.sampled_from(SAMPLES))
    whole = bytearray(write(kind, properties))
    whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    check(bytes(whole))


def test_the_odd_event_does_not_spoil_the_next() -> None:
    busy = write("session.status", {**OF, "status": {"type": "busy"}})
    events = EventDecoder("lab").decode
    assert events(b"{", AT) == (broken(),)
    assert [type(event) for event in events(busy, AT)] == [DirectoryHeard, StatusHeard]
