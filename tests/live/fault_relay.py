"""A way to a server on which chosen requests come to harm."""

import asyncio
import re
from types import TracebackType
from typing import Literal, NamedTuple, Self

from tests.live.relay import HEAD

Harm = Literal["swallow", "deafen", "hold", "pretend", "store"]
"""`swallow`: the server never gets it. `deafen`: it does, and its answer never comes back.
`hold`: it waits until `release`. `pretend`: 204, and the server never gets it. `store`: the
server gets it as a prompt that is stored and not run."""
TAKEN = b"HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n"
LENGTH = re.compile(rb"(?i)(content-length: *)(\d+)")
WITHOUT_RUN = b'{"noReply":true,'


class Fault(NamedTuple):
    """What happens once to a request of a method whose path has these words in it."""

    method: str
    words: str
    harm: Harm
    after: int = 0
    """How many such requests pass unharmed before."""


class FaultRelay:
    """A loopback port that passes bytes on to another one, but for what its faults say.

    `asked` lists (method, path) of all requests; `met` is set once one has come to harm. A
    connection on which a request was swallowed stays silent until its client leaves.
    """

    def __init__(self, port: int, *faults: Fault) -> None:
        self.asked: list[tuple[str, str]] = []
        self.met = asyncio.Event()
        self._released = asyncio.Event()
        self._refuses_streams = False
        self._port = port
        self._left = {fault: fault.after for fault in faults}
        self._lines: set[asyncio.Task[None]] = set()
        self._streams: set[asyncio.Task[None]] = set()

    def count(self, words: str) -> int:
        """Count the requests whose path ends with these words."""
        return sum(1 for _, path in self.asked if path.endswith(words))

    def release(self) -> None:
        """Let a held request go on."""
        self._released.set()

    def cut_streams(self, *, refuse: bool = False) -> None:
        """Break the event streams; with `refuse` none is opened any more."""
        self._refuses_streams = refuse
        for task in self._streams:
            task.cancel()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        for line in self._lines:
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)
        await self._server.wait_closed()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        try:
            await self._serve(reader, writer, task)
        except (OSError, asyncio.CancelledError):
            pass  # either side may leave first, and a test may break a line
        finally:
            writer.close()
            self._lines.discard(task)
            self._streams.discard(task)

    async def _serve(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        task: asyncio.Task[None],
    ) -> None:
        line: _Line | None = None
        try:
            while request := await _request(reader):
                harm = self._note(request, task)
                if harm == "refuse":
                    return
                if harm == "swallow":
                    await reader.read()
                    return
                if harm == "pretend":
                    writer.write(TAKEN)
                    continue
                if harm == "hold":
                    await self._released.wait()
                if line is None:
                    line = _Line(self._port, writer, task)
                await line.send(_unrun(request) if harm == "store" else request)
                if harm == "deafen":
                    line.deafen()
        finally:
            if line is not None:
                line.close()

    def _note(self, request: bytes, task: asyncio.Task[None]) -> str | None:
        found = HEAD.search(request)
        if found is None:
            return None
        method, path = found[1].decode(), found[2].decode()
        self.asked.append((method, path))
        if path.startswith("/global/event"):
            self._streams.add(task)
            return "refuse" if self._refuses_streams else None
        return self._harm(method, path)

    def _harm(self, method: str, path: str) -> Harm | None:
        for fault, left in self._left.items():
            if fault.method == method and fault.words in path and left >= 0:
                self._left[fault] = left - 1
                if left == 0:
                    self.met.set()
                    return fault.harm
        return None


class _Line:
    """The way behind the relay, opened with the first request that goes on."""

    def __init__(self, port: int, writer: asyncio.StreamWriter, owner: asyncio.Task[None]) -> None:
        self._port = port
        self._writer = writer
        self._owner = owner
        self._back: asyncio.StreamWriter | None = None
        self._answers: asyncio.Task[None] | None = None

    async def send(self, request: bytes) -> None:
        if self._back is None:
            there, self._back = await asyncio.open_connection("127.0.0.1", self._port)
            self._answers = asyncio.create_task(self._pass(there))
        self._back.write(request)
        await self._back.drain()

    def deafen(self) -> None:
        """Let no answer through any more; what was sent stays sent."""
        if self._answers is not None:
            self._answers.cancel()

    def close(self) -> None:
        self.deafen()
        if self._back is not None:
            self._back.close()

    async def _pass(self, there: asyncio.StreamReader) -> None:
        try:
            while piece := await there.read(65536):
                self._writer.write(piece)
                await self._writer.drain()
        except OSError:
            pass
        self._owner.cancel()  # the server has left: so does this line


async def _request(reader: asyncio.StreamReader) -> bytes:
    """Read one whole request; empty at the end."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(head)
        return head + (await reader.readexactly(int(length[2])) if length else b"")
    except asyncio.IncompleteReadError:
        return b""


def _unrun(request: bytes) -> bytes:
    """Make a prompt one that is stored and not run."""
    head, _, body = request.partition(b"\r\n\r\n")
    body = WITHOUT_RUN + body.removeprefix(b"{")
    head = LENGTH.sub(lambda found: found[1] + str(len(body)).encode(), head)
    return head + b"\r\n\r\n" + body
