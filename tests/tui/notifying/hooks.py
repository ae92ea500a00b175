"""A server on loopback that takes POSTs and answers as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

HANG = "hang"
ENDLESS = "endless"


@dataclass
class Hook:
    """Keep what was posted, and answer each with the next of the answers, the last one again."""

    answers: Sequence[str]
    url: str = ""
    heads: list[str] = field(default_factory=list[str])
    bodies: list[bytes] = field(default_factory=list[bytes])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(
            int(line.split(":")[1]) for line in head.splitlines()
            if line.lower().startswith("content-length:")
        )  # fmt: skip
        answer = self.answers[min(len(self.heads), len(self.answers) - 1)]
        self.heads.append(head)
        self.bodies.append(await reader.readexactly(length))
        try:
            if answer == HANG:
                await reader.read()
            elif answer == ENDLESS:
                writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
                await writer.drain()
                await reader.read()
            else:
                writer.write(f"HTTP/1.1 {answer}\r\ncontent-length: 0\r\n\r\n".encode())
                await writer.drain()
        finally:
            writer.close()


@asynccontextmanager
async def hook(*answers: str) -> AsyncIterator[Hook]:
    """Listen on a free port of loopback."""
    made = Hook(answers)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/secret-path?key=1"
    async with server:
        yield made
