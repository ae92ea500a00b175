"""One server while a batch of events is folded into it; private to that fold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from omo_watch_core.counts import Gone
from omo_watch_core.model import SessionInfo
from omo_watch_core.order import is_later
from omo_watch_core.reduce import limits, logs
from omo_watch_core.reduce.agreeing import weigh
from omo_watch_core.reduce.pages import Pages
from omo_watch_core.reduce.sheet import Sheet
from omo_watch_core.state import Server, Session, Transcript

if TYPE_CHECKING:
    from omo_watch_core.reduce.draft import Draft

GHOSTS = 2_000
"""How many deleted sessions are remembered."""


class Desk:
    """Collect what a batch does to one server; `server` holds all that is not a map."""

    __slots__ = (
        "asks",
        "at_ms",
        "base",
        "dead",
        "directories",
        "draft",
        "events",
        "ghosts",
        "gone",
        "marked",
        "notices",
        "pages",
        "redrawn",
        "server",
        "sessions",
        "todos",
        "todos_ms",
        "touched",
        "transcripts",
        "worked",
    )

    def __init__(self, draft: Draft, server: Server) -> None:
        self.draft = draft
        self.base = server
        self.server = server
        self.sessions = Sheet(server.sessions)
        self.transcripts = Sheet(server.transcripts)
        self.asks = Sheet(server.asks)
        self.dead = Sheet(server.dead)
        self.todos = Sheet(server.todos)
        self.todos_ms = Sheet(server.todos_ms)
        self.directories = Sheet(server.directories)
        self.gone = Sheet(server.gone.ids)
        self.pages: dict[str, Pages] = {}
        self.touched: dict[str, int] = {}
        """When sessions last worked, by id; folded into them when they are next asked for."""
        self.marked: set[str] = set()
        """Sessions whose row may look different."""
        self.worked: set[str] = set()
        """Sessions that showed a sign of work; known when the batch is finished."""
        self.redrawn: set[str] = set()
        """Sessions whose open transcript may look different."""
        self.notices = False
        self.at_ms = 0
        """Local time of the event that is folded."""
        self.events = 0
        self.ghosts = 0
        self._watch()

    @property
    def name(self) -> str:
        """Give the server's name."""
        return self.server.name

    def session(self, name: str) -> Session | None:
        """Give a session as it is by now, or None."""
        session = self.sessions.map.get(name)
        at = self.touched.pop(name, None)
        if session is None or at is None or at <= session.active_ms:
            return session
        session = replace(session, active_ms=at)
        self.sessions.own()[name] = session
        return session

    def alive(self, name: str) -> Session | None:
        """Give a session that an event is about; count a ghost where it was deleted."""
        if name in self.gone.map:
            self.ghosts += 1
            return None
        return self.session(name)

    def found(self, name: str, directory: str = "") -> Session | None:
        """Give a session that an event is about, a blank one if it was never heard of."""
        session = self.alive(name)
        if session is None and name not in self.gone.map:
            info = SessionInfo(id=name, title="", directory=directory)
            session = Session(info=info)
            self.put(session)
        return session

    def put(self, session: Session) -> None:
        """Write a session down whose row may look different now."""
        name = session.info.id
        if session.announced is not None:
            session = weigh(session, self.at_ms, self.server.offset_ms)
        former = self.sessions.map.get(name)
        logs.turned(self, former, session)
        answer = session.answer
        if answer is not None and session.answered and _is_news(former, session):
            limits.answered(self.draft, self.server, answer)
        if session.setbacks:
            limits.met(self.draft, self.server, former, session)
        self.sessions.own()[name] = session
        self.marked.add(name)

    def keep(self, session: Session) -> None:
        """Write a session down whose row looks the same, unless it was unknown until now."""
        if self.server.link.lost_since_ms is not None:
            self.put(session)
        else:
            self.sessions.own()[session.info.id] = session

    def touch(self, name: str, at: int) -> None:
        """Note that a session works."""
        if at > self.touched.get(name, 0):
            self.touched[name] = at

    def page(self, name: str) -> Pages | None:
        """Give the transcript of a session to be changed; None when nobody looks at it."""
        pages = self.pages.get(name)
        if pages is None and name in self.transcripts.map:
            pages = self.pages[name] = Pages(self.transcripts.map[name])
        if pages is not None:
            self.redrawn.add(name)
        return pages

    def open(self, name: str) -> None:
        """Keep the transcript of a session from now on."""
        if name not in self.transcripts.map:
            self.transcripts.own()[name] = Transcript()
            self.redrawn.add(name)

    def shut(self, name: str) -> None:
        """Keep the transcript of a session no longer."""
        self.transcripts.drop(name)
        self.pages.pop(name, None)

    def drop(self, name: str) -> None:
        """Forget a session and all that belongs to it."""
        self.sessions.drop(name)
        self.marked.add(name)
        self.touched.pop(name, None)
        self.todos.drop(name)
        self.todos_ms.drop(name)
        self.shut(name)
        self.draft.open.discard((self.name, name))
        self.drop_asks(name)

    def drop_asks(self, name: str) -> None:
        """Forget what a session asked; the server has forgotten it too."""
        for sheet in (self.asks, self.dead):
            for ask in [ask.id for ask in sheet.map.values() if ask.session == name]:
                sheet.drop(ask)
                self.tell_asks(name)

    def end_asks(self, name: str, before: str = "") -> None:
        """Put aside what a session asked: nobody waits for an answer any more.

        The server goes on listing it. `before` spares what was asked by that message or later.
        """
        if not self.asks.map:
            return
        for ask in [ask for ask in self.asks.map.values() if ask.session == name]:
            if not before or (ask.message and is_later(before, ask.message)):
                self.asks.drop(ask.id)
                self.dead.own()[ask.id] = ask
                self.tell_asks(name)

    def tell_asks(self, name: str) -> None:
        """Note that what a session asks is different now."""
        self.notices = True
        self.marked.add(name)

    def bury(self, name: str, at: int) -> None:
        """Remember that a session was deleted."""
        ids = self.gone.own()
        ids[name] = at
        if len(ids) > GHOSTS:
            del ids[next(iter(ids))]

    def finished(self) -> Server:
        """Give the server after the batch."""
        for name in tuple(self.touched):
            self.session(name)
            self.worked.add(name)
        for name, pages in self.pages.items():
            self.transcripts.own()[name] = pages.transcript()
        counts = self.server.counts
        return replace(
            self.server,
            sessions=self.sessions.map,
            transcripts=self.transcripts.map,
            asks=self.asks.map,
            dead=self.dead.map,
            todos=self.todos.map,
            todos_ms=self.todos_ms.map,
            directories=self.directories.map,
            gone=Gone(ids=self.gone.map) if self.gone.changed else self.server.gone,
            counts=replace(
                counts, events=counts.events + self.events, ghosts=counts.ghosts + self.ghosts
            ),
        )

    def _watch(self) -> None:
        """Keep transcripts of exactly those sessions that are looked at."""
        wanted = {session for server, session in self.draft.open if server == self.name}
        for name in wanted - self.transcripts.map.keys():
            self.open(name)
        for name in self.transcripts.map.keys() - wanted:
            self.shut(name)


def _is_news(former: Session | None, session: Session) -> bool:
    """Tell whether a session's newest answer says more than before."""
    return former is None or former.answer is not session.answer or not former.answered
