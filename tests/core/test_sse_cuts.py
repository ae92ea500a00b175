"""The stream decoder against a plain one that sees the whole stream, wherever it is cut."""

import re
from itertools import pairwise
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from omo_watch_core.wire.sse import Decoder, Frame

LONGEST_LINE = 256  # beyond the limit


class Result(NamedTuple):
    frames: list[Frame]
    dropped: int
    garbage: int
    retry_ms: int | None
    last_id: str


class Reference:
    """Read a whole stream as the standard tells it, one line at a time."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.frames: list[Frame] = []
        self.dropped = self.garbage = 0
        self.retry_ms: int | None = None
        self.last_id = self.id = self.event = ""
        self.data: list[bytes] = []

    def read(self, stream: bytes) -> Result:
        *lines, unfinished = re.split(rb"\r\n|\n|\r", stream.removeprefix(b"\xef\xbb\xbf"))
        for line in lines:
            if line:
                self.field(line)
            else:
                self.dispatch()
        if self.overlong(unfinished):
            self.field(unfinished)
        return Result(self.frames, self.dropped, self.garbage, self.retry_ms, self.last_id)

    def overlong(self, line: bytes) -> bool:
        return len(line) > self.limit + LONGEST_LINE

    def field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        if value.startswith(b" "):
            value = value[1:]
        if name == b"data":
            self.data.append(value)
        elif name and (self.overlong(line) or name not in (b"event", b"id", b"retry")):
            self.garbage += 1
        elif name == b"event":
            self.event = value.decode("utf-8", "replace")
        elif name == b"id" and b"\0" not in value:
            self.id = value.decode("utf-8", "replace")
        elif name == b"retry" and re.fullmatch(rb"[0-9]{1,9}", value):
            self.retry_ms = int(value)

    def dispatch(self) -> None:
        data = b"\n".join(self.data)
        if len(data) > self.limit:
            self.dropped += 1
        elif self.data:
            self.frames.append(Frame(data, self.event, self.id))
        self.last_id = self.id
        self.data = []
        self.event = ""


def decode(chunks: list[bytes], limit: int) -> Result:
    decoder = Decoder(limit)
    frames = [frame for chunk in chunks for frame in decoder.feed(chunk)]
    return Result(frames, decoder.dropped, decoder.garbage, decoder.retry_ms, decoder.last_id)


def cut(stream: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(stream) + 1) for place in places), len(stream)]
    return [stream[a:b] for a, b in pairwise(edges)]


LINE_ENDS = st.sampled_from([b"\n", b"\n", b"\r\n", b"\r"])
BOM = b"\xef\xbb\xbf"
VALUES = st.one_of(
    st.text(max_size=12).map(str.encode),
    st.binary(max_size=8),
    st.sampled_from([b"7", b"3000", b"a\0b", "ä\u2028漢".encode(), BOM, b": ", b"data: x"]),
    st.integers(0, 700).map(lambda length: b"x" * length),
).map(lambda value: value.replace(b"\r", b"").replace(b"\n", b""))
NAMES = st.sampled_from(
    [
        b"data",
        b"data",
        b"data",
        b"event",
        b"id",
        b"retry",
        b"",
        b"dat",
        b"datas",
        b" data",
        b"\xff",
        BOM,
    ]
)
FIELDS = st.builds(
    lambda name, colon, value: name + colon + value,
    NAMES,
    st.sampled_from([b": ", b":", b":  ", b""]),
    VALUES,
)
LINES = st.builds(lambda field, end: field + end, FIELDS, LINE_ENDS)
PLAIN = VALUES.map(lambda value: b"data: " + value + b"\n\n")
PIECES = st.one_of(LINES, LINE_ENDS, PLAIN, PLAIN, VALUES)
MIXED = st.builds(
    lambda bom, pieces: bom + b"".join(pieces),
    st.sampled_from([b"", b"", BOM, BOM[:2]]),
    st.lists(PIECES, max_size=20),
)
NEARLY_PLAIN = st.builds(
    lambda before, odd, after: b"".join([*before, odd, *after]),
    st.lists(PLAIN, max_size=6),
    st.one_of(
        st.just(b""), LINES, LINE_ENDS, st.sampled_from([b"data: ", b"data: x", b"data: x\n"])
    ),
    st.lists(PLAIN, max_size=6),
)
TOKENS = st.lists(
    st.sampled_from(
        [
            b"\n",
            b"\r",
            b"data",
            b"id",
            b"event",
            b": ",
            b":",
            b" ",
            b"x",
            b"\n\ndata: ",
            BOM,
            b"\xe2",
        ]
    ),
    max_size=40,
).map(b"".join)
STREAMS = st.one_of(MIXED, NEARLY_PLAIN, TOKENS)
LIMITS = st.sampled_from([0, 1, 12, 300, 4_000_000])
PLACES = st.lists(st.integers(0, 10_000), max_size=12)


@settings(deadline=None, derandomize=True, max_examples=400)
@given(STREAMS, LIMITS, PLACES)
def test_the_result_does_not_depend_on_the_cuts(
    stream: bytes, limit: int, places: list[int]
) -> None:
    expected = Reference(limit).read(stream)
    assert decode([stream], limit) == expected
    assert decode(cut(stream, places), limit) == expected
    assert decode([bytes([byte]) for byte in stream], limit) == expected


@settings(deadline=None, derandomize=True, max_examples=100)
@given(st.lists(PLAIN, min_size=1, max_size=8).map(b"".join))
def test_a_plain_stream_may_be_cut_at_every_byte(stream: bytes) -> None:
    expected = Reference(300).read(stream)
    for place in range(len(stream) + 1):
        assert decode([stream[:place], stream[place:]], 300) == expected
