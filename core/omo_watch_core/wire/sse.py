"""A decoder of `text/event-stream` that does no input or output of its own."""

from __future__ import annotations

import msgspec

_BOM = b"\xef\xbb\xbf"
# A line may hold a whole event's data, and this much for the name of its field.
_NAME_ROOM = 256
_LONGEST_NAME = len(b"event:")
# int() refuses very long numbers; nine digits of milliseconds are eleven days.
_RETRY_DIGITS = 9


class Frame(msgspec.Struct, frozen=True, gc=False):
    """One dispatched event; `data` is left undecoded, `id` is the last one the stream has named."""

    data: bytes
    event: str = ""
    id: str = ""


class Decoder:
    """Turn the bytes of one stream, cut anywhere, into frames.

    `dropped` counts events over the limit, `garbage` lines that name no field we know (or one
    too long to hold), `retry_ms` is the last `retry:` in milliseconds.
    """

    __slots__ = (
        "_after_cr",
        "_data",
        "_event",
        "_id",
        "_limit",
        "_open",
        "_oversize",
        "_start",
        "_tail",
        "dropped",
        "garbage",
        "last_id",
        "retry_ms",
    )

    def __init__(self, limit: int = 4 * 1024 * 1024) -> None:
        """Begin a stream; `limit` is the most bytes that the data of one event may have."""
        self.dropped = 0
        self.garbage = 0
        self.retry_ms: int | None = None
        self.last_id = ""
        self._limit = limit
        self._tail = bytearray()  # the line not yet ended
        self._start: bytes | None = b""  # first bytes, held while they may be a BOM
        self._after_cr = False
        self._open = False  # inside an event: some line of it was read
        self._oversize = False
        self._data: bytearray | None = None
        self._event = ""
        self._id = ""

    def feed(self, chunk: bytes) -> list[Frame]:
        """Take the next bytes and return the events they complete; never raises."""
        if self._start is not None or self._after_cr:
            chunk = self._without_mark(chunk)
        if b"\n" not in chunk and b"\r" not in chunk:
            self._hold(chunk)
            return []
        if self._tail:
            chunk = b"".join((self._tail, chunk))
            self._tail = bytearray()
        frames, rest = ([], chunk) if self._open else self._plain_events(chunk)
        if rest:
            self._read_lines(rest, frames)
        return frames

    def _plain_events(self, text: bytes) -> tuple[list[Frame], bytes]:
        """Split off the events if all are one `data: ` line and LF LF, as real servers write."""
        end = text.rfind(b"\n\n")
        if end < 0 or not text.startswith(b"data: ") or b"\r" in text:
            return [], text
        # The longer separator is cheaper to find than the empty line alone, and takes the name off.
        payloads = text[6:end].split(b"\n\ndata: ")
        # Joining to search once costs a seventh of searching each payload.
        if b"\n" in b"".join(payloads):
            return [], text
        if end > self._limit and max(map(len, payloads)) > self._limit:
            return [], text
        last_id = self.last_id
        return [Frame(data, "", last_id) for data in payloads], text[end + 2 :]

    def _without_mark(self, chunk: bytes) -> bytes:
        """Take off what belongs to bytes before: the LF of a CRLF, a BOM that opens the stream."""
        if self._start is not None:
            chunk = self._start + chunk
            if len(chunk) < len(_BOM) and _BOM.startswith(chunk):
                self._start = chunk
                return b""
            self._start = None
            return chunk.removeprefix(_BOM)
        if not chunk:
            return chunk
        self._after_cr = False
        return chunk.removeprefix(b"\n")

    def _hold(self, piece: bytes) -> None:
        """Keep an unfinished line, but of a comment or an overlong line only that it is one."""
        if self._tail.startswith(b":"):
            return
        self._tail += piece
        if len(self._tail) > self._limit + _NAME_ROOM:
            self._judge_overlong(bytes(self._tail[:_LONGEST_NAME]))
            self._tail = bytearray(b":")

    def _read_lines(self, text: bytes, frames: list[Frame]) -> None:
        """Read line by line, as the standard says; adds the events to `frames`."""
        lines = text.splitlines()  # of bytes: at CRLF, LF and CR, and nowhere else
        self._after_cr = text.endswith(b"\r")
        rest = b"" if self._after_cr or text.endswith(b"\n") else lines.pop()
        for line in lines:
            if line:
                self._open = True
                self._read_field(line)
            else:
                self._dispatch(frames)
        self._hold(rest)

    def _read_field(self, line: bytes) -> None:
        if len(line) > self._limit + _NAME_ROOM:
            self._judge_overlong(line[:_LONGEST_NAME])
            return
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        match name:
            case b"data":
                self._add_data(value)
            case b"event":
                self._event = value.decode(errors="replace")
            case b"id":
                if b"\0" not in value:
                    self._id = value.decode(errors="replace")
            case b"retry":
                if value.isdigit() and len(value) <= _RETRY_DIGITS:
                    self.retry_ms = int(value)
            case b"":
                pass
            case _:
                self.garbage += 1

    def _judge_overlong(self, head: bytes) -> None:
        """Count a line too long to hold by its first bytes alone."""
        name = head.partition(b":")[0]
        if name == b"data":
            self._refuse_event()
        elif name:
            self.garbage += 1

    def _add_data(self, value: bytes) -> None:
        if self._oversize:
            return
        if self._data is None:
            self._data = bytearray(value)
        else:
            self._data += b"\n"
            self._data += value
        if len(self._data) > self._limit:
            self._refuse_event()

    def _refuse_event(self) -> None:
        self._oversize = True
        self._data = None

    def _dispatch(self, frames: list[Frame]) -> None:
        # The id counts even when the event is not dispatched: asking for it again would not help.
        self.last_id = self._id
        if self._oversize:
            self.dropped += 1
        elif self._data is not None:
            frames.append(Frame(bytes(self._data), self._event, self._id))
        self._open = False
        self._oversize = False
        self._data = None
        self._event = ""
