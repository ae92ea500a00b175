"""What keeps the journal: the database, or nothing where nothing is to stay."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

from omo_watch_core.effects import Effect, KeepLanes, ReadJournal, TakeParked
from omo_watch_core.events import Event, JournalRead, LanesKept, ParkedTaken
from omo_watch_core.journal.nouns import Entry


class Keeper(Protocol):
    """Be the journal as the loop needs it."""

    def keep(self, entries: Sequence[Entry]) -> asyncio.Future[str]:
        """Take entries over at once; the answer comes when they are written: "" or why not."""
        ...

    async def perform(self, effect: Effect, at_ms: int) -> Sequence[Event]:
        """Read, or take what one only may have."""
        ...

    def has_news(self) -> bool:
        """Tell whether somebody else has written since it was read; quick, and may be wrong."""
        ...

    async def close(self) -> None:
        """Write what is left."""
        ...


class Unkept:
    """Keep nothing: what was done is known while the program runs."""

    def keep(self, entries: Sequence[Entry]) -> asyncio.Future[str]:
        """Be done at once."""
        done = asyncio.get_running_loop().create_future()
        done.set_result("")
        return done

    async def perform(self, effect: Effect, at_ms: int) -> Sequence[Event]:
        """Say that there is nothing, and that nobody else can take anything."""
        if isinstance(effect, ReadJournal):
            return [JournalRead(server="", at_ms=at_ms)]
        if isinstance(effect, KeepLanes):
            return [LanesKept(server="", at_ms=at_ms, place=effect.place, owner="", own=True)]
        if isinstance(effect, TakeParked):
            return [ParkedTaken(
                server="", at_ms=at_ms, place=effect.place, session=effect.session, taken=True,
                action=effect.off_for,
            )]  # fmt: skip
        return ()

    def has_news(self) -> bool:
        """Know that nobody writes here."""
        return False

    async def close(self) -> None:
        """Have nothing left."""
