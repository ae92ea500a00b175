"""One server of the story on a stage, with a short way to act and to hear what came of it."""

import json
from typing import Any

from omo_watch_core.edge.demo.curtain import raise_curtain
from omo_watch_core.edge.demo.desk import answer
from omo_watch_core.edge.demo.exchange import Reply, Request
from omo_watch_core.edge.demo.script import Script, role_id
from omo_watch_core.edge.demo.stage import play

START = 1_795_183_402_000
Json = dict[str, Any]


class Theatre:
    """Play a script by hand: `at` is the time since the curtain rose, in milliseconds."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.stage = raise_curtain(script, START)
        self.now = START
        self.events: list[Json] = []
        self.repeats: list[Json] = []

    @property
    def ms(self) -> int:
        """Say how long the curtain has been up."""
        return self.now - START

    def id(self, role: str) -> str:
        return role_id(self.script, role, START)

    def at(self, ms: int) -> list[Json]:
        """Let the story go on, and give what was said meanwhile."""
        self.now = START + ms
        self.stage, frames = play(self.stage, self.now)
        return self._heard([frame.data for frame in frames])

    def send(
        self, method: str, path: str, body: object = None, /, **query: str
    ) -> tuple[Reply, Any]:
        """Send a request now; `events` are then those that it made happen at once."""
        data = b"" if body is None else json.dumps(body).encode()
        request = Request(method=method, path=path, query=query, body=data)
        self.stage, frames, reply = answer(self.stage, request, self.now)
        self._heard([frame.data for frame in frames])
        value = json.loads(reply.body) if reply.content_type == "application/json" else None
        return reply, value

    def get(self, path: str, /, **query: str) -> Any:
        reply, value = self.send("GET", path, **query)
        assert reply.status == 200
        return value

    def post(self, path: str, body: object = None, /, **query: str) -> Any:
        reply, value = self.send("POST", path, body, **query)
        assert reply.status in (200, 204), value
        return value

    def prompt(self, session: str, model: str, text: str = "Go on.", **more: object) -> str:
        """Prompt a session with a message id of our own, and return the id."""
        message = f"msg_prompt{len(self.stage.world.history(session)):04d}"
        provider, _, name = model.partition("/")
        body = {
            "messageID": message,
            "model": {"providerID": provider, "modelID": name},
            "parts": [{"type": "text", "text": text}],
            **more,
        }
        self.post(f"/session/{session}/prompt_async", body)
        return message

    def create(self, title: str = "Fresh") -> str:
        return self.post("/session", {"title": title})["id"]

    def messages(self, session: str) -> list[Json]:
        return self.get(f"/session/{session}/message")

    def status(self, session: str) -> str:
        known = self.stage.world.sessions[session]
        here = self.get("/session/status", directory=known.directory)
        return here.get(session, {"type": "idle"})["type"]

    def _heard(self, frames: list[bytes]) -> list[Json]:
        said = [json.loads(data) for data in frames]
        self.repeats = [one for one in said if one["payload"]["type"] == "sync"]
        self.events = [one for one in said if one["payload"]["type"] != "sync"]
        return self.events
