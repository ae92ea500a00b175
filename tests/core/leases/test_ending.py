"""What ends a lease: each end is written, said, and taken out of the session's metadata."""

import pytest
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.effects import WriteMetadata
from omo_watch_core.select.row import RowKey, row
from tests.core.actions.stage import GPT, KIMI, LAB, OPUS, A
from tests.core.leases.leasing import LEASE, Leasing, a_lease, stopped

KEY = (LAB, A)


def is_over(desk: Leasing, why: str) -> None:
    assert (desk.lease.ended, desk.holds()) == (why, [])
    assert desk.notes()[-1] is None
    assert desk.texts("lease")[-1] == f"not held on ok-gpt any more: {why}"


def test_time() -> None:
    desk = stopped()
    desk.held(until="time", until_ms=desk.now + 30_000)
    desk.noted()
    until = desk.lease.until_ms
    desk.tick(20)
    assert (desk.holds(), len(desk.notes())) == (["ok-gpt"], 1)
    desk.tick(10)
    is_over(desk, "its time is over")
    assert desk.lease.ended_ms == until


def test_the_recovery_of_the_model_before() -> None:
    desk = stopped()
    desk.held(until="recovered")
    desk.tick(470)
    assert desk.holds() == ["ok-gpt"]
    desk.tick(10)
    is_over(desk, "limited-opus is free again")


def test_a_person() -> None:
    desk = stopped()
    desk.held(until="cleared")
    desk.noted()
    action = desk.clear()
    is_over(desk, "cleared by ann@desk")
    assert action.result is None
    desk.noted()
    done = desk.state.actions[action.id]
    assert (done.result, done.evidence, done.hint) == (
        "cleared", f"session {A} is not held on ok-gpt any more", "",
    )  # fmt: skip


def test_a_note_that_cannot_be_taken_away_is_told() -> None:
    desk = stopped()
    desk.held(until="cleared")
    desk.noted()
    action = desk.clear()
    desk.noted(ok=False, reason="no answer in time")
    done = desk.state.actions[action.id]
    left = "its note stays in the session's metadata: no answer in time"
    assert (done.result, done.hint, desk.holds()) == ("cleared", left, [])
    assert "no answer in time" in desk.texts("lease")[-1]


def test_an_end_waits_for_the_answer_to_its_own_note_not_to_that_of_the_begin() -> None:
    desk = stopped()
    desk.held(until="cleared")
    begin, action = desk.all(WriteMetadata)[-1], desk.clear()
    desk.tell(
        ev.MetadataWritten(server=LAB, at_ms=desk.now, action=begin.action, session=A, ok=True)
    )
    assert desk.state.actions[action.id].result is None
    assert (len(desk.state.noting), desk.all(WriteMetadata)[-1].action) == (1, f"{LEASE}_end")
    desk.noted(ok=False, reason="no answer in time")
    assert (desk.state.actions[action.id].result, desk.state.noting) == ("cleared", frozenset())
    assert desk.lines("lease")[-1].data["lease"] == LEASE


def test_a_wide_lease_is_cleared_at_once() -> None:
    desk = stopped()
    desk.held(scope="agent", until="cleared")
    done = desk.clear(session="")
    assert (done.result, done.evidence, desk.notes()) == (
        "cleared", "agent build is not held on ok-gpt any more", [],
    )  # fmt: skip


@pytest.mark.parametrize("name", ["lea_nothing", LEASE])
def test_what_does_not_hold_cannot_be_cleared(name: str) -> None:
    desk = stopped()
    desk.held(until="cleared")
    desk.noted()
    desk.clear()
    desk.noted()
    done = desk.clear(name)
    assert (done.result, done.evidence) == ("refused", f"There is no lease `{name}` that holds.")


def test_a_move_by_hand_to_another_model() -> None:
    desk = stopped()
    desk.held(until="cleared")
    desk.noted()
    desk.goes_back()
    desk.waits()
    desk.later(1_000).move(KIMI)
    desk.later(1_000).serve()
    desk.proves(KIMI)
    is_over(desk, "moved to ok-kimi by hand")


def test_a_move_by_hand_to_the_same_model_keeps_it() -> None:
    desk = stopped()
    desk.held(until="cleared")
    desk.noted()
    desk.goes_back()
    desk.waits()
    desk.later(1_000).move(GPT)
    desk.later(1_000).serve()
    desk.proves(GPT)
    assert desk.state.actions[desk.action].result == "proved"
    assert (desk.holds(), len(desk.notes())) == (["ok-gpt"], 1)


def test_the_session() -> None:
    desk = stopped()
    desk.held(until="cleared")
    desk.noted()
    desk.tell(ev.SessionDeleted(server=LAB, at_ms=desk.now, session=A))
    assert (desk.lease.ended, len(desk.notes())) == ("the session is gone", 1)


def test_who_does_not_look_after_models_ends_nothing() -> None:
    desk = stopped()
    desk.held(until="time", until_ms=desk.now + 30_000)
    desk.state = replace(desk.state, duty=None)
    desk.tick(60)
    assert (desk.lease.ended_ms, len(desk.notes())) == (None, 1)
    seen = row(desk.state, RowKey(server=LAB, session=A))
    assert seen is not None
    assert not seen.held


def test_an_end_that_another_program_wrote_is_taken_over_without_a_word() -> None:
    desk = stopped()
    desk.read(a_lease())
    assert desk.holds() == ["ok-gpt"]
    assert desk.texts("lease") == ["held on ok-gpt until cleared, by ann@desk"]
    over = a_lease(ended="cleared by bob", ended_ms=desk.now, changed_ms=desk.now)
    desk.read(over)
    assert desk.holds() == []
    assert desk.all(WriteMetadata) == []


def test_the_newest_prompt_is_not_touched_by_an_end() -> None:
    desk = stopped()
    desk.held(until="time", until_ms=desk.now + 3_000)
    before = desk.kinds()
    desk.tick(10)
    assert desk.kinds() == before
    assert OPUS.name not in [note["model"] for note in desk.notes() if note]
