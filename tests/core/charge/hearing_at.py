"""What an event means at a desk."""

from collections.abc import Iterable
from typing import Any

from omo_watch_core import events as ev
from omo_watch_core.charge.duty import Duty
from omo_watch_core.charge.ear import Ear
from omo_watch_core.charge.hearing import hear
from omo_watch_core.events import Event
from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.session import Engine, SessionFallback
from omo_watch_core.model import Message
from omo_watch_core.reduce import reduce
from tests.core.actions.stage import HOME, LAB, OPUS, A
from tests.core.charge.desk import Desk
from tests.core.charge.setting import LIMITED

KEY = (LAB, A)
KNOWN = SessionFallback(agent="build")
AWAITING = SessionFallback(agent="build", awaiting=True)
OURS = "msg_ours0000000000000000000000"


def duty(record: SessionFallback = KNOWN, prompt: str | None = None) -> Duty:
    """Give a duty whose engine knows one session, and our newest prompt of it."""
    engine = Engine(sessions={KEY: record})
    return Duty(engine=engine, prompts={KEY: prompt} if prompt else {})


def heard(desk: Desk, event: Event, kept: Duty | None = None) -> list[h.Happening]:
    """Give what an event means at a desk."""
    before = desk.server
    after = reduce(desk.state, [event])[0].servers[LAB]
    return list(hear(Ear(kept or duty(), before, after), event))


def kinds(happenings: Iterable[h.Happening]) -> list[type[h.Happening]]:
    return [type(happening) for happening in happenings]


def status(desk: Desk, word: str, session: str = A, message: str = LIMITED) -> ev.StatusHeard:
    return ev.StatusHeard(
        server=LAB, at_ms=desk.now, session=session, directory=HOME, status=word, attempt=2,
        next_ms=desk.now + 9_000.0, message=message if word == "retry" else "",
    )  # fmt: skip


def message(desk: Desk, name: str, role: str = "assistant", **fields: object) -> ev.MessageSeen:
    known: dict[str, Any] = {"agent": "build", "model": OPUS, "created_ms": desk.now, **fields}
    seen = Message(id=name, session=A, role=role, **known)
    return ev.MessageSeen(server=LAB, at_ms=desk.now, message=seen)
