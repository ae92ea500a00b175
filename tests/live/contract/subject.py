"""A server under contract, real or demo: what its models are called, and a client that listens."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tests.edge.demo.hearing import about, course
from tests.live.lab import Lab
from tests.live.script import bash, par, question, task
from tests.live.target import Target

Json = dict[str, Any]
PATIENCE_S = 30
EVERYWHERE = "/experimental/session"


@dataclass(frozen=True)
class Words:
    """How a kind of server is told what to do: names of models, and prompts."""

    good: str
    slow: str
    limited: str
    permission: str
    question: str
    family: str


WORDS = {
    "real": Words(
        good="fake/ok-gpt",
        slow="fake/slow-gpt",
        limited="fake/limited-opus",
        permission="Make it. " + bash("touch notes.md"),
        question="Decide. " + question("Which one?", "This", "That"),
        family=par(*(task("Talk. [[words 200]][[delay 0.1]]", title=name) for name in "AB")),
    ),
    "demo": Words(
        good="google/gemini-3-pro",
        slow="google/gemini-3-pro",
        limited="openai/gpt-5.4",
        permission="This needs a permission.",
        question="This is a question.",
        family="",
    ),
}


class Subject:
    """A client of one server that hears its stream from the first event on."""

    def __init__(self, target: Target, lab: Lab, http: httpx.AsyncClient) -> None:
        self.target = target
        self.lab = lab
        self.http = http
        self.words = WORDS[target.kind]
        self.events: list[Json] = []
        self._news = asyncio.Condition()

    async def listen(self, lines: AsyncIterator[str]) -> None:
        async for line in lines:
            if line.startswith("data: "):
                self.events.append(json.loads(line.removeprefix("data: ")))
                async with self._news:
                    self._news.notify_all()

    async def attend(self) -> None:
        """Wait until the server listens to itself: it says `connected` some time before."""
        toast = {"message": "Is anybody there?", "variant": "info"}

        async def is_heard() -> bool:
            await self.request("POST", "/tui/show-toast", toast)
            return any(one["payload"]["type"] == "tui.toast.show" for one in self.events)

        await self.lab.until(is_heard)

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something is true of the events; TimeoutError when it never is."""
        async with asyncio.timeout(PATIENCE_S), self._news:
            await self._news.wait_for(lambda: bool(holds()))

    def heard(self, session: str) -> list[Json]:
        """Give the events of a session, without their repetitions."""
        return [one for one in self.events if about(one) == session]

    def course(self, session: str) -> list[str]:
        return course(self.heard(session), session)

    async def hears(self, session: str, *last: str) -> list[str]:
        """Wait until the newest events of a session are these; give its whole course."""
        try:
            await self.until(lambda: self.course(session)[-len(last) :] == list(last))
        except TimeoutError as error:
            raise TimeoutError(f"{self.target.kind} said {self.course(session)}") from error
        return self.course(session)

    async def asks(self, session: str, kind: str) -> list[str]:
        """Wait until a session asks a person, `permission` or `question`; give its course before.

        Whether the ask or the running call is told first is a matter of chance.
        """
        last = {f"{kind}.asked", "part tool running"}
        await self.until(lambda: set(self.course(session)[-2:]) == last)
        return self.course(session)[:-2]

    async def ask(self, text: str, model: str, **more: Any) -> str:
        """Prompt a new session that has a title, and return its id."""
        session = await self.lab.create("Under contract")
        await self.lab.prompt(session, text, model, **more)
        return session

    async def request(self, method: str, path: str, body: object = None) -> httpx.Response:
        """Send anything about the first directory and give what came, whatever it is."""
        url = httpx.URL(path)
        if url.path != EVERYWHERE:
            url = url.copy_merge_params({"directory": self.lab.directory})
        if body is None:
            return await self.http.request(method, url)
        return await self.http.request(method, url, json=body)


@asynccontextmanager
async def subject_of(target: Target) -> AsyncIterator[Subject]:
    """Connect to a server and listen; nothing runs on afterwards."""
    auth = ("opencode", target.password) if target.password else None
    async with (
        Lab(target) as lab,
        httpx.AsyncClient(base_url=target.url, auth=auth, timeout=None) as http,
        http.stream("GET", "/global/event") as stream,
    ):
        subject = Subject(target, lab, http)
        listening = asyncio.create_task(subject.listen(stream.aiter_lines()))
        try:
            await subject.attend()
            yield subject
            await lab.quiet()
        finally:
            listening.cancel()
            await asyncio.wait([listening])
