"""Questions of knowledge to one server: each is asked as the protocol wants it, and read."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from omo_watch_core.edge.clock import Clock
from omo_watch_core.edge.looking import look, look_at_home
from omo_watch_core.edge.requests import Answer, Requests
from omo_watch_core.effects import (
    DescribeServer,
    Effect,
    ListSessions,
    LookForPlugin,
    ReadCount,
    ReadDiff,
    ReadDirectory,
    ReadHealth,
    ReadMessages,
    ReadModels,
    ReadTodos,
)
from omo_watch_core.events import (
    CountRead,
    DiffListed,
    DirectoryRead,
    Event,
    HealthRead,
    MessagesListed,
    ModelsListed,
    PluginLooked,
    ServerDescribed,
    SessionsListed,
    TodosListed,
)
from omo_watch_core.model import Ask, SessionInfo
from omo_watch_core.tasks.marker import path_of, read_count
from omo_watch_core.wire import rest

WITHIN_S = 10.0
BOOT_S = 15.0
"""The first question about a directory waits for its instance to start."""
PAGE = 500
PAGES = 200
NOTHING: dict[str, str | int] = {}


TURNS = 200
"""Messages that are looked through for what a session changed."""


def session_path(session: str, rest_of_it: str = "") -> str:
    """Give the path of a session, whatever its id holds."""
    return f"/session/{quote(session, safe='')}{rest_of_it}"


class Reading:
    """Ask one server; answers are events, failures NotAnsweredError or WireError."""

    def __init__(self, name: str, requests: Requests, clock: Clock) -> None:
        """Prepare; `name` is what events call the server."""
        self._name = name
        self._requests = requests
        self._clock = clock

    async def read(self, effect: Effect) -> Sequence[Event]:
        """Ask what the effect says; nothing for an effect of another kind."""
        match effect:
            case ReadHealth() | DescribeServer() | ReadModels():
                return [await self._about_itself(effect)]
            case ListSessions():
                return [await self._sessions()]
            case ReadDirectory(directory=directory):
                return [await self._directory(directory)]
            case LookForPlugin(directory=directory):
                return [await self._plugin(directory)]
            case ReadMessages(session=session, limit=limit):
                return [await self._messages(session, limit)]
            case ReadTodos(session=session) | ReadDiff(session=session):
                of_it = self._todos if isinstance(effect, ReadTodos) else self._diff
                return [await of_it(session)]
            case ReadCount(directory=directory, session=session):
                return [await self._count(directory, session)]
            case _:
                return []

    async def _about_itself(self, effect: ReadHealth | DescribeServer | ReadModels) -> Event:
        if isinstance(effect, ReadHealth):
            version = rest.health(await self._body("/global/health"))
            return HealthRead(server=self._name, at_ms=self._clock.now_ms(), version=version)
        if isinstance(effect, ReadModels):
            models = rest.models(await self._body("/config/providers"))
            return ModelsListed(server=self._name, at_ms=self._clock.now_ms(), models=models)
        return await self._description()

    async def _description(self) -> ServerDescribed:
        asked_ms = self._clock.now_ms()
        directory = rest.own_directory(await self._body("/path"))
        seen = await look_at_home(self._requests)
        return ServerDescribed(
            server=self._name,
            at_ms=self._clock.now_ms(),
            own_directory=directory,
            plugin=seen.verdict,
            default_agent=seen.default_agent,
            signs=seen.seen,
            unanswered=seen.unanswered,
            asked_ms=asked_ms,
        )

    async def _plugin(self, directory: str) -> PluginLooked:
        asked_ms = self._clock.now_ms()
        seen = await look(self._requests, {"directory": directory})
        now = self._clock.now_ms()
        return PluginLooked(
            server=self._name, at_ms=now, asked_ms=asked_ms, directory=directory, look=seen
        )

    async def _sessions(self) -> SessionsListed:
        asked_ms = self._clock.now_ms()
        listed: dict[str, SessionInfo] = {}
        cursor, complete = None, False
        for _ in range(PAGES):
            answer = await self._page(cursor)
            if answer.is_page or answer.status == 404:
                return await self._own_sessions()
            page = rest.sessions(answer.known())
            fresh = [info for info in page if info.id not in listed]
            listed.update((info.id, info) for info in fresh)
            complete = answer.cursor is None
            # A cursor is a time; where a whole page has the same one it leads nowhere.
            if complete or not fresh:
                break
            cursor = answer.cursor
        return self._listed(asked_ms, tuple(listed.values()), complete)

    async def _page(self, cursor: str | None) -> Answer:
        params: dict[str, str | int] = {"limit": PAGE}
        if cursor is not None:
            params["cursor"] = cursor
        return await self._requests.get("/experimental/session", params, BOOT_S)

    async def _own_sessions(self) -> SessionsListed:
        """List the own directory's sessions of a server that is too old to list them all."""
        asked_ms = self._clock.now_ms()
        sessions = rest.sessions(await self._body("/session", {"limit": PAGE}))
        return self._listed(asked_ms, sessions, complete=False)

    def _listed(
        self, asked_ms: int, sessions: tuple[SessionInfo, ...], complete: bool
    ) -> SessionsListed:
        return SessionsListed(
            server=self._name,
            at_ms=self._clock.now_ms(),
            asked_ms=asked_ms,
            sessions=sessions,
            complete=complete,
        )

    async def _directory(self, directory: str) -> DirectoryRead:
        asked_ms = self._clock.now_ms()
        here: dict[str, str | int] = {"directory": directory}
        body = (await self._requests.get("/session/status", here, BOOT_S)).known()
        asks = await self._asks(directory)
        now = self._clock.now_ms()
        return DirectoryRead(
            server=self._name,
            at_ms=now,
            asked_ms=asked_ms,
            directory=directory,
            statuses=rest.statuses(body, self._name, directory, now),
            asks=asks,
        )

    async def _asks(self, directory: str) -> tuple[Ask, ...]:
        """Read what waits for a person; older servers have no questions."""
        here: dict[str, str | int] = {"directory": directory}
        permissions = await self._requests.get("/permission", here, WITHIN_S)
        questions = await self._requests.get("/question", here, WITHIN_S)
        now = self._clock.now_ms()
        return (
            *(() if permissions.is_page else rest.permissions(permissions.known(), directory, now)),
            *(() if questions.is_page else rest.questions(questions.known(), directory, now)),
        )

    async def _messages(self, session: str, limit: int) -> MessagesListed:
        asked_ms = self._clock.now_ms()
        path = session_path(session, "/message")
        answer = await self._requests.get(path, {"limit": limit}, BOOT_S)
        return MessagesListed(
            server=self._name,
            at_ms=self._clock.now_ms(),
            asked_ms=asked_ms,
            session=session,
            messages=rest.messages(answer.known()),
            complete=answer.cursor is None,
        )

    async def _todos(self, session: str) -> TodosListed:
        asked_ms = self._clock.now_ms()
        todos = rest.todos(await self._body(session_path(session, "/todo")))
        now = self._clock.now_ms()
        return TodosListed(
            server=self._name, at_ms=now, asked_ms=asked_ms, session=session, todos=todos
        )

    async def _diff(self, session: str) -> DiffListed:
        asked_ms = self._clock.now_ms()
        diff = rest.diff(await self._body(session_path(session, "/diff")))
        if not diff.files:
            # A server of 1.18.33 has no diff of a whole session: each turn tells its own.
            params: dict[str, str | int] = {"limit": TURNS}
            diff = rest.turn_diffs(await self._body(session_path(session, "/message"), params))
        now = self._clock.now_ms()
        return DiffListed(
            server=self._name,
            at_ms=now,
            asked_ms=asked_ms,
            session=session,
            files=diff.files,
            more=diff.more,
        )

    async def _count(self, directory: str, session: str) -> CountRead:
        params: dict[str, str | int] = {"directory": directory, "path": path_of(session)}
        answer = await self._requests.get("/file/content", params, WITHIN_S)
        now = self._clock.now_ms()
        # A file that is not there is answered in several ways, none of which is a fault.
        count = None if answer.is_page else read_count(answer.body, now)
        return CountRead(server=self._name, at_ms=now, session=session, count=count)

    async def _body(self, path: str, params: dict[str, str | int] = NOTHING) -> bytes:
        return (await self._requests.get(path, params, WITHIN_S)).known()
