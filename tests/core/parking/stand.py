"""A program that lets parked sessions go on: its events, its journal, and what it sends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.charge.duty import Duty
from omo_watch_core.commands import Command, GiveUp, Park, RetryNow, Undo
from omo_watch_core.decide import decide
from omo_watch_core.effects import (
    Effect,
    ReadHistory,
    ReadStatus,
    SendAbort,
    SendPrompt,
    SwitchModel,
    TakeParked,
    WriteMetadata,
)
from omo_watch_core.events import Event
from omo_watch_core.journal.nouns import Deed, Parked
from omo_watch_core.journal.writing import entries
from omo_watch_core.model import SessionInfo
from omo_watch_core.state import State
from omo_watch_core.step import step
from tests.core.actions.stage import LAB, NONCE, OPUS, START, A, Stage, info

PLACE = "http://127.0.0.1:4096"
OURS = (ReadHistory, ReadStatus, SendAbort, SendPrompt, SwitchModel, TakeParked, WriteMetadata)
NEWEST = "msg_00000000000000000000000002"
DUE = START + 20_000


def parked(name: str = A, **fields: Any) -> Parked:
    """Make the row of a session that is parked."""
    base: dict[str, Any] = {
        "place": PLACE,
        "session": name,
        "title": "Refactor billing",
        "model": OPUS,
        "due_ms": DUE,
        "owner": "ann@desk",
        "since_ms": START - 60_000,
        "changed_ms": START - 60_000,
        "stage": "parked",
        "newest": NEWEST,
    }
    return Parked(**{**base, **fields})


def ours(effects: Iterable[Effect]) -> list[Effect]:
    """Keep what is asked of the journal or of a server for sessions."""
    return [effect for effect in effects if isinstance(effect, OURS)]


def ordered(command: type[Command], **fields: Any) -> Command:
    """Ask for something to be done to the first session."""
    return command(**{"nonce": NONCE, "server": LAB, "session": A, **fields})


class Stand(Stage):
    """Tell a story to a whole program, its journal included."""

    def __init__(self, *sessions: SessionInfo, tends: bool = True, **fields: Any) -> None:
        duty = Duty() if tends else None
        super().__init__(*sessions, **{"duty": duty, "owner": "ben@desk", **fields})
        self.written: list[Parked | Deed] = []

    def order(self, command: Command) -> list[Effect]:
        """Let the operator ask for something."""
        before = replace(self.state, now_ms=max(self.state.now_ms, self.now))
        self.state, effects = decide(before, command)
        self.name = f"act_{command.nonce}"
        return self._take(before, effects)

    def tell(self, *told: Event) -> list[Effect]:
        """Let things happen, one after the other; gives what was sent in return."""
        sent: list[Effect] = []
        for event in told:
            self.told.append(event)
            before = self.state
            self.state, _, effects = step(before, [event])
            sent += self._take(before, effects)
        return sent

    def read(self, *rows: Parked, deeds: Sequence[Deed] = ()) -> list[Effect]:
        """Say what the journal holds."""
        return self.tell(ev.JournalRead(server="", at_ms=self.now, parked=rows, deeds=tuple(deeds)))

    def taken(self, taken: bool = True, session: str = A, action: str = "") -> list[Effect]:
        """Answer who may have a parked session."""
        return self.tell(
            ev.ParkedTaken(
                server="",
                at_ms=self.now,
                place=PLACE,
                session=session,
                taken=taken,
                action=action,
            )
        )

    def marked(self, ok: bool = True, reason: str = "") -> list[Effect]:
        """Answer the writing of metadata."""
        return self.tell(
            ev.MetadataWritten(
                server=LAB, at_ms=self.now, action=self.name, session=A, ok=ok, reason=reason
            )
        )

    def row(self, session: str = A) -> Parked:
        """Give the row of a session."""
        return self.state.journal.parked[PLACE, session]

    def _take(self, before: State, effects: Iterable[Effect]) -> list[Effect]:
        found = entries(before, self.state, list(effects))
        self.written += [entry for entry in found if isinstance(entry, Parked | Deed)]
        wanted = ours(effects)
        self.sent += wanted
        return wanted


def waiting(*sessions: SessionInfo, message: str = "Rate limit reached", **fields: Any) -> Stand:
    """Give a stand on which the first session waits for a limit."""
    stand = Stand(*sessions, **fields)
    for name in stand.server.sessions:
        stand.status("idle", name)
    stand.later(1_000).prompt()
    stand.answer("msg_00000000000000000000000002", "msg_00000000000000000000000001", OPUS)
    stand.retry(message=message)
    stand.later(5_000)
    stand.sent.clear()
    return stand


def resting(*rows: Parked, sessions: Sequence[SessionInfo] = (), **fields: Any) -> Stand:
    """Give a stand whose sessions rest, and whose journal says that they are parked."""
    stand = Stand(*(sessions or (info(),)), **fields)
    for name in stand.server.sessions:
        stand.status("idle", name)
    stand.read(*rows)
    stand.sent.clear()
    return stand


PARK, RETRY, GIVE_UP, UNDO = (ordered(kind) for kind in (Park, RetryNow, GiveUp, Undo))
