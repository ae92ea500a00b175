"""A desk that follows a script: a fixed state, and a list of what it was asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from omo_watch.desk import Look, Show
from omo_watch_core.changes import Changes
from omo_watch_core.commands import Command
from omo_watch_core.select.inbox_rows import InboxRow
from omo_watch_core.state import SessionKey, State


@dataclass(frozen=True)
class Looked:
    """One place that was looked at."""

    place: str
    what: str
    result: str


class ScriptedDesk:
    """Hold a state that only the test changes."""

    def __init__(
        self, state: State, looks: Sequence[Look] = (), *, has_opencode: bool = False
    ) -> None:
        self.state = state
        self.looks = looks
        self.has_opencode = has_opencode
        self.commands: list[Command] = []
        self.looked_at: list[SessionKey | None] = []
        self.asked: list[str] = []
        self.environ: dict[str, str] = {}
        self._shows: list[Show] = []
        self._stop = asyncio.Event()

    def attend(self, show: Show) -> None:
        self._shows.append(show)

    def submit(self, command: Command) -> None:
        self.commands.append(command)

    def look(self, key: SessionKey | None, *, closely: bool = False) -> None:
        self.looked_at.append(key)

    def look_at_diff(self, key: SessionKey) -> None:
        self.asked.append(f"diff {key[1]}")

    def add_server(self, url: str) -> None:
        if " " in url:
            raise ValueError(f"{url!r} is no address")
        self.asked.append(f"add {url}")

    def look_again(self) -> None:
        self.asked.append("look again")

    def start_demo(self) -> None:
        self.asked.append("demo")

    def start_server(self) -> None:
        self.asked.append("serve")

    def told(self, deeds: Sequence[str]) -> None:
        self.asked += [f"told {deed}" for deed in deeds]

    def close_news(self, rows: Sequence[InboxRow]) -> None:
        self.asked += [f"close {row.id}" for row in rows]

    def look_at_deed(self, deed: str) -> None:
        self.asked.append(f"deed {deed}")

    def environment(self, server: str) -> dict[str, str]:
        self.asked.append(f"environment {server}")
        return self.environ

    def nonce(self) -> str:
        return "abcdefghijklmn"

    async def run(self) -> None:
        await self._stop.wait()

    async def stop(self) -> None:
        self.asked.append("stop")
        self._stop.set()

    def tell(self, state: State, changes: Changes) -> None:
        """Show a new state."""
        self.state = state
        for show in self._shows:
            show(state, changes)

    def pass_time(self, ms: int) -> None:
        """Show that time has passed and nothing else."""
        self.tell(replace(self.state, now_ms=self.state.now_ms + ms), Changes())
