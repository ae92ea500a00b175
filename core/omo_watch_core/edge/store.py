"""The journal in the database of the state folder, written and read beside the loop."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from omo_watch_core.edge import rows
from omo_watch_core.edge.database import BusyError, DatabaseError, is_there, opened
from omo_watch_core.edge.task_rows import keep_lanes, leave_lanes
from omo_watch_core.effects import Effect, KeepLanes, ReadJournal, ReadSteps, TakeParked
from omo_watch_core.events import (
    Event,
    JournalFailed,
    JournalRead,
    LanesKept,
    ParkedTaken,
    StepsRead,
)
from omo_watch_core.journal.nouns import Entry, Step

T = TypeVar("T")
Stamps = tuple[tuple[int, int], ...]
MOST_UNWRITTEN = 2_000
"""Entries that are kept in memory while the database cannot be used; the oldest go first."""
BUSY_FOR_S = 5.0
"""For how long a database that somebody held is not waited for again."""


class Store:
    """Keep the journal in a file; one thread does it, in the order in which it is asked."""

    def __init__(self, file: Path, now_s: Callable[[], float] = time.monotonic) -> None:
        """Prepare; nothing is opened before the first entry or question."""
        self._file = file
        self._now_s = now_s
        self._busy_until_s: float | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._unwritten: list[Entry] = []
        self._tidied = False
        self._keeps_lanes = False
        self._stamps: Stamps = ()

    def keep(self, entries: Sequence[Entry]) -> asyncio.Future[str]:
        """Take entries over at once; the answer comes when they are committed: "" or why not."""
        return self._begin(partial(self._write, tuple(entries)))

    async def perform(self, effect: Effect, at_ms: int) -> Sequence[Event]:
        """Read, or take a parked session before anybody else does."""
        try:
            if isinstance(effect, ReadJournal):
                return [await self._begin(partial(self._read, at_ms))]
            if isinstance(effect, KeepLanes):
                keeper, own = await self._begin(partial(self._keep_lanes, effect))
                return [LanesKept(
                    server="", at_ms=at_ms, place=effect.place, owner=keeper, own=own
                )]  # fmt: skip
            if isinstance(effect, ReadSteps):
                steps = await self._begin(partial(self._steps, effect.action))
                return [StepsRead(server="", at_ms=at_ms, action=effect.action, steps=steps)]
            if isinstance(effect, TakeParked):
                taken = await self._begin(partial(self._take, effect))
                place, session = effect.place, effect.session
                return [ParkedTaken(
                    server="", at_ms=at_ms, place=place, session=session, taken=taken,
                    action=effect.off_for,
                )]  # fmt: skip
        except DatabaseError as error:
            return [JournalFailed(server="", at_ms=at_ms, reason=str(error))]
        return ()

    async def close(self) -> None:
        """Write what is left, and end the thread."""
        if self._unwritten:
            await self.keep(())
        if self._keeps_lanes:
            with suppress(DatabaseError):
                await self._begin(self._leave_lanes)
        await asyncio.to_thread(self._thread.shutdown)

    def has_news(self) -> bool:
        """Tell by its files whether somebody else has written since it was read or written."""
        return _stamps(self._file) != self._stamps

    def _begin(self, work: Callable[[], T]) -> asyncio.Future[T]:
        # It is with the thread before this returns: who does not wait for it loses nothing.
        begun = asyncio.get_running_loop().run_in_executor(self._thread, work)
        # Who was cancelled before it failed does not ask for the reason any more.
        begun.add_done_callback(lambda done: done.cancelled() or done.exception())
        return asyncio.shield(begun)

    def _write(self, entries: Sequence[Entry]) -> str:
        self._unwritten += entries
        before = _stamps(self._file)
        try:
            with self._opened() as database:
                written, unfit = _written(database, self._unwritten)
                if written and not self._tidied:
                    rows.forget(database, max(map(rows.moment_of, written)))
        except DatabaseError as error:
            del self._unwritten[:-MOST_UNWRITTEN]
            return str(error)
        # What is old is forgotten once in the life of a program.
        self._tidied = self._tidied or bool(written)
        self._unwritten.clear()
        if before == self._stamps:
            self._stamps = _stamps(self._file)  # what we wrote ourselves is no news
        return unfit

    @contextmanager
    def _opened(self) -> Generator[sqlite3.Connection]:
        """Open the database, and do not wait again for one that was held a moment ago."""
        held = self._busy_until_s is not None and self._now_s() < self._busy_until_s
        try:
            with opened(self._file, 0.0 if held else None) as database:
                yield database
        except BusyError:
            if not held:
                self._busy_until_s = self._now_s() + BUSY_FOR_S
            raise
        self._busy_until_s = None

    def _read(self, at_ms: int) -> JournalRead:
        if self._unwritten and (fault := self._write(())):
            raise DatabaseError(fault)
        if not is_there(self._file):
            return JournalRead(server="", at_ms=at_ms)
        with self._opened() as database:
            found = JournalRead(
                server="",
                at_ms=at_ms,
                deeds=rows.deeds(database),
                leases=rows.leases(database, at_ms),
                parked=rows.parked(database, at_ms),
                tasks=rows.tasks(database, at_ms),
                lanes=rows.lanes(database),
                closed=rows.closed(database),
                holds=rows.holds(database),
            )
        # Who closes the database last tidies its files; what slips in here is read a bit later.
        self._stamps = _stamps(self._file)
        return found

    def _keep_lanes(self, effect: KeepLanes) -> tuple[str, bool]:
        with self._opened() as database:
            keeper, own = keep_lanes(database, effect)
            self._keeps_lanes = self._keeps_lanes or own
            return keeper, own

    def _leave_lanes(self) -> None:
        with self._opened() as database:
            leave_lanes(database)

    def _steps(self, action: str) -> tuple[Step, ...]:
        if not is_there(self._file):
            return ()
        with self._opened() as database:
            return rows.steps(database, action)

    def _take(self, effect: TakeParked) -> bool:
        with self._opened() as database:
            return rows.take_parked(database, effect)


def _written(database: sqlite3.Connection, entries: Sequence[Entry]) -> tuple[list[Entry], str]:
    """Write entries; give those that a row can hold, and why another one cannot be kept."""
    written: list[Entry] = []
    unfit = ""
    for entry in entries:
        try:
            rows.write(database, entry)
        except rows.UnfitError as error:
            unfit = unfit or str(error)
        else:
            written.append(entry)
    return written, unfit


def _stamps(file: Path) -> Stamps:
    """Give what changes with each write; nothing where nobody may look."""
    found: list[tuple[int, int]] = []
    for one in (file, file.with_name(f"{file.name}-wal")):
        with suppress(OSError):
            stat = one.stat()
            found.append((stat.st_mtime_ns, stat.st_size))
    return tuple(found)
