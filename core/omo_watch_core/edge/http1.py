"""A reader of one HTTP/1.1 response that does no input or output of its own."""

from __future__ import annotations

import re

from omo_watch_core.value import Value

HEAD_LIMIT = 64 * 1024
LINE_LIMIT = 1024
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})(?: |\r|$)")
_SIZE = re.compile(rb"[0-9A-Fa-f]{1,12}")


class BrokenAnswerError(ConnectionError):
    """The bytes are no HTTP/1.1 response."""


class Head(Value):
    """Hold the status and the headers of a response; names of headers are in lower case."""

    status: int
    headers: dict[str, str]

    @property
    def content_type(self) -> str:
        """Give the media type alone, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class ResponseReader:
    """Turn the bytes of a response, cut anywhere, into its head and its body."""

    def __init__(self) -> None:
        """Begin before the status line."""
        self.head: Head | None = None
        self.ended = False
        self._tail = b""
        self._left: int | None = None  # bytes of the body, or of the chunk, still to come
        self._skip = 0  # bytes of a chunk's line end still to come
        self._chunked = False

    def feed(self, data: bytes) -> bytes:
        """Take the next bytes and give what they add to the body; raise BrokenAnswerError."""
        if self.head is None:
            data = self._tail + data
            self._tail = b""
            rest = self._read_head(data)
            if rest is None:
                return b""
            data = rest
        if self.ended:
            return b""
        return self._dechunk(data) if self._chunked else self._plain(data)

    def _read_head(self, data: bytes) -> bytes | None:
        """Read the head and give what follows it, or None while it is not whole."""
        while True:
            text, end, rest = data.partition(b"\r\n\r\n")
            if len(text) > HEAD_LIMIT:
                raise BrokenAnswerError("the head of the answer is too long")
            if not end:
                self._tail = data
                return None
            head = _head(text)
            if head.status >= 200:
                break
            data = rest
        self.head = head
        self._chunked = head.headers.get("transfer-encoding", "").lower() == "chunked"
        length = head.headers.get("content-length", "")
        self._left = int(length) if length.isdecimal() and not self._chunked else None
        self.ended = head.status in (204, 304) or self._left == 0
        return rest

    def _plain(self, data: bytes) -> bytes:
        if self._left is None:
            return data
        body = data[: self._left]
        self._left -= len(body)
        self.ended = self._left == 0
        return body

    def _dechunk(self, data: bytes) -> bytes:
        pieces: list[bytes] = []
        data = self._tail + self._rest_of_chunk(data, pieces)
        self._tail = b""
        at = 0
        while at < len(data):
            end = data.find(b"\r\n", at)
            if end < 0:
                self._hold(data[at:])
                break
            size = _chunk_size(data[at:end])
            if size == 0:
                self.ended = True
                break
            start = end + 2
            at = start + size + 2
            if at <= len(data):
                pieces.append(data[start : at - 2])
            else:
                piece = data[start : at - 2]
                pieces.append(piece)
                self._left = size - len(piece)
                self._skip = min(2, at - len(data))
        return b"".join(pieces)

    def _rest_of_chunk(self, data: bytes, pieces: list[bytes]) -> bytes:
        """Finish the chunk that the bytes before left open; give what follows it."""
        if self._left:
            pieces.append(data[: self._left])
            self._left -= len(pieces[0])
            data = data[len(pieces[0]) :]
        skipped = min(self._skip, len(data))
        self._skip -= skipped
        return data[skipped:]

    def _hold(self, line: bytes) -> None:
        if len(line) > LINE_LIMIT:
            raise BrokenAnswerError("a chunk of the answer has no size")
        self._tail = line


def _head(text: bytes) -> Head:
    first, *lines = text.split(b"\r\n")
    status = _STATUS.match(first)
    if status is None:
        raise BrokenAnswerError("the answer is not HTTP/1.1")
    pairs = (line.decode("latin-1").partition(":") for line in lines)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return Head(status=int(status[1]), headers=headers)


def _chunk_size(line: bytes) -> int:
    size = _SIZE.match(line)
    if size is None:
        raise BrokenAnswerError("a chunk of the answer has no size")
    return int(size[0], 16)
