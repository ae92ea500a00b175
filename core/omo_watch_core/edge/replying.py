"""Answers to permissions and questions: each by the route that needs least."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import msgspec

from omo_watch_core.edge.clock import Clock
from omo_watch_core.edge.reading import session_path
from omo_watch_core.edge.reasons import complaint, status_reason
from omo_watch_core.edge.requests import NotAnsweredError, Requests
from omo_watch_core.effects import ReadAsks, ReplyAsk
from omo_watch_core.events import AskAnswered, AsksListed
from omo_watch_core.model import Ask, AskKind
from omo_watch_core.wire import rest

WITHIN_S = 15.0
NO_SUCH_CALL = 400
"""What a web page means: nothing was taken. A 404 is the server's word about the request."""
Call = tuple[str, object]
"""A path with its query, and the body."""


class Replying:
    """Answer the requests of one server; every outcome is an event."""

    def __init__(self, name: str, requests: Requests, clock: Clock) -> None:
        """Prepare; `name` is what events call the server."""
        self._name = name
        self._requests = requests
        self._clock = clock

    async def do(self, effect: ReplyAsk | ReadAsks) -> AskAnswered | AsksListed:
        """Answer a request, or list what waits."""
        return await (self._reply(effect) if isinstance(effect, ReplyAsk) else self._list(effect))

    async def _reply(self, effect: ReplyAsk) -> AskAnswered:
        """Send an answer, once; a route that the server does not have took nothing."""
        status, reason = NO_SUCH_CALL, ""
        try:
            for path, body in calls(effect):
                answer = await self._requests.post(path, msgspec.json.encode(body), WITHIN_S)
                if not answer.is_page:
                    status = answer.status
                    reason = complaint(answer.body) or status_reason(status)
                    break
                reason = status_reason(answer.status, is_page=True)
        except NotAnsweredError as error:
            status, reason = 0, str(error)
        taken = 200 <= status < 300
        return AskAnswered(
            server=self._name,
            at_ms=self._clock.now_ms(),
            action=effect.action,
            status=status,
            reason="" if taken else reason,
        )

    async def _list(self, effect: ReadAsks) -> AsksListed:
        """List what waits in a directory."""
        asked_ms = self._clock.now_ms()
        asks: tuple[str, ...] | None = None
        try:
            asks = await self._listed(effect.kind, effect.directory)
        except (NotAnsweredError, rest.WireError):
            asks = None
        return AsksListed(
            server=self._name,
            at_ms=self._clock.now_ms(),
            action=effect.action,
            asked_ms=asked_ms,
            directory=effect.directory,
            kind=effect.kind,
            asks=asks,
        )

    async def _listed(self, kind: AskKind, directory: str) -> tuple[str, ...]:
        here = {"directory": directory}
        body = (await self._requests.get(f"/{kind}", here, WITHIN_S)).known()
        read = rest.permissions if kind == "permission" else rest.questions
        return tuple(ask.id for ask in read(body, directory, 0))


def calls(effect: ReplyAsk) -> Iterator[Call]:
    """Give the calls that carry an answer; the second one is for servers without the first.

    A permission is answered under its session, which finds its directory by itself; words with
    it go only by the route that names the directory.
    """
    ask, reply = effect.ask, effect.reply
    if ask.kind == "question":
        answers = {"answers": effect.answers} if reply == "answers" else {}
        yield _of_directory(ask, "reply" if answers else "reject"), answers
        return
    if not effect.text:
        path = session_path(ask.session, f"/permissions/{quote(ask.id, safe='')}")
        yield path, {"response": reply}
    words = {"message": effect.text} if effect.text else {}
    yield _of_directory(ask, "reply"), {"reply": reply, **words}


def _of_directory(ask: Ask, what: str) -> str:
    path = f"/{ask.kind}/{quote(ask.id, safe='')}/{what}"
    return f"{path}?directory={quote(ask.directory, safe='')}"
