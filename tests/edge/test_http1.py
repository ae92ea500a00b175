"""One HTTP/1.1 response, read from bytes that are cut anywhere."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omo_watch_core.edge.http1 import HEAD_LIMIT, LINE_LIMIT, BrokenAnswerError, ResponseReader

OK = b"HTTP/1.1 200 OK\r\nContent-Type: Text/Event-Stream; charset=utf-8\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def chunk(body: bytes, extra: bytes = b"") -> bytes:
    return b"%x%s\r\n%s\r\n" % (len(body), extra, body)


def read(*pieces: bytes) -> tuple[ResponseReader, bytes]:
    reader = ResponseReader()
    return reader, b"".join(reader.feed(piece) for piece in pieces)


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[a:b] for a, b in itertools.pairwise(edges)]


def test_a_head_is_read_whole() -> None:
    reader, body = read(OK + b"X-Next-Cursor:  17 \r\n\r\n")
    assert reader.head is not None
    assert (reader.head.status, reader.head.content_type) == (200, "text/event-stream")
    assert (reader.head.headers["x-next-cursor"], body, reader.ended) == ("17", b"", False)


def test_a_continue_before_the_answer_is_passed_over() -> None:
    reader, body = read(b"HTTP/1.1 100 Continue\r\n\r\n" + CHUNKED + chunk(b"x"))
    assert reader.head is not None
    assert (reader.head.status, body) == (200, b"x")


@given(
    st.lists(st.binary(min_size=1, max_size=40), max_size=12),
    st.lists(st.integers(0, 2_000), max_size=20),
    st.booleans(),
)
def test_chunks_join_however_the_bytes_are_cut(
    bodies: list[bytes], places: list[int], ends: bool
) -> None:
    wire = CHUNKED + b"".join(chunk(body, b";name=value") for body in bodies)
    wire += b"0\r\n\r\n" if ends else b""
    reader, body = read(*cut(wire, places))
    assert (body, reader.ended) == (b"".join(bodies), ends)


@given(st.binary(max_size=60), st.lists(st.integers(0, 200), max_size=9))
def test_a_length_ends_the_body(body: bytes, places: list[int]) -> None:
    wire = OK + b"Content-Length: %d\r\n\r\n" % len(body) + body
    reader, got = read(*cut(wire, places))
    assert (got, reader.ended) == (body, True)


def test_a_large_chunk_is_passed_on_before_it_is_whole() -> None:
    reader = ResponseReader()
    wire = CHUNKED + chunk(b"x" * 1_000)
    assert reader.feed(wire[:-502]) == b"x" * 500
    assert reader.feed(wire[-502:-1]) == b"x" * 500
    assert reader.feed(b"\n" + chunk(b"y")) == b"y"


def test_without_length_and_chunks_the_body_ends_with_the_connection() -> None:
    reader, body = read(OK + b"\r\nabc", b"def")
    assert (body, reader.ended) == (b"abcdef", False)


def test_nothing_is_read_after_the_end() -> None:
    reader, body = read(CHUNKED + chunk(b"x") + b"0\r\n\r\n", chunk(b"more"))
    assert (body, reader.ended) == (b"x", True)


@pytest.mark.parametrize(
    "wire",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        b"HTTP/2 200\r\n\r\n",
        b"x" * (HEAD_LIMIT + 1),
        CHUNKED + b"zz\r\n",
        CHUNKED + b"-5\r\n",
        CHUNKED + b"\r\n",
        CHUNKED + b"1" * (LINE_LIMIT + 1),
    ],
)
def test_what_is_no_response_is_refused(wire: bytes) -> None:
    with pytest.raises(BrokenAnswerError):
        read(wire)
