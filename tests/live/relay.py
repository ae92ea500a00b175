"""A way to a server that writes down what was asked over it."""

import asyncio
import re
from collections import deque
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Self

HEAD = re.compile(rb"^(GET|POST|PUT|PATCH|DELETE) (\S+) HTTP/1\.1\r$", re.MULTILINE)
STATUS = re.compile(rb"^HTTP/1\.1 (\d{3}) ", re.MULTILINE)
Request = tuple[str, str]
"""Method, and path with query."""


class Relay:
    """A loopback port that passes every byte on to another one.

    `asked` lists all requests, `answered` those that an answer has begun to, and `statuses` how.
    Each is written down before it is passed on.
    """

    def __init__(self, port: int) -> None:
        self.asked: list[Request] = []
        self.answered: list[Request] = []
        self.statuses: list[int] = []
        self._port = port
        self._lines: set[asyncio.Task[None]] = set()

    @property
    def changes(self) -> list[Request]:
        """List the requests that may change something at a server."""
        return [(method, path) for method, path in self.asked if method != "GET"]

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
        self.cut()
        await asyncio.gather(*self._lines, return_exceptions=True)
        await self._server.wait_closed()

    def cut(self) -> None:
        """Break every connection; new ones are taken."""
        for line in self._lines:
            line.cancel()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        there, back = await asyncio.open_connection("127.0.0.1", self._port)
        open_ones: deque[Request] = deque()
        try:
            await asyncio.gather(
                self._pass(reader, back, partial(self._note_asked, open_ones)),
                self._pass(there, writer, partial(self._note_answered, open_ones)),
            )
        except OSError:
            pass  # either side may leave first
        finally:
            back.close()
            writer.close()
            self._lines.discard(task)

    async def _pass(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        note: Callable[[bytes], None],
    ) -> None:
        while piece := await reader.read(65536):
            note(piece)
            writer.write(piece)
            await writer.drain()
        writer.write_eof()

    def _note_asked(self, open_ones: deque[Request], piece: bytes) -> None:
        for method, path in HEAD.findall(piece):
            request = (method.decode(), path.decode())
            open_ones.append(request)
            self.asks(request)

    def _note_answered(self, open_ones: deque[Request], piece: bytes) -> None:
        for status in STATUS.findall(piece):
            self.statuses.append(int(status))
            self.answers(open_ones.popleft())

    def asks(self, request: Request) -> None:
        """Write a request down, before the server gets it."""
        self.asked.append(request)

    def answers(self, request: Request) -> None:
        """Write down that a request is answered, before the client hears of it."""
        self.answered.append(request)
