"""A small client by which tests drive one directory of an OpenCode server."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from tests.live.ids import fresh_id
from tests.live.target import Target

T = TypeVar("T")
Json = dict[str, Any]
IDLE: Json = {"type": "idle"}


class Lab:
    """A client of one directory; `async with` closes it.

    Every method raises httpx.HTTPStatusError when the server refuses.
    """

    def __init__(self, target: Target, directory: int = 0) -> None:
        self.directory = target.directories[directory]
        self.client = httpx.AsyncClient(
            base_url=target.url,
            params={"directory": self.directory},
            auth=("opencode", target.password) if target.password else None,
            timeout=60,
        )
        self.sent: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.client.aclose()

    async def get(self, path: str, **query: Any) -> Any:
        """Read a JSON value."""
        return (await self.client.get(path, params=query)).raise_for_status().json()

    async def post(self, path: str, body: object = None) -> Any:
        """Send a JSON value and read one, None when the answer is empty."""
        answer = (await self.client.post(path, json=body or {})).raise_for_status()
        return answer.json() if answer.content else None

    async def create(
        self, title: str | None = None, parent: str | None = None, model: str | None = None
    ) -> str:
        """Create a session and return its id; without a title the server makes one."""
        chosen = dict(zip(("providerID", "id"), _qualified(model), strict=True)) if model else None
        wanted = {"title": title, "parentID": parent, "model": chosen}
        given = {key: value for key, value in wanted.items() if value is not None}
        return (await self.post("/session", given))["id"]

    async def prompt(
        self,
        session: str,
        text: str,
        model: str | None = "ok-gpt",
        agent: str = "build",
        **more: Any,
    ) -> str:
        """Send a prompt and return the id of its message; `more` are other fields of the body.

        Without a model the server takes that of the session.
        """
        message = fresh_id("msg")
        names = zip(("providerID", "modelID"), _qualified(model), strict=True) if model else ()
        body = {
            "messageID": message,
            "agent": agent,
            "parts": [{"type": "text", "text": text}],
            **({"model": dict(names)} if model else {}),
            **more,
        }
        await self.post(f"/session/{session}/prompt_async", body)
        self.sent[session] = message
        return message

    async def ask(self, text: str, model: str = "ok-gpt", **more: Any) -> str:
        """Prompt a new session and return its id."""
        session = await self.create()
        await self.prompt(session, text, model, **more)
        return session

    async def run(self, text: str, model: str = "ok-gpt", **more: Any) -> str:
        """Prompt a new session, wait until it has settled, and return its id."""
        session = await self.ask(text, model, **more)
        await self.settled(session)
        return session

    async def statuses(self) -> dict[str, Json]:
        """Read the sessions of the directory that are not idle."""
        return await self.get("/session/status")

    async def status(self, session: str) -> Json:
        """Read one session's status; idle when it is not listed."""
        return (await self.statuses()).get(session, IDLE)

    async def session(self, session: str) -> Json:
        return await self.get(f"/session/{session}")

    async def messages(self, session: str) -> list[Json]:
        """Read all messages, each `{"info": …, "parts": […]}`, oldest first."""
        return await self.get(f"/session/{session}/message")

    async def answer(self, session: str) -> str:
        """Read the text of the newest message."""
        newest = (await self.messages(session))[-1]
        return "".join(part["text"] for part in newest["parts"] if part["type"] == "text")

    async def children(self, session: str) -> list[Json]:
        return await self.get(f"/session/{session}/children")

    async def abort(self, session: str) -> bool:
        return await self.post(f"/session/{session}/abort")

    async def permissions(self) -> list[Json]:
        return await self.get("/permission")

    async def permit(self, asked: Json, response: str = "once") -> None:
        """Answer a permission request: once, always or reject."""
        path = f"/session/{asked['sessionID']}/permissions/{asked['id']}"
        await self.post(path, {"response": response})

    async def questions(self) -> list[Json]:
        return await self.get("/question")

    async def reply(self, asked: Json, *labels: str) -> None:
        """Answer a question request, one label for each of its questions."""
        await self.post(f"/question/{asked['id']}/reply", {"answers": [[word] for word in labels]})

    async def until(
        self,
        read: Callable[[], Awaitable[T]],
        holds: Callable[[T], object] = bool,
        seconds: float = 30,
    ) -> T:
        """Read again and again until the value holds, and return it; TimeoutError shows it."""
        end, pause = time.monotonic() + seconds, 0.03
        while not holds(value := await read()):
            if time.monotonic() > end:
                raise TimeoutError(f"still {value!r} after {seconds} s")
            await asyncio.sleep(pause)
            pause = min(pause * 1.3, 0.3)
        return value

    async def becomes(self, session: str, kind: str, seconds: float = 30) -> Json:
        """Wait for a status of that type and return it."""
        return await self.until(
            lambda: self.status(session), lambda status: status["type"] == kind, seconds
        )

    async def settled(self, session: str, seconds: float = 30) -> None:
        """Wait until our newest prompt has an answer, complete or failed, and nothing runs.

        A prompt that is refused before an answer begins (an unknown model) never settles.
        """
        sent = self.sent.get(session)

        async def over() -> bool:
            if await self.status(session) != IDLE:
                return False
            # ids start over every two years or so: the order of the list is what counts
            last = [m["info"] for m in await self.get(f"/session/{session}/message", limit=100)]
            stored = sent is None or sent in {info["id"] for info in last}
            return stored and bool(last) and "completed" in last[-1]["time"]

        await self.until(over, seconds=seconds)

    async def quiet(self) -> None:
        """Abort whatever runs in the directory, and take away what it asked for."""
        for session in await self.statuses():
            await self.abort(session)
        # An abort leaves its requests behind; answering a dead one removes it.
        for asked in await self.permissions():
            await self.permit(asked, "reject")
        for asked in await self.questions():
            await self.post(f"/question/{asked['id']}/reject", {})


def _qualified(model: str) -> list[str]:
    return model.split("/", 1) if "/" in model else ["fake", model]
