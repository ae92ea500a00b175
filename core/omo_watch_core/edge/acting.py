"""What an action sends to one server, and what it must read first."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from contextlib import suppress
from urllib.parse import quote

import msgspec

from omo_watch_core.edge.clock import Clock
from omo_watch_core.edge.metadata import Metadata
from omo_watch_core.edge.reading import session_path
from omo_watch_core.edge.reasons import complaint, status_reason
from omo_watch_core.edge.replying import Replying
from omo_watch_core.edge.requests import Answer, NotAnsweredError, Requests
from omo_watch_core.effects import (
    CreateSession,
    DeleteSession,
    Effect,
    ReadAsks,
    ReadHistory,
    ReadSession,
    ReadStatus,
    ReplyAsk,
    SendAbort,
    SendCommand,
    SendPrompt,
    ShowToast,
    SwitchModel,
    WriteMetadata,
)
from omo_watch_core.events import (
    AbortAnswered,
    CommandAnswered,
    DeletionAnswered,
    Event,
    HistoryRead,
    LastTurn,
    PromptAnswered,
    SessionCreated,
    SessionLookedFor,
    StatusRead,
)
from omo_watch_core.wire import rest

WITHIN_S = 15.0
"""An abort took 4 s on a loaded machine; giving up early would break the barrier that it is."""
COMMAND_S = 600.0
"""A command is answered after a turn of a model, which may wait behind another one."""
HISTORY = 20
GONE = 404
OK = 200
UNKNOWN_CALL = 404
"""What the web page in the place of an answer means."""


class Acting:
    """Send the requests of actions; every outcome is an event."""

    def __init__(self, name: str, requests: Requests, clock: Clock) -> None:
        """Prepare; `name` is what events call the server."""
        self._name = name
        self._requests = requests
        self._clock = clock
        self._metadata = Metadata(name, requests, clock)
        self._replying = Replying(name, requests, clock)

    async def act(self, effect: Effect) -> Sequence[Event]:
        """Do what the effect says; nothing for an effect of another kind."""
        match effect:
            case ReadHistory() | ReadStatus():
                return [await self._read(effect)]
            case SendAbort():
                return [await self._abort(effect)]
            case SendPrompt(session=session):
                return [await self._post(effect, session_path(session, "/prompt_async"))]
            case SwitchModel(session=session):
                return [await self._post(effect, f"/api{session_path(session, '/model')}")]
            case _:
                return await self._act_further(effect)

    async def _act_further(self, effect: Effect) -> Sequence[Event]:
        match effect:
            case SendCommand():
                return [await self._command(effect)]
            case CreateSession():
                return [await self._create(effect)]
            case DeleteSession():
                return [await self._delete(effect)]
            case ReadSession():
                return [await self._look_for(effect)]
            case WriteMetadata():
                return [await self._metadata.write(effect)]
            case ReplyAsk() | ReadAsks():
                return [await self._replying.do(effect)]
            case ShowToast():
                await self._toast(effect)
                return []
            case _:
                return []

    async def _toast(self, effect: ShowToast) -> None:
        """Show a toast; whether anybody sees it changes nothing."""
        body = {
            "title": effect.title,
            "message": effect.message,
            "variant": effect.variant,
            "duration": effect.duration_ms,
        }
        path = f"/tui/show-toast?directory={quote(effect.directory, safe='')}"
        with suppress(NotAnsweredError):
            await self._requests.post(path, msgspec.json.encode(body), WITHIN_S)

    async def _read(self, effect: ReadHistory | ReadStatus) -> Event:
        if isinstance(effect, ReadHistory):
            return await self._history(effect)
        return await self._status(effect)

    async def _history(self, effect: ReadHistory) -> HistoryRead:
        turn, failed = None, None
        try:
            turn = await self._last_turn(effect.session)
        except (NotAnsweredError, rest.WireError) as error:
            failed = str(error)
        now = self._clock.now_ms()
        return HistoryRead(
            server=self._name, at_ms=now, action=effect.action, turn=turn, failed=failed
        )

    async def _last_turn(self, session: str) -> LastTurn | None:
        path = session_path(session, "/message")
        page = (await self._requests.get(path, {"limit": HISTORY}, WITHIN_S)).known()
        missing = rest.missing_prompt(page)
        if missing is None:
            return rest.last_turn(page)
        path = f"{path}/{quote(missing, safe='')}"
        prompt = (await self._requests.get(path, {}, WITHIN_S)).known()
        return rest.last_turn(page, prompt=prompt)

    async def _status(self, effect: ReadStatus) -> StatusRead:
        try:
            status = await self._status_of(effect.session, effect.directory)
        except (NotAnsweredError, rest.WireError):
            status = None
        return StatusRead(
            server=self._name,
            at_ms=self._clock.now_ms(),
            action=effect.action,
            session=effect.session,
            status=status,
        )

    async def _status_of(self, session: str, directory: str) -> str:
        answer = await self._requests.get("/session/status", {"directory": directory}, WITHIN_S)
        heard = rest.statuses(answer.known(), self._name, directory, self._clock.now_ms())
        return next((word.status for word in heard if word.session == session), "idle")

    async def _abort(self, effect: SendAbort) -> AbortAnswered:
        ok, reason = True, ""
        try:
            path = session_path(effect.session, "/abort")
            (await self._requests.post(path, b"{}", WITHIN_S)).known()
        except NotAnsweredError as error:
            ok, reason = False, str(error)
        return AbortAnswered(
            server=self._name,
            at_ms=self._clock.now_ms(),
            action=effect.action,
            session=effect.session,
            ok=ok,
            reason=reason,
        )

    async def _post(self, effect: SendPrompt | SwitchModel, path: str) -> PromptAnswered:
        status, reason = await _outcome(self._requests.post(path, effect.body, WITHIN_S))
        now = self._clock.now_ms()
        return PromptAnswered(
            server=self._name, at_ms=now, action=effect.action, status=status, reason=reason
        )

    async def _command(self, effect: SendCommand) -> CommandAnswered:
        body = msgspec.json.encode({"command": effect.command, "arguments": ""})
        path = session_path(effect.session, "/command")
        status, reason = await _outcome(self._requests.post(path, body, COMMAND_S))
        now = self._clock.now_ms()
        return CommandAnswered(
            server=self._name, at_ms=now, action=effect.action, status=status, reason=reason
        )

    async def _delete(self, effect: DeleteSession) -> DeletionAnswered:
        path = session_path(effect.session)
        status, reason = await _outcome(self._requests.delete(path, WITHIN_S), page=0)
        now = self._clock.now_ms()
        return DeletionAnswered(
            server=self._name, at_ms=now, action=effect.action, status=status, reason=reason
        )

    async def _create(self, effect: CreateSession) -> SessionCreated:
        path = f"/session?directory={quote(effect.directory, safe='')}"
        created, status, reason = None, 0, ""
        try:
            answer = await self._requests.post(path, effect.body, WITHIN_S)
            status, reason = _judge(answer, UNKNOWN_CALL)
            created = rest.session_id(answer.body) if status == OK else None
        except (NotAnsweredError, rest.WireError) as error:
            reason = str(error)
        return SessionCreated(
            server=self._name,
            at_ms=self._clock.now_ms(),
            action=effect.action,
            session=created,
            status=status,
            reason=reason,
        )

    async def _look_for(self, effect: ReadSession) -> SessionLookedFor:
        answer = self._requests.get(session_path(effect.session), {}, WITHIN_S)
        status, _ = await _outcome(answer, page=0)
        found = {200: True, GONE: False}.get(status)
        now = self._clock.now_ms()
        return SessionLookedFor(server=self._name, at_ms=now, action=effect.action, found=found)


async def _outcome(asked: Awaitable[Answer], page: int = UNKNOWN_CALL) -> tuple[int, str]:
    """Give the status and the reason of an answer, 0 where there was none; `page` for a page."""
    try:
        return _judge(await asked, page)
    except NotAnsweredError as error:
        return 0, str(error)


def _judge(answer: Answer, page: int) -> tuple[int, str]:
    """Give the status and the reason of an answer."""
    if answer.is_page:
        return page, status_reason(answer.status, is_page=True)
    if 200 <= answer.status < 300:
        return answer.status, ""
    return answer.status, complaint(answer.body) or status_reason(answer.status)
