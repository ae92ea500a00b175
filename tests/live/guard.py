"""A running `omo-watch guard`: the lines that it prints, as they come, and how it ends."""

import asyncio
import json
import signal
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from omo_watch.places import APP
from omo_watch_core.edge.claims import Claims
from tests.live.lab import Json
from tests.live.program import PROGRAM, begun
from tests.live.relay import Relay

SECONDS = 60.0  # longest wait for a line; a quiet machine needs a few
GRACE = 20.0  # seconds between SIGTERM and SIGKILL


def kind(name: str, session: str | None = None, **fields: object) -> Callable[[Json], bool]:
    """Tell lines of a kind, of one session where one is named, whose fields are as given."""
    wanted = {"kind": name, **({"session": session} if session else {}), **fields}

    def holds(line: Json) -> bool:
        return all(line.get(key) == value for key, value in wanted.items())

    return holds


def saying(name: str, words: str, session: str | None = None) -> Callable[[Json], bool]:
    """Tell lines of a kind whose text has these words in it."""
    of_kind = kind(name, session)
    return lambda line: of_kind(line) and words in line["text"]


class GuardProcess:
    """A guard as a process; `lines` are all that it has printed so far, parsed."""

    def __init__(self, process: Process, folder: Path) -> None:
        self.process = process
        self.folder = folder
        self.lines: list[Json] = []
        self.told = ""
        self._changed = asyncio.Event()
        self._readers = [asyncio.create_task(self._read()), asyncio.create_task(self._read_told())]
        self._readers[0].add_done_callback(lambda _: self._changed.set())

    @property
    def owner(self) -> str:
        """Give the beginning of the name by which it claims servers."""
        return f"guard {self.process.pid}@"

    def those(self, holds: Callable[[Json], bool]) -> list[Json]:
        """Give the lines so far that hold."""
        return [line for line in self.lines if holds(line)]

    async def line(self, holds: Callable[[Json], bool], seconds: float = SECONDS) -> Json:
        """Wait for a line that holds, and give the first.

        TimeoutError, or AssertionError when the guard ends before, shows all lines.
        """
        try:
            async with asyncio.timeout(seconds):
                while not (found := self.those(holds)):
                    assert not self._readers[0].done(), f"the guard has ended\n{self.report()}"
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise TimeoutError(f"not in {seconds} s\n{self.report()}") from None
        return found[0]

    async def in_charge(self) -> None:
        """Wait until it knows its server and holds the claim on it."""
        await self.line(kind("server", text="live"))
        await self.line(kind("claim", own=True))

    def report(self) -> str:
        """Write all that it has said."""
        return "\n".join([*(json.dumps(line) for line in self.lines), self.told])

    def holder(self, url: str) -> str | None:
        """Give who claims a server now, as other programs of this state folder see it."""
        claims = Claims(self.folder / APP / "journal.db", "test")
        claim = claims.seen(url, time.time_ns() // 1_000_000)
        return claim.owner if claim else None

    async def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it, and give its exit status; one that does not end is killed."""
        if self.process.returncode is None:
            self.process.send_signal(how)
        try:
            async with asyncio.timeout(GRACE):
                await self.process.wait()
        except TimeoutError:
            self.process.kill()
            await self.process.wait()
        await asyncio.gather(*self._readers)
        assert self.process.returncode is not None
        return self.process.returncode

    async def _read(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.lines.append(json.loads(line))
            self._changed.set()

    async def _read_told(self) -> None:
        assert self.process.stderr is not None
        self.told = (await self.process.stderr.read()).decode()


@asynccontextmanager
async def guard(
    url: str, config: Path, *words: str, state: Path | None = None
) -> AsyncIterator[GuardProcess]:
    """Run a guard of one server; it must end well unless the test ends it itself.

    `state` is where it keeps its claims: its own folder beside the settings, unless named.
    """
    folder = state or config.with_suffix(".state")
    names = (str(PROGRAM), "guard", "--server", f"lab={url}", "--config", str(config), *words)
    running = GuardProcess(await begun(*names, env={"XDG_STATE_HOME": str(folder)}), folder)
    try:
        yield running
        if running.process.returncode is None:
            assert await running.end() == 0, running.report()
    finally:
        await running.end()


def settings(
    file: Path, chains: Mapping[str, Sequence[str]], mode: str = "auto", **fallback: object
) -> Path:
    """Write settings with one chain per agent; a chain names the scripted provider's models."""
    lines = [
        f"mode = {json.dumps(mode)}",
        "[fallback]",
        *(f"{key} = {json.dumps(value)}" for key, value in fallback.items()),
    ]
    lines += ["[chains.agents]"]
    for agent, models in chains.items():
        lines.append(f"{agent} = {json.dumps([f'fake/{model}' for model in models])}")
    file.write_text("\n".join([*lines, ""]))
    return file


def sent(relay: Relay, session: str) -> list[str]:
    """Give what was sent to a session over a relay, each by the last word of its path.

    The notes of leases, which only change its metadata, are left out.
    """
    note = f"/session/{session}"
    paths = [p for method, p in relay.changes if (method, p.partition("?")[0]) != ("PATCH", note)]
    return [path.rpartition("/")[2] for path in paths if session in path]
