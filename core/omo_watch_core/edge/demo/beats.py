"""What shall happen and when: moves in beats, and the pen that writes them one after the other."""

from __future__ import annotations

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from omo_watch_core.edge.demo.ids import make_id
from omo_watch_core.edge.demo.nouns import Cache, Json, Session, Tokens
from omo_watch_core.edge.demo.sayings import MessageUpdated, Saying, SessionUpdated
from omo_watch_core.edge.demo.world import World
from omo_watch_core.value import Value

IDS_PER_MESSAGE = 16


class Amend(Value):
    """Change fields of a session as it will be by then."""

    session: str
    changes: Json
    touch: bool = True
    """It counts as work: the session moves up in listings."""


class Spend(Value):
    """Add what a call took to the sums of a session."""

    session: str
    tokens: Tokens
    cost: float


class Revise(Value):
    """Change fields of a message as it will be by then."""

    session: str
    message: str
    changes: Json = msgspec.field(default_factory=dict[str, object])
    complete: bool = False
    """It ends at that moment."""


class Cue(Value):
    """Let a line of the story go on from how things stand by then."""

    line: str
    session: str
    number: int = 0


Move = Saying | Amend | Spend | Revise | Cue


class Beat(Value):
    """Hold what happens at one moment; it is dropped with its session."""

    at_ms: int
    session: str
    moves: tuple[Move, ...]


class Pen:
    """Write beats of one session, with a time that only goes on."""

    def __init__(self, world: World, session: str, at_ms: int) -> None:
        """Begin at a moment (epoch milliseconds)."""
        self.world = world
        self.session = session
        self.now = at_ms
        self.beats: list[Beat] = []
        self._number = IDS_PER_MESSAGE * len(world.history(session))

    def rest(self, ms: int) -> None:
        """Let time pass."""
        self.now += ms

    def play(self, *moves: Move) -> None:
        """Let this happen now."""
        self.beats.append(Beat(at_ms=self.now, session=self.session, moves=moves))

    def id(self, prefix: str) -> str:
        """Make an id of now."""
        self._number += 1
        return make_id(prefix, self.now, self.session, self._number)

    def written(self) -> tuple[Beat, ...]:
        """Give all beats."""
        return tuple(self.beats)


def realise(world: World, move: Amend | Spend | Revise, at_ms: int) -> Saying | None:
    """Say what a move comes to, now that its moment is there; None where its object is gone."""
    session = world.sessions.get(move.session)
    if session is None:
        return None
    if isinstance(move, Revise):
        return _revised(world, move, at_ms)
    if isinstance(move, Spend):
        changes: Json = {
            "tokens": _sum(session.tokens, move.tokens),
            "cost": round(session.cost + move.cost, 7),
        }
        return _amended(session, changes, at_ms)
    return _amended(session, move.changes, at_ms if move.touch else session.time.updated)


def _amended(session: Session, changes: Json, updated_ms: int) -> Saying:
    time = replace(session.time, updated=updated_ms)
    info = replace(session, **{"time": time, **changes})
    return SessionUpdated(session_id=session.id, info=info)


def _revised(world: World, move: Revise, at_ms: int) -> Saying | None:
    infos = (entry.info for entry in reversed(world.history(move.session)))
    info = next((info for info in infos if info.id == move.message), None)
    if info is None:
        return None
    if move.complete:
        info = replace(info, time=replace(info.time, completed=at_ms))
    return MessageUpdated(session_id=move.session, info=replace(info, **move.changes))


def _sum(one: Tokens, two: Tokens) -> Tokens:
    return Tokens(
        input=one.input + two.input,
        output=one.output + two.output,
        reasoning=one.reasoning + two.reasoning,
        cache=Cache(read=one.cache.read + two.cache.read, write=one.cache.write + two.cache.write),
        total=UNSET,
    )
