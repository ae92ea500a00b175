"""Our own lanes as an operator uses them: the program, and a guard beside it that runs tasks."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from omo_watch_core.tasks.notice_reading import read_notices
from tests.live.guard import GuardProcess, guard, settings
from tests.live.lab import Json, Lab
from tests.live.program import Done, omo_watch
from tests.live.real_server import RealServer


class Lanes:
    """The program as an operator uses it beside a guard: all of them share one state folder."""

    @classmethod
    def of(cls, server: RealServer, folder: Path, slots: int, chain: Sequence[str] = ()) -> Self:
        """Write settings with so many slots for all models together, and the tasks' chain."""
        config = settings(folder / "config.toml", {"general": chain}, "assist")
        with config.open("a") as file:
            file.write(f"[tasks.providers]\nfake = {slots}\n")
        return cls(server, config)

    def __init__(self, server: RealServer, config: Path) -> None:
        self.server = server
        self.config = config
        self.state = config.with_suffix(".state")

    async def say(self, *words: str) -> Done:
        names = ("--server", f"lab={self.server.url}", "--config", str(self.config))
        return await omo_watch(*words, *names, env={"XDG_STATE_HOME": str(self.state)})

    async def new(self, parent: str, title: str, model: str, prompt: str) -> Json:
        """Launch one, and give the document that tells of it."""
        words = ("--parent", parent, "--agent", "general", "--model", f"fake/{model}")
        done = await self.say("task", "new", *words, "--description", title, "--json", prompt)
        assert done.code == 0, done
        document: Json = done.json
        return document

    async def rows(self) -> dict[str, Json]:
        """Read the table, by title."""
        done = await self.say("tasks", "--json")
        assert done.code == 0, done
        return {row["description"]: row for row in done.json["tasks"]}

    @asynccontextmanager
    async def runner(self) -> AsyncIterator[GuardProcess]:
        """Run a guard that runs the tasks; the test may end it itself, in any way."""
        async with guard(self.server.url, self.config, state=self.state) as running:
            await running.in_charge()
            yield running


async def told_once(lab: Lab, parent: str, claims: dict[str, str]) -> None:
    """Wait until the parent was told of every end; no end was told twice in the same words."""

    async def told() -> Counter[tuple[str, str, str]]:
        notices = [
            notice
            for message in await lab.messages(parent)
            if message["info"]["role"] == "user"
            for part in message["parts"]
            if part["type"] == "text"
            for notice in read_notices(part["text"])
        ]
        return Counter(
            (task.id, task.status, notice.kind) for notice in notices for task in notice.tasks
        )

    def names_all(heard: Counter[tuple[str, str, str]]) -> bool:
        return {name for name, _, kind in heard if kind.startswith("all")} >= claims.keys()

    heard = await lab.until(told, names_all, seconds=90)
    await asyncio.sleep(3)
    heard = await told()
    assert set(heard.values()) == {1}, heard
    assert {(name, status) for name, status, _ in heard} == set(claims.items())
