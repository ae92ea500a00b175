"""A program that looks after models and leases, a person at it, and its one server."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.actions.action import Action
from omo_watch_core.commands import ClearLease, Command, LeaseWish, Override
from omo_watch_core.decide import action_id, decide
from omo_watch_core.effects import Effect, WriteMetadata
from omo_watch_core.journal.nouns import Lease
from omo_watch_core.model import ModelRef, SessionInfo
from tests.core.actions.stage import GPT, LAB, OPUS, A
from tests.core.charge.desk import Desk, limited
from tests.core.charge.watched import OF_INTEREST, REQUESTS

PLACE = "http://127.0.0.1:4096"
LEASE = "lea_00000000000001"


class Leasing(Desk):
    """A desk at which a person sits."""

    orders = 0
    action = ""

    def order(self, command: Command) -> Sequence[Effect]:
        """Let the person ask for something."""
        self.state = replace(self.state, now_ms=max(self.state.now_ms, self.now))
        self.state, effects = decide(self.state, command)
        self.action = action_id(command)
        sent = [effect for effect in effects if isinstance(effect, OF_INTEREST)]
        self.sent += sent
        self.open += [effect for effect in sent if isinstance(effect, REQUESTS)]
        return sent

    def move(self, target: ModelRef = GPT, session: str = A, **wish: Any) -> Action:
        """Move a session, and hold it where a wish is named; gives the action."""
        self.orders += 1
        lease = LeaseWish(**wish) if wish else None
        self.order(
            Override(
                nonce=f"{self.orders:014d}", server=LAB, session=session, target=target,
                lease=lease,
            )
        )  # fmt: skip
        return self.state.actions[self.action]

    def held(self, target: ModelRef = GPT, **wish: Any) -> Lease:
        """Move the limited session, let it be proved, and give the lease."""
        self.later(1_000).move(target, **wish)
        self.later(1_000).serve()
        self.proves(target)
        return self.lease

    def proves(self, target: ModelRef = GPT, session: str = A) -> None:
        """Let the model answer the newest prompt, and rest."""
        self.part(self.answers(target, session), "Well", session)
        self.changes(session, completed_ms=self.now, finish="stop")
        self.status("idle", session)

    def clear(self, lease: str = LEASE, session: str = A) -> Action:
        """Clear a lease."""
        self.orders += 1
        nonce = f"{self.orders:014d}"
        self.order(ClearLease(nonce=nonce, server=LAB, session=session, lease=lease))
        return self.state.actions[self.action]

    def goes_back(self, model: ModelRef = OPUS, session: str = A) -> str:
        """Prompt as an open screen does that remembers its model: it works, and then waits."""
        name = self.later(1_000).asks(session, model)
        self.status("busy", session)
        self.answers(model, session)
        return name

    def noted(self, *, ok: bool = True, reason: str = "") -> list[Effect]:
        """Say what became of the newest note."""
        note = self.all(WriteMetadata)[-1]
        return self.tell(
            ev.MetadataWritten(
                server=LAB, at_ms=self.now, action=note.action, session=note.session, ok=ok,
                reason=reason,
            )
        )  # fmt: skip

    def read(self, *leases: Lease) -> list[Effect]:
        """Read the journal."""
        return self.tell(ev.JournalRead(server="", at_ms=self.now, leases=leases))

    def notes(self) -> list[Any]:
        """Give what was written under our key."""
        return [msgspec.json.decode(note.changes)["lease"] for note in self.all(WriteMetadata)]

    @property
    def lease(self) -> Lease:
        """Give the newest lease."""
        return tuple(self.state.journal.leases.values())[-1]

    def holds(self) -> list[str]:
        """Give the models that are held."""
        known = self.state.journal.leases.values()
        return [one.target.model for one in known if one.ended_ms is None]


def stopped(*sessions: SessionInfo, **setting: Any) -> Leasing:
    """Give a desk at which the first session has met its limit; nothing is done by itself."""
    setting = {"mode": "assist", **setting}
    desk = Leasing.__new__(Leasing)
    desk.__dict__.update(limited(*sessions, **setting).__dict__)
    desk.state = replace(desk.state, owner="ann@desk")
    return desk


def switch(desk: Leasing, mode: str) -> Leasing:
    """Let another mode count from now on."""
    desk.state = replace(desk.state, mode=mode)
    desk.sent.clear()
    desk.open.clear()
    return desk


def a_lease(**fields: Any) -> Lease:
    """Make a lease as the journal gives it."""
    base: dict[str, Any] = {
        "id": LEASE, "place": PLACE, "scope": "session", "name": A, "target": GPT,
        "owner": "ann@desk", "since_ms": 1_795_166_000_000, "changed_ms": 1_795_166_000_000,
        "source": OPUS, "after": "msg_000000000000",
    }  # fmt: skip
    return Lease(**{**base, **fields})
