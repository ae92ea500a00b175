"""The server behind a story of tasks: it answers each request at once, as the real one does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from omo_watch_core import effects as do
from omo_watch_core import events as ev
from omo_watch_core.effects import Effect
from omo_watch_core.events import Event, LastTurn
from omo_watch_core.growing import Text
from omo_watch_core.mark import Mark
from omo_watch_core.model import Failure, Message, ModelRef, Part, SessionInfo
from omo_watch_core.state import State
from omo_watch_core.step import step
from tests.core.actions.stage import HOME, LAB, OPUS


class Behind:
    """Hold a program's state, and do what it wants done."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.now = state.now_ms
        self.sent: list[Effect] = []
        self.told: list[dict[str, Any]] = []
        """Bodies of prompts to parents, in order."""
        self.made: list[str] = []
        """Sessions in the order of their creation."""
        self.prompts: dict[str, str] = {}
        """The newest prompt by session."""
        self.deaf: set[type[Effect]] = set()
        """Requests that are not answered."""
        self.refuses: dict[type[Effect], int] = {}
        """Statuses of requests that are refused."""
        self.keeper = "us"
        self.heard: list[Event] = []

    def tell(self, *told: Event) -> None:
        """Let things happen, and all that follows from them."""
        self.heard += told
        self.state, _, effects = step(self.state, told)
        self.do(effects)

    def says(self, session: str, word: str, **fields: Any) -> None:
        """Say what a session does."""
        self.tell(ev.StatusHeard(
            server=LAB, at_ms=self.now, session=session, directory=HOME, status=word, **fields
        ))  # fmt: skip

    def do(self, effects: Sequence[Effect]) -> None:
        self.sent += effects
        for effect in effects:
            if type(effect) not in self.deaf:
                react = getattr(self, f"_on_{type(effect).__name__.lower()}", None)
                if react is not None:
                    react(effect)

    def stopped(self, session: str) -> None:
        """Let somebody abort a session."""
        failure = Failure(name="MessageAbortedError", message="Aborted")
        self.say_answer(session, self.model_of(session), failure=failure, completed_ms=self.now)
        self.tell(ev.SessionErred(server=LAB, at_ms=self.now, session=session, failure=failure))
        self.says(session, "idle")

    def _on_keeplanes(self, effect: do.KeepLanes) -> None:
        self.tell(ev.LanesKept(
            server="", at_ms=self.now, place=effect.place, owner=self.keeper,
            own=self.keeper == "us",
        ))  # fmt: skip

    def _on_createsession(self, effect: do.CreateSession) -> None:
        body = msgspec.json.decode(effect.body)
        status = self.refuses.get(do.CreateSession, 200)
        name = f"ses_{len(self.made) + 1}"
        if status == 200:
            self.made.append(name)
            info = SessionInfo(
                id=name, title=body["title"], directory=effect.directory, agent=body["agent"],
                parent=body["parentID"], created_ms=self.now,
                task=body["metadata"]["omo-watch"]["task"]["id"],
            )  # fmt: skip
            self.tell(ev.SessionSeen(server=LAB, at_ms=self.now, info=info))
        self.tell(ev.SessionCreated(
            server=LAB, at_ms=self.now, action=effect.action, status=status,
            session=name if status == 200 else None, reason="" if status == 200 else "no room",
        ))  # fmt: skip

    def _on_sendprompt(self, effect: do.SendPrompt) -> None:
        body = msgspec.json.decode(effect.body)
        status = self.refuses.get(do.SendPrompt, 204)
        if effect.session in self._parents():
            self.told.append(body)
        if status == 204:
            self._take(effect.session, body)
        self.tell(ev.PromptAnswered(
            server=LAB, at_ms=self.now, action=effect.action, status=status,
            reason="" if status == 204 else "no",
        ))  # fmt: skip

    def _take(self, session: str, body: dict[str, Any]) -> None:
        model = body.get("model")
        ref = ModelRef(provider=model["providerID"], model=model["modelID"]) if model else None
        message = Message(
            id=body["messageID"], session=session, role="user", agent=body.get("agent"),
            model=ref, created_ms=self.now,
        )  # fmt: skip
        self.prompts[session] = message.id
        self.tell(ev.MessageSeen(server=LAB, at_ms=self.now, message=message))
        part = Part(
            id=body["parts"][0]["id"], message=message.id, session=session, kind="text",
            text=Text.of(body["parts"][0]["text"]), mark=Mark(by="somebody", kind="task"),
        )  # fmt: skip
        self.tell(ev.PartSeen(server=LAB, at_ms=self.now, part=part))
        if not body.get("noReply"):
            self.says(session, "busy")

    def _on_sendabort(self, effect: do.SendAbort) -> None:
        if self.state.servers[LAB].sessions[effect.session].status != "idle":
            self.stopped(effect.session)
        self.tell(ev.AbortAnswered(
            server=LAB, at_ms=self.now, action=effect.action, session=effect.session, ok=True
        ))  # fmt: skip

    def _on_readstatus(self, effect: do.ReadStatus) -> None:
        session = self.state.servers[LAB].sessions.get(effect.session)
        self.tell(ev.StatusRead(
            server=LAB, at_ms=self.now, action=effect.action, session=effect.session,
            status=session.status if session else "idle",
        ))  # fmt: skip

    def _on_readhistory(self, effect: do.ReadHistory) -> None:
        session = self.state.servers[LAB].sessions.get(effect.session)
        prompt = session.prompt if session else None
        turn = None
        if prompt is not None and session is not None:
            settled = session.answer is None or session.answer.completed_ms is not None
            answered = bool(session.answer and session.answer.finish)
            turn = LastTurn(
                prompt=prompt, extra=b"", ends_with_text=False, settled=settled,
                answered=answered, newest=prompt.id, asked=prompt.id, shows=session.shown,
            )  # fmt: skip
        self.tell(ev.HistoryRead(server=LAB, at_ms=self.now, action=effect.action, turn=turn))

    def _on_readdirectory(self, effect: do.ReadDirectory) -> None:
        sessions = self.state.servers[LAB].sessions.values()
        heard = tuple(
            ev.StatusHeard(
                server=LAB, at_ms=self.now, session=one.id, directory=HOME, status=one.status
            )
            for one in sessions
            if one.status != "idle"
        )
        self.tell(ev.DirectoryRead(
            server=LAB, at_ms=self.now, asked_ms=self.now, directory=effect.directory,
            statuses=heard, asks=(),
        ))  # fmt: skip

    def _on_readmessages(self, effect: do.ReadMessages) -> None:
        session = self.state.servers[LAB].sessions.get(effect.session)
        answer = session.answer if session else None
        page: tuple[tuple[Message, tuple[Part, ...]], ...] = ()
        if answer is not None and session is not None:
            part = Part(
                id=f"prt_{answer.id[4:]}", message=answer.id, session=session.id, kind="text",
                text=Text.of(f"the result of {session.id}"),
            )  # fmt: skip
            page = ((answer, (part,)),)
        self.tell(ev.MessagesListed(
            server=LAB, at_ms=self.now, asked_ms=self.now, session=effect.session,
            messages=page, complete=not page,
        ))  # fmt: skip

    def say_answer(self, session: str, model: ModelRef, text: str = "", **fields: Any) -> None:
        asked = self.prompts.get(session, "msg_0")
        name = f"{asked}~a"
        message = Message(
            id=name, session=session, role="assistant", parent=asked,
            model=model, created_ms=self.now, **fields,
        )  # fmt: skip
        self.tell(ev.MessageSeen(server=LAB, at_ms=self.now, message=message))
        if text:
            part = Part(
                id=f"prt_{name[4:]}", message=name, session=session, kind="text",
                text=Text.of(text),
            )  # fmt: skip
            self.tell(ev.PartSeen(server=LAB, at_ms=self.now, part=part))

    def model_of(self, session: str) -> ModelRef:
        prompt = self.state.servers[LAB].sessions[session].prompt
        return (prompt.model if prompt else None) or OPUS

    def _parents(self) -> set[str]:
        return {own.task.parent for own in self.state.journal.tasks.values()}
