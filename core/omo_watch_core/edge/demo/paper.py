"""A server of the demo without a socket, as the core's effects meet it: answers come at once."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping, Sequence
from typing import TypeVar
from urllib.parse import parse_qsl, unquote

from omo_watch_core.edge.acting import Acting
from omo_watch_core.edge.clock import Clock
from omo_watch_core.edge.demo.curtain import raise_curtain
from omo_watch_core.edge.demo.desk import answer
from omo_watch_core.edge.demo.exchange import Request
from omo_watch_core.edge.demo.frames import greeting
from omo_watch_core.edge.demo.script import Script
from omo_watch_core.edge.demo.stage import Stage, play
from omo_watch_core.edge.reading import Reading
from omo_watch_core.edge.requests import Answer, NotAnsweredError, Requests
from omo_watch_core.effects import CloseStream, Effect, OpenStream, Probe
from omo_watch_core.events import Event, ProbeAnswered, StreamEnded
from omo_watch_core.wire.stream import StreamDecoder

V = TypeVar("V")
GONE = "the server is gone"


class PaperServer(Requests):
    """Play one script, answer requests about it, and turn what it says into events."""

    def __init__(self, script: Script, clock: Clock) -> None:
        """Raise the curtain now."""
        self._script = script
        self._clock = clock
        self._stage: Stage = raise_curtain(script, clock.now_ms())
        self._decoder: StreamDecoder | None = None
        self._opened_ms: int | None = None
        self._unheard: list[bytes] = []
        self._reading = Reading(script.name, self, clock)
        self._acting = Acting(script.name, self, _Unhurried(clock))

    def due_ms(self) -> int:
        """Give when something happens next."""
        now = self._clock.now_ms()
        falls = self._falls_ms()
        times = [t for t in (self._stage.due_ms, falls) if t is not None and t > now]
        return min(times, default=now + 1_000)

    def hear(self) -> list[Event]:
        """Let happen what is due by now, and give what the stream says of it."""
        now = self._clock.now_ms()
        self._stage, frames = play(self._stage, now)
        self._unheard += [frame.data for frame in frames]
        said, self._unheard = self._unheard, []
        if self._decoder is None:
            return []
        if self.is_gone:
            self._decoder = None
            return [self._ended("the server ended the stream")]
        return self._decode(said) if said else []

    def perform(self, effect: Effect) -> Sequence[Event]:
        """Do what an effect says."""
        if isinstance(effect, OpenStream):
            return self._open()
        if isinstance(effect, CloseStream):
            self._decoder = None
            return []
        if isinstance(effect, Probe):
            now, name = self._clock.now_ms(), self._script.name
            took = None if self.is_gone else 2
            reachable = not self.is_gone
            return [ProbeAnswered(server=name, at_ms=now, took_ms=took, reachable=reachable)]
        try:
            return _outcome(self._reading.read(effect)) or _outcome(self._acting.act(effect))
        except NotAnsweredError:
            return []

    @property
    def is_gone(self) -> bool:
        """Tell whether the server went away for good."""
        falls = self._falls_ms()
        return falls is not None and self._clock.now_ms() >= falls

    async def get(self, path: str, params: Mapping[str, str | int], within_s: float) -> Answer:
        """Answer a question."""
        query = {name: str(value) for name, value in params.items()}
        return self._answer(Request(method="GET", path=unquote(path), query=query))

    async def post(self, path: str, body: bytes, within_s: float) -> Answer:
        """Answer a deed."""
        path, _, query = path.partition("?")
        named = dict(parse_qsl(query))
        return self._answer(Request(method="POST", path=unquote(path), query=named, body=body))

    async def patch(self, path: str, body: bytes, within_s: float) -> Answer:
        """Answer a change."""
        return self._answer(Request(method="PATCH", path=unquote(path), body=body))

    async def delete(self, path: str, within_s: float) -> Answer:
        """Answer a deletion."""
        return self._answer(Request(method="DELETE", path=unquote(path)))

    async def close(self) -> None:
        """Have nothing to close."""

    def _answer(self, request: Request) -> Answer:
        if self.is_gone:
            raise NotAnsweredError(GONE)
        self._stage, frames, reply = answer(self._stage, request, self._clock.now_ms())
        self._unheard += [frame.data for frame in frames]
        return Answer(
            status=reply.status,
            content_type=reply.content_type,
            body=reply.body,
            cursor=reply.headers.get("x-next-cursor"),
        )

    def _open(self) -> list[Event]:
        if self.is_gone:
            return [self._ended(GONE)]
        now = self._clock.now_ms()
        if self._opened_ms is None:
            self._opened_ms = now
        self._decoder, self._unheard = StreamDecoder(self._script.name), []
        return self._decode([greeting("server.connected", now, 0)])

    def _decode(self, said: Sequence[bytes]) -> list[Event]:
        assert self._decoder is not None
        data = b"".join(b"data: " + one + b"\n\n" for one in said)
        return self._decoder.feed(data, self._clock.now_ms())

    def _falls_ms(self) -> int | None:
        if self._opened_ms is None or self._script.falls_ms is None:
            return None
        return self._opened_ms + self._script.falls_ms

    def _ended(self, reason: str) -> StreamEnded:
        now = self._clock.now_ms()
        return StreamEnded(server=self._script.name, at_ms=now, reason=reason)


class _Unhurried:
    """Tell the time of a clock, and wait for nobody: all that others do comes in its turn."""

    def __init__(self, clock: Clock) -> None:
        self.now_ms = clock.now_ms

    async def sleep(self, seconds: float) -> None:
        """Let no time pass."""


def _outcome(work: Coroutine[None, None, V]) -> V:
    """Run what never really waits."""
    try:
        work.send(None)
    except StopIteration as end:
        value: V = end.value
        return value
    work.close()
    raise RuntimeError("it waits for something that is not on paper")
