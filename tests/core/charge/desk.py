"""A server in the hands of a test: what its stream says, and what it answers."""

from typing import Any

import msgspec

from omo_watch_core import events as ev
from omo_watch_core.effects import (
    Effect,
    ReadHistory,
    ReadMessages,
    ReadStatus,
    SendAbort,
    SendPrompt,
    SwitchModel,
)
from omo_watch_core.events import LastTurn
from omo_watch_core.model import ModelRef, SessionInfo
from tests.core.actions.stage import LAB, info
from tests.core.charge.history import Page
from tests.core.charge.watched import E, Watched


class Desk(Watched):
    """Answer what is asked, one question at a time or as a server does that is well."""

    def take(self, kind: type[E]) -> E:
        """Take the oldest unanswered request of a kind."""
        found = next((request for request in self.open if isinstance(request, kind)), None)
        assert found is not None, f"no {kind.__name__} is open, but {self.open}"
        self.open.remove(found)
        return found

    def listed(self, page: Page | None = None, asked_ms: int | None = None) -> list[Effect]:
        """List the newest messages of the session that was asked for."""
        request = self.take(ReadMessages)
        messages = self.history.page(request.session, request.limit) if page is None else page
        asked = self.now if asked_ms is None else asked_ms
        return self.tell(
            ev.MessagesListed(
                server=LAB, at_ms=self.now, asked_ms=asked, session=request.session,
                messages=messages, complete=True,
            )
        )  # fmt: skip

    def unread(self) -> list[Effect]:
        """Say that the messages cannot be read."""
        request = self.take(ReadMessages)
        return self.tell(
            ev.ReadFailed(
                server=LAB, at_ms=self.now, what="messages", reason="it failed inside (500)",
                session=request.session,
            )
        )  # fmt: skip

    def never_read(self) -> None:
        """Say so until nobody asks any more."""
        while any(isinstance(request, ReadMessages) for request in self.open):
            self.unread()
            self.tick()

    def status_read(self, word: str | None = "") -> list[Effect]:
        """Say what a session does; by default what the stream said last."""
        request = self.take(ReadStatus)
        known = self.server.sessions.get(request.session)
        status = (known.status if known else "idle") if word == "" else word
        return self.tell(
            ev.StatusRead(
                server=LAB, at_ms=self.now, action=request.action, session=request.session,
                status=status,
            )
        )  # fmt: skip

    def aborted(self, *, ok: bool = True, reason: str = "", silent: bool = True) -> list[Effect]:
        """Answer an abort; what ran ends without a word on it, as an aborted wait does."""
        request = self.take(SendAbort)
        session = self.server.sessions.get(request.session)
        sent: list[Effect] = []
        if ok and silent and session is not None and session.status != "idle":
            sent += self.status("idle", request.session)
            if session.answer is not None:
                sent += self.changes(request.session, completed_ms=self.now)
        return sent + self.tell(
            ev.AbortAnswered(
                server=LAB, at_ms=self.now, action=request.action, session=request.session, ok=ok,
                reason=reason,
            )
        )  # fmt: skip

    def turn_read(self, turn: LastTurn | None = None, failed: str | None = None) -> list[Effect]:
        """Say how a history ends; by default as it does."""
        request = self.take(ReadHistory)
        known = self.history.turn(request.session) if turn is None and failed is None else turn
        return self.tell(
            ev.HistoryRead(
                server=LAB, at_ms=self.now, action=request.action, turn=known, failed=failed
            )
        )

    def prompted(self, status: int = 204, reason: str = "", *, runs: bool = True) -> list[Effect]:
        """Answer a prompt; one that is taken runs."""
        request = self.take(SendPrompt)
        sent = self.tell(
            ev.PromptAnswered(
                server=LAB, at_ms=self.now, action=request.action, status=status, reason=reason
            )
        )
        return sent + (self.runs(request) if runs and status in (200, 204) else [])

    def switched(self) -> list[Effect]:
        """Answer that a model is set."""
        request = self.take(SwitchModel)
        return self.tell(
            ev.PromptAnswered(server=LAB, at_ms=self.now, action=request.action, status=204)
        )

    def runs(self, request: SendPrompt) -> list[Effect]:
        """Show the message of a prompt of ours, and that it runs."""
        body = msgspec.json.decode(request.body)
        model = ModelRef(
            provider=body["model"]["providerID"], model=body["model"]["modelID"],
            variant=body.get("variant"),
        )  # fmt: skip
        before = len(self.sent)
        self.asks(request.session, model, marked=True, name=body["messageID"], agent=body["agent"])
        self.status("busy", request.session)
        return self.sent[before:]

    def serve_to_prompt(self, *, silent: bool) -> None:
        """Answer all up to our prompt; `silent` is whether the stream tells that the run ended."""
        self.serve(SendAbort)
        self.aborted(silent=silent)
        self.listed()
        self.status_read("idle")
        self.serve(SendPrompt)

    def serve(self, until: type[Effect] | None = None) -> None:
        """Answer all requests as a server does that is well, up to the first of a kind."""
        while self.open and not (until and isinstance(self.open[0], until)):
            self.serve_one()

    def serve_one(self) -> None:
        """Answer the oldest request as a server does that is well."""
        _ANSWERS[type(self.open[0])](self)


_ANSWERS: dict[type[Effect], Any] = {
    ReadMessages: Desk.listed,
    ReadStatus: Desk.status_read,
    ReadHistory: Desk.turn_read,
    SendAbort: Desk.aborted,
    SendPrompt: Desk.prompted,
    SwitchModel: Desk.switched,
}


def working(*sessions: SessionInfo, **setting: Any) -> Desk:
    """Give a desk at which the first session works and has shown nothing, the others rest."""
    desk = Desk(*(sessions or (info(),)), **setting)
    for name in desk.server.sessions:
        desk.status("idle", name)
    desk.later(1_000).asks()
    desk.status("busy")
    desk.answers()
    desk.tick()
    return desk


def limited(*sessions: SessionInfo, **setting: Any) -> Desk:
    """Give the same, and the first session's model has just met its limit."""
    desk = working(*sessions, **setting)
    desk.waits()
    return desk
