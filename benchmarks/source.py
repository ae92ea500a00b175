"""A small server of its own process that says what a busy OpenCode server says, at a known rate."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator

from benchmarks.traffic import (
    CONNECTED,
    DIRECTORY,
    Traffic,
    as_chunks,
    session_info,
    titled,
)

ANNOUNCES = "listening on "
HEARTBEAT_S = 10.0
PROBES_A_SECOND = 8
FIRST_PROBE_S = 2.0
STEP_S = 0.001
APART_MS = 80_000
"""Sessions were last at work so long one after the other: 45 of them in the last hour."""
HEAD = "HTTP/1.1 200 OK\r\ncontent-type: {}\r\n{}\r\n\r\n"
HEARTBEAT = CONNECTED.replace(b"connected", b"heartbeat")
ANSWERS = {
    "/global/health": b'{"healthy":true,"version":"1.18.33"}',
    "/path": json.dumps({"directory": DIRECTORY, "worktree": DIRECTORY}).encode(),
    "/config": b"{}",
    "/config/providers": b'{"providers":[],"default":{}}',
    "/session/status": b"{}",
}
"""Everything else that is asked for is an empty list."""


class Source:
    """Serve sessions, and a stream of so many events a second with probes between them.

    A probe sets the title of session 0 to `L` and the microseconds of the machine's monotonic
    clock, which all processes share.
    """

    def __init__(self, sessions: int, rate: int, burst: int, probes: bool) -> None:
        """Prepare; a `burst` of so many events comes each time `now` is set."""
        self.now = asyncio.Event()
        self._sessions = sessions
        self._rate = rate
        self._burst = burst
        self._probes = probes
        now_ms = int(time.time() * 1000)
        listed = [session_info(number, now_ms - number * APART_MS) for number in range(sessions)]
        self._answers = {**ANSWERS, "/experimental/session": json.dumps(listed).encode()}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        gone = ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError
        with contextlib.suppress(*gone):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].decode().partition("?")[0]
                if path == "/global/event":
                    await self._stream(writer)
                    break
                body = self._answers.get(path, b"[]")
                head = HEAD.format("application/json", f"content-length: {len(body)}")
                writer.write(head.encode() + body)
                await writer.drain()
        writer.close()

    async def _stream(self, writer: asyncio.StreamWriter) -> None:
        head = HEAD.format("text/event-stream", "transfer-encoding: chunked")
        writer.write(head.encode() + as_chunks([CONNECTED]))
        traffic = Traffic(self._sessions)
        while self._burst:
            events = as_chunks(traffic.take(self._burst))
            await self.now.wait()
            self.now.clear()
            writer.write(events)
            await writer.drain()
        timetable = Timetable(self._rate, self._probes)
        while True:
            now = time.monotonic()
            writer.write(as_chunks([*traffic.take(timetable.events(now)), *timetable.extras(now)]))
            await writer.drain()
            await asyncio.sleep(STEP_S if self._rate or self._probes else HEARTBEAT_S)


class Timetable:
    """Tell what is due at a moment of the monotonic clock."""

    def __init__(self, rate: int, probes: bool) -> None:
        """Begin now."""
        self._rate = rate
        self._begin = time.monotonic()
        self._sent = 0
        self._beat = self._begin + HEARTBEAT_S
        self._probe = self._begin + FIRST_PROBE_S if probes else float("inf")

    def events(self, now: float) -> int:
        """Count the events that are due."""
        due = int((now - self._begin) * self._rate) - self._sent
        self._sent += due
        return due

    def extras(self, now: float) -> Iterator[bytes]:
        """Give the heartbeat or the probe that is due; probes keep no rhythm with anything."""
        if now >= self._beat:
            self._beat += HEARTBEAT_S
            yield HEARTBEAT
        if now >= self._probe:
            self._probe += random.uniform(0.5, 1.5) / PROBES_A_SECOND
            title = f"L{time.monotonic_ns() // 1000}."
            yield titled(0, title, int(time.time() * 1000))


async def _run(source: Source) -> None:
    server = await asyncio.start_server(source.serve, "127.0.0.1", 0)
    print(f"{ANNOUNCES}http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    # Whoever started this keeps its stdin open for as long as it is needed; a line is a sign.
    while await asyncio.to_thread(sys.stdin.buffer.readline):
        source.now.set()


class Running:
    """A source that runs as a child."""

    def __init__(self, child: subprocess.Popen[str]) -> None:
        """Wait until it listens."""
        assert child.stdout is not None
        self._child = child
        self.url = child.stdout.readline().removeprefix(ANNOUNCES).strip()

    def go(self) -> None:
        """Let a burst come."""
        assert self._child.stdin is not None
        self._child.stdin.write("now\n")
        self._child.stdin.flush()


@contextlib.contextmanager
def running(
    sessions: int = 1_000, rate: int = 0, burst: int = 0, probes: bool = False
) -> Iterator[Running]:
    """Run a source as a child for a while."""
    words = [f"--sessions={sessions}", f"--rate={rate}", f"--burst={burst}"]
    child = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.source", *words, *(["--probes"] * probes)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Running(child)
    finally:
        child.communicate()


def main() -> None:
    """Serve until stdin closes."""
    options = argparse.ArgumentParser(description=__doc__)
    for name in ("sessions", "rate", "burst"):
        options.add_argument(f"--{name}", type=int, default=0)
    options.add_argument("--probes", action="store_true")
    asyncio.run(_run(Source(**vars(options.parse_args()))))


if __name__ == "__main__":
    main()
