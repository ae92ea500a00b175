"""One HTTP exchange of the scripted provider, over plain asyncio streams."""

import asyncio
import json
from http.client import responses
from urllib.parse import parse_qs, urlsplit


class Exchange:
    """A request that was read whole, and the ways to answer it.

    Streams have no length and no chunks: the closed connection is their end, so a cut looks like
    an ordinary end of the body.  Other answers leave the connection open: after a refusal the
    server's client takes it again even where it was told that it closes, and loses that call.
    """

    def __init__(self, writer: asyncio.StreamWriter, method: str, target: str, body: bytes) -> None:
        self.writer = writer
        self.method = method
        self.body = body
        parts = urlsplit(target)
        self.path = parts.path
        self.query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        self.status: int | None = None
        self.closes = False

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.status = status
        lines = [f"HTTP/1.1 {status} {responses.get(status, 'Scripted')}"]
        kept = {"connection": "close" if self.closes else "keep-alive"}
        lines += [f"{key}: {value}" for key, value in {**headers, **kept}.items()]
        self.writer.write("\r\n".join([*lines, "", ""]).encode())

    async def reply(
        self, value: object, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        """Answer with a JSON body."""
        data = json.dumps(value).encode()
        sizes = {"content-type": "application/json", "content-length": str(len(data))}
        self._head(status, {**sizes, **(headers or {})})
        self.writer.write(data)
        await self.writer.drain()

    async def open_stream(self) -> None:
        """Begin an event stream, the last answer of its connection."""
        self.closes = True
        self._head(200, {"content-type": "text/event-stream"})
        await self.writer.drain()

    def send(self, value: object) -> None:
        """Queue one event of the stream; `drain` paces it."""
        data = value if isinstance(value, str) else json.dumps(value)
        self.writer.write(f"data: {data}\n\n".encode())

    async def drain(self) -> None:
        """Wait until the client has room for more."""
        await self.writer.drain()


async def read_exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> Exchange | None:
    """Read one request, or None when the client closed without sending one."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.split("\r\n")
    headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    method, target, _ = first.split(" ", 2)
    return Exchange(writer, method, target, body)
