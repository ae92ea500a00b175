"""What the loop decides is written before it is done, and what cannot be written is told."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from msgspec.structs import replace
from tests.edge.rig import Rig, running

from omo_watch_core.commands import Cancel
from omo_watch_core.effects import Effect, ReadJournal, SendAbort
from omo_watch_core.events import AbortAnswered, Event, JournalRead, StatusHeard
from omo_watch_core.journal.nouns import Deed, Entry, Step

CANCEL = Cancel(nonce="n" * 14, server="s", session="one")
ABORT = SendAbort(server="s", action=f"act_{CANCEL.nonce}", session="one")
EARLIER = Deed(
    id="act_0", kind="override", place="http://127.0.0.1:1", session="one", title="t", owner="ann",
    stage="proved", started_ms=1, changed_ms=1,
)  # fmt: skip


class Slow:
    """A journal whose writing ends when a test says so."""

    def __init__(self) -> None:
        self.kept: list[Entry] = []
        self.writing: list[asyncio.Future[str]] = []
        self.read: Sequence[Deed] = ()
        self.reads = 0
        self.is_closed = False
        self.news = False

    def keep(self, entries: Sequence[Entry]) -> asyncio.Future[str]:
        self.kept += entries
        self.writing.append(asyncio.get_running_loop().create_future())
        return self.writing[-1]

    async def perform(self, effect: Effect, at_ms: int) -> Sequence[Event]:
        assert isinstance(effect, ReadJournal)
        self.reads += 1
        return [JournalRead(server="", at_ms=at_ms, deeds=tuple(self.read))]

    def has_news(self) -> bool:
        return self.news

    async def close(self) -> None:
        self.is_closed = True

    @property
    def stages(self) -> list[str]:
        return [entry.stage for entry in self.kept if isinstance(entry, Step)]


async def busy(rig: Rig) -> None:
    await rig.says(rig.opened(), rig.seen("one"))
    await rig.says(
        StatusHeard(server="s", at_ms=rig.now, session="one", directory="/a", status="busy")
    )


async def test_an_intent_is_committed_before_its_request_leaves() -> None:
    journal = Slow()
    async with running(keeper=journal) as rig:
        await busy(rig)
        rig.loop.submit(CANCEL)
        await rig.settle()
        assert journal.stages == ["intent"]
        assert ABORT not in rig.server.performed
        journal.writing[0].set_result("")
        await rig.settle()
        assert ABORT in rig.server.performed
        assert journal.stages == ["intent", "sent"]
    assert journal.is_closed


async def test_where_nothing_can_be_written_it_is_told_and_done_all_the_same() -> None:
    journal = Slow()
    async with running(keeper=journal) as rig:
        await busy(rig)
        rig.loop.submit(CANCEL)
        await rig.settle()
        journal.writing[0].set_result("the disk is full")
        await rig.settle()
        assert rig.loop.state.journal.fault == "the disk is full"
        assert ABORT in rig.server.performed


async def test_what_was_replaced_while_the_journal_was_written_never_leaves() -> None:
    journal = Slow()
    async with running(keeper=journal) as rig:
        await busy(rig)
        rig.loop.submit(CANCEL)
        rig.loop.submit(replace(CANCEL, nonce="m" * 14))
        await rig.settle()
        for writing in journal.writing:
            writing.set_result("")
        await rig.settle()
        aborts = [effect for effect in rig.server.performed if isinstance(effect, SendAbort)]
        assert [abort.action for abort in aborts] == ["act_" + "m" * 14]
        older = rig.loop.state.actions[ABORT.action]
        assert older.result == "refused"
        assert older.evidence == (
            "it was over too soon: its last request never left, as the journal was too slow"
        )
        assert [e.action for e in journal.kept if isinstance(e, Step) and e.stage == "sent"] == [
            "act_" + "m" * 14
        ]
        kept = [e for e in journal.kept if isinstance(e, Deed) and e.id == ABORT.action]
        assert kept[-1].evidence == older.evidence


async def test_what_was_given_up_while_the_journal_was_written_never_leaves() -> None:
    journal = Slow()
    async with running(keeper=journal) as rig:
        await busy(rig)
        rig.loop.submit(CANCEL)
        await rig.pass_ms(21_000)
        assert rig.loop.state.actions[ABORT.action].result == "still alive"
        journal.writing[0].set_result("")
        await rig.settle()
        assert ABORT not in rig.server.performed
        assert rig.loop.state.actions[ABORT.action].evidence.endswith(
            "never left, as the journal was too slow"
        )


async def test_what_only_reads_waits_for_nothing() -> None:
    journal = Slow()
    async with running(keeper=journal) as rig:
        await busy(rig)
        assert journal.kept == []
        asked = len(rig.server.performed)
        assert asked > 0


async def test_the_answer_of_the_server_is_written_too() -> None:
    journal = Slow()
    async with running(keeper=journal) as rig:
        await busy(rig)
        rig.server.answers[SendAbort] = lambda _: [
            AbortAnswered(server="s", at_ms=rig.now, action=ABORT.action, session="one", ok=True)
        ]
        rig.loop.submit(CANCEL)
        journal.writing[0].set_result("")
        await rig.settle()
        assert journal.stages == ["intent", "sent", "accepted"]


async def test_what_others_wrote_is_read_at_once_and_every_few_seconds() -> None:
    journal = Slow()
    journal.read = [EARLIER]
    async with running(keeper=journal) as rig:
        assert rig.loop.state.journal.deeds == {"act_0": EARLIER}
        assert journal.reads == 1
        await rig.pass_ms(5_000)
        assert journal.reads == 2


async def test_news_of_others_is_read_within_half_a_second() -> None:
    journal = Slow()
    async with running(keeper=journal) as rig:
        await rig.pass_ms(1_000)
        assert journal.reads == 1
        journal.news = True
        await rig.pass_ms(500)
        assert journal.reads == 2


async def test_a_read_journal_is_no_fault_any_more() -> None:
    journal = Slow()
    async with running(keeper=journal) as rig:
        await busy(rig)
        rig.loop.submit(CANCEL)
        journal.writing[0].set_result("the disk is full")
        await rig.settle()
        await rig.pass_ms(5_000)
        assert rig.loop.state.journal.fault == ""
