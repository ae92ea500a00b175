"""Background tasks of the plugin as tests launch them, and what the server itself says of them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.live.lab import IDLE, Json, Lab
from tests.live.plugged import LEADER
from tests.live.script import par, tool

FILE = ".omo/run-continuation"


@dataclass(frozen=True)
class Errand:
    """One task to launch; its title tells it from others."""

    title: str
    category: str
    prompt: str = "Work on it"


def launches(errands: Sequence[Errand]) -> str:
    """Write a prompt that launches all of them in one step."""
    calls = [
        tool("task", description=one.title, prompt=one.prompt, run_in_background=True,
             load_skills=[], category=one.category)
        for one in errands
    ]  # fmt: skip
    return f"Begin {par(*calls)}"


@dataclass(frozen=True)
class Seen:
    """What REST says of one task: its call, and its sessions, oldest first."""

    title: str
    call: Json
    sessions: tuple[Json, ...]
    status: str
    answer: Json | None

    @property
    def id(self) -> str:
        """Give the plugin's id of it; "" while its call has not ended."""
        return self.call.get("metadata", {}).get("backgroundTaskId", "")

    @property
    def session(self) -> str:
        return self.sessions[-1]["id"] if self.sessions else ""

    @property
    def answered(self) -> bool:
        return self.answer is not None and self.answer.get("finish") == "stop"

    @property
    def failed(self) -> bool:
        return self.answer is not None and "error" in self.answer


class Parent:
    """A session of the plugin's leader that has sent others on errands."""

    def __init__(self, lab: Lab, session: str) -> None:
        self.lab = lab
        self.session = session

    @classmethod
    async def of(cls, lab: Lab, errands: Sequence[Errand]) -> "Parent":
        return cls(lab, await lab.ask(launches(errands), "ok-claude", agent=LEADER))

    async def seen(self) -> dict[str, Seen]:
        """Read all tasks from the server, by title."""
        calls = {
            part["state"]["input"]["description"]: part["state"]
            for message in await self.lab.messages(self.session)
            for part in message["parts"]
            if part["type"] == "tool" and part["tool"] == "task" and part["state"]["input"]
        }
        children = sorted(
            await self.lab.children(self.session), key=lambda child: child["time"]["created"]
        )
        statuses = await self.lab.statuses()
        return {
            title: await self._one(title, state, children, statuses)
            for title, state in calls.items()
        }

    async def until(self, title: str, holds: Callable[[Seen], object], seconds: float = 30) -> Seen:
        """Wait until the server says something of one task."""
        found = await self.lab.until(
            self.seen, lambda seen: title in seen and holds(seen[title]), seconds
        )
        return found[title]

    async def sorted_out(self, titles: Sequence[str], slots: int) -> tuple[list[str], list[str]]:
        """Tell those that run from those that wait, once all slots of their lane are taken.

        Calls of one step race: which of them wait is the server's choice.
        """

        def working(seen: Mapping[str, Seen]) -> list[str]:
            return [title for title in titles if title in seen and seen[title].status == "busy"]

        busy = working(await self.lab.until(self.seen, lambda seen: len(working(seen)) == slots))
        return busy, [title for title in titles if title not in busy]

    async def notices(self) -> str:
        """Read all that the plugin told the parent, oldest first."""
        texts = [
            part["text"]
            for message in await self.lab.messages(self.session)
            for part in message["parts"]
            if part["type"] == "text" and "BACKGROUND TASK" in part["text"]
        ]
        return "\n".join(texts)

    async def counted(self) -> int:
        """Give how many tasks the plugin itself believes to be open."""
        path = f"{FILE}/{self.session}.json"
        answer = await self.lab.client.get("/file/content", params={"path": path})
        sources: Json = json.loads(answer.json()["content"] or "{}").get("sources", {})
        told = sources.get("background-task", {})
        first: str = told.get("reason", "").partition(" ")[0]
        return int(first) if told.get("state") == "active" and first.isdigit() else 0

    async def _one(
        self,
        title: str,
        call: Json,
        children: Sequence[Json],
        statuses: Mapping[str, Json],
    ) -> Seen:
        mine = tuple(one for one in children if one["title"].startswith(f"{title} (@"))
        if not mine:
            return Seen(title, call, (), "none", None)
        newest = mine[-1]["id"]
        infos = [message["info"] for message in await self.lab.messages(newest)]
        answers = [info for info in infos if info["role"] == "assistant"]
        status = statuses.get(newest, IDLE)["type"]
        return Seen(title, call, mine, status, answers[-1] if answers else None)
