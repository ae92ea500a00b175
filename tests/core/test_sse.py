"""The stream decoder, case by case."""

import json
import tracemalloc
from pathlib import Path

import pytest

from omo_watch_core.wire.sse import Decoder, Frame

RECORDINGS = Path(__file__).parents[1] / "recordings"
KIB = 1024
MIB = 1024 * KIB


def frames_of(*chunks: bytes, limit: int = 4 * MIB) -> list[Frame]:
    decoder = Decoder(limit)
    return [frame for chunk in chunks for frame in decoder.feed(chunk)]


def data_of(*chunks: bytes, limit: int = 4 * MIB) -> list[bytes]:
    return [frame.data for frame in frames_of(*chunks, limit=limit)]


@pytest.mark.parametrize(
    ("stream", "data"),
    [
        pytest.param(b"data: a\n\n", [b"a"], id="lf"),
        pytest.param(b"data: a\r\n\r\n", [b"a"], id="crlf"),
        pytest.param(b"data: a\r\r", [b"a"], id="cr"),
        pytest.param(b"data: a\r\n\ndata: b\n\r\n", [b"a", b"b"], id="mixed line ends"),
        pytest.param(b"data: a\n\ndata: b\n\ndata: c\n\n", [b"a", b"b", b"c"], id="three events"),
        pytest.param(b"data:a\n\n", [b"a"], id="no blank after the colon"),
        pytest.param(b"data:  a\n\n", [b" a"], id="one blank goes, the second stays"),
        pytest.param(b"data: a\ndata: b\n\n", [b"a\nb"], id="two lines"),
        pytest.param(b"data: a\ndata:\ndata: b\n\n", [b"a\n\nb"], id="an empty line of data"),
        pytest.param(b"data\n\n", [b""], id="a field without a colon"),
        pytest.param(b"data:\ndata\n\n", [b"\n"], id="two empty lines of data"),
        pytest.param(b"data: a: b\n\n", [b"a: b"], id="a colon in the data"),
        pytest.param(b"data: a\n\n\n\ndata: b\n\n", [b"a", b"b"], id="more empty lines"),
        pytest.param(b"\n\ndata: a\n\n", [b"a"], id="empty lines first"),
        pytest.param(b": beat\n\ndata: a\n: beat\n\n", [b"a"], id="comments"),
        pytest.param(b"event: x\n\nid: 1\n\n", [], id="no data, no event"),
        pytest.param(b"data: a\n\ndata: b\n", [b"a"], id="the end inside an event"),
        pytest.param(b"data: a\n\ndata: b", [b"a"], id="the end inside a line"),
        pytest.param(b"\xef\xbb\xbfdata: a\n\n", [b"a"], id="bom"),
        pytest.param(b"data: \xff\xfe\n\n", [b"\xff\xfe"], id="data is not decoded"),
        pytest.param(
            b"data: a\0b\x0b\x0c\x1c\x85\n\n", [b"a\0b\x0b\x0c\x1c\x85"], id="other controls"
        ),
        pytest.param(
            "data: a\u2028b\u2029\u0085\n\n".encode(),
            ["a\u2028b\u2029\u0085".encode()],
            id="U+2028",
        ),
        pytest.param(b"", [], id="nothing"),
    ],
)
def test_data(stream: bytes, data: list[bytes]) -> None:
    assert data_of(stream) == data


@pytest.mark.parametrize(
    ("chunks", "data"),
    [
        pytest.param([b"data: a\r", b"\n\r", b"\ndata: b\n\n"], [b"a", b"b"], id="inside crlf"),
        pytest.param([b"data: a\r", b"data: b\r\r"], [b"a\nb"], id="after a lone cr"),
        pytest.param(
            [b"data: a\r", b"", b"\ndata: b\n\n"], [b"a\nb"], id="an empty chunk inside crlf"
        ),
        pytest.param(
            [b"data: a\n", b"\ndata: b\n\n"], [b"a", b"b"], id="between the two line ends"
        ),
        pytest.param([b"da", b"ta", b": ", b"a\n\n"], [b"a"], id="inside the name"),
        pytest.param([b"data: \xc3", b"\xa4\n\n"], ["ä".encode()], id="inside a character"),
        pytest.param([b"", b"\xef", b"\xbb", b"\xbfdata: a\n\n"], [b"a"], id="inside the bom"),
        pytest.param([b"\xef\xbb\xbf", b"data: a\n\n"], [b"a"], id="after the bom"),
        pytest.param([b"\r", b"\n", b"data: a\n\n"], [b"a"], id="a stream that opens with crlf"),
    ],
)
def test_cuts(chunks: list[bytes], data: list[bytes]) -> None:
    assert data_of(*chunks) == data


def test_an_event_comes_out_with_the_chunk_that_completes_it() -> None:
    decoder = Decoder()
    assert decoder.feed(b"data: a\n\ndata: b\n") == [Frame(b"a")]
    assert decoder.feed(b"\ndata: c") == [Frame(b"b")]
    assert decoder.feed(b"\n\n") == [Frame(b"c")]
    assert decoder.feed(b"data: d\r\r") == [Frame(b"d")], "a lone CR waits for no LF"


def test_event_names_end_with_their_event_and_ids_stay() -> None:
    stream = b"event: x\nid: 7\ndata: a\n\ndata: b\n\nid\ndata: c\n\nid: 8\n\n"
    decoder = Decoder()
    assert decoder.feed(stream) == [Frame(b"a", "x", "7"), Frame(b"b", "", "7"), Frame(b"c")]
    assert decoder.last_id == "8"


def test_plain_events_carry_the_last_id_too() -> None:
    assert frames_of(b"id: 7\n\n", b"data: a\n\n") == [Frame(b"a", "", "7")]


@pytest.mark.parametrize("line", [b"id: a\0b", b"id: \0"])
def test_an_id_with_nul_is_ignored(line: bytes) -> None:
    decoder = Decoder()
    decoder.feed(b"id: 7\n\n" + line + b"\n\n")
    assert (decoder.last_id, decoder.garbage) == ("7", 0)


def test_an_id_counts_only_when_its_event_has_ended() -> None:
    decoder = Decoder()
    decoder.feed(b"id: 7\ndata: a\n")
    assert decoder.last_id == ""


def test_bad_utf8_in_names_is_replaced() -> None:
    assert frames_of(b"event: \xff\nid: \xfe\ndata: a\n\n") == [Frame(b"a", "\ufffd", "\ufffd")]


@pytest.mark.parametrize(
    ("lines", "retry_ms"),
    [
        (b"retry: 3000\n", 3000),
        (b"retry:0007\n", 7),
        (b"retry: 1\nretry: 2\n", 2),
        (b"retry: 1\nretry: x\n", 1),
        (b"retry: -1\n", None),
        (b"retry: 1.5\n", None),
        (b"retry: 1 \n", None),
        (b"retry:\nretry\n", None),
        ("retry: ٣\n".encode(), None),
        (b"retry: " + b"9" * 5000 + b"\n", None),
        (b"retry: 3", None),
    ],
)
def test_retry(lines: bytes, retry_ms: int | None) -> None:
    decoder = Decoder()
    assert decoder.feed(lines) == []
    assert (decoder.retry_ms, decoder.garbage) == (retry_ms, 0)


@pytest.mark.parametrize(
    ("stream", "garbage"),
    [
        (b"hello\n", 1),
        (b" data: a\n", 1),
        (b"Data: a\nDATA: a\n", 2),
        (b"data : a\n", 1),
        (b"\xff\xfe: a\n\x80\n", 2),
        (b"\0\n", 1),
        (b"HTTP/1.1 500 oops\r\ncontent-length: 0\r\n\r\n", 2),
        (b"data: a\n\n\xef\xbb\xbfdata: b\n\n", 1),
        (b"\xef\xbb\xbf\xef\xbb\xbfdata: b\n\n", 1),
        (b": a comment\n:\ndata: a\n\n", 0),
        (b"not ended", 0),
    ],
)
def test_garbage_is_counted(stream: bytes, garbage: int) -> None:
    decoder = Decoder()
    decoder.feed(stream)
    assert decoder.garbage == garbage
    assert decoder.feed(b"\n\ndata: next\n\n")[-1].data == b"next"


@pytest.mark.parametrize(
    ("stream", "data", "dropped"),
    [
        (b"data: 12345678\n\n", [b"12345678"], 0),
        (b"data: 123456789\n\n", [], 1),
        (b"data: 1234\ndata: 567\n\n", [b"1234\n567"], 0),
        (b"data: 1234\ndata: 5678\n\n", [], 1),
        (b"data: 123456789\ndata: 1\ndata: 123456789\n\n", [], 1),
        (b"data: 123456789\n\ndata: 1\n\ndata: 123456789\n\n", [b"1"], 2),
        (b"data: 123456789\n", [], 0),
    ],
)
def test_events_over_the_limit_are_dropped(stream: bytes, data: list[bytes], dropped: int) -> None:
    decoder = Decoder(limit=8)
    assert [frame.data for frame in decoder.feed(stream)] == data
    assert (decoder.dropped, decoder.garbage) == (dropped, 0)


@pytest.mark.parametrize("name", [b"event", b"id", b"retry", b"oops"])
@pytest.mark.parametrize("ended", [True, False])
def test_other_lines_too_long_to_hold_are_garbage(name: bytes, ended: bool) -> None:
    decoder = Decoder(limit=8)
    decoder.feed(name + b": " + b"7" * 300 + b"\n" * ended)
    assert (decoder.garbage, decoder.dropped) == (1, 0)
    assert decoder.feed(b"\ndata: next\n\n") == [Frame(b"next")]
    assert decoder.garbage == 1


@pytest.mark.parametrize(("length", "garbage"), [(8 + 256, 0), (8 + 257, 1)])
def test_the_longest_line_is_the_same_wherever_it_is_cut(length: int, garbage: int) -> None:
    line = b"id: ".ljust(length, b"7")
    for chunks in ([line + b"\n"], [line, b"\n"]):
        decoder = Decoder(limit=8)
        assert [frame for chunk in chunks for frame in decoder.feed(chunk)] == []
        assert decoder.garbage == garbage


def test_the_id_of_a_dropped_event_counts() -> None:
    decoder = Decoder(limit=8)
    assert decoder.feed(b"id: 7\ndata: 123456789\n\n") == []
    assert decoder.last_id == "7"


def test_five_megabytes_pass_when_they_may() -> None:
    data = b"x" * (5 * MIB)
    assert data_of(b"data: ", data, b"\n\n", limit=6 * MIB) == [data]
    assert data_of(b"data: " + data + b"\n\n", limit=4 * MIB) == []


@pytest.mark.parametrize(
    ("head", "piece", "dropped", "garbage"),
    [
        pytest.param(b"data: ", b"x" * (16 * KIB), 1, 0, id="one line"),
        pytest.param(b"data: ", b"x" * (16 * KIB) + b"\ndata: ", 1, 0, id="many lines"),
        pytest.param(b"", b"data\n" * (3 * KIB), 1, 0, id="many empty lines"),
        pytest.param(b": ", b"x" * (16 * KIB), 0, 0, id="a comment"),
        pytest.param(b"oops: ", b"x" * (16 * KIB), 0, 1, id="garbage"),
        pytest.param(b"id: ", b"7" * (16 * KIB), 0, 1, id="an id too long to hold"),
    ],
)
def test_memory_stays_bounded(head: bytes, piece: bytes, dropped: int, garbage: int) -> None:
    limit = 64 * KIB
    decoder = Decoder(limit)
    tracemalloc.start()
    try:
        assert decoder.feed(head) == []
        for _ in range(5 * MIB // len(piece)):
            assert decoder.feed(piece) == []
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 * limit
    assert decoder.feed(b"\n\ndata: next\n\n") == [Frame(b"next")]
    assert (decoder.dropped, decoder.garbage, decoder.last_id) == (dropped, garbage, "")


def test_the_framing_of_real_servers_needs_no_line_by_line_reading(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decoder = Decoder()
    assert decoder.feed(b": hello\ndata: 0\n\n") == [Frame(b"0")], "what it once had to read"
    monkeypatch.setattr(Decoder, "_read_field", None)
    chunks = [b'data: {"a":1}\n\n', b'data: {"b":2}\n\ndata: {"c', b'":3}\n\n']
    data = [frame.data for chunk in chunks for frame in decoder.feed(chunk)]
    assert data == [b'{"a":1}', b'{"b":2}', b'{"c":3}']


@pytest.mark.parametrize("name", ["ok-run", "many-parallel", "omo-e1-cancel-variants"])
@pytest.mark.parametrize("size", [1000, 64 * KIB])
def test_recordings_come_back_whole(name: str, size: int) -> None:
    lines = (RECORDINGS / f"{name}.jsonl").read_bytes().splitlines()
    events = [json.dumps(json.loads(line)["event"], ensure_ascii=False).encode() for line in lines]
    stream = b"".join(b"data: " + event + b"\n\n" for event in events)
    assert data_of(*(stream[at : at + size] for at in range(0, len(stream), size))) == events
