"""A lease begins with the end of the move that asked for it."""

from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core.effects import WriteMetadata
from omo_watch_core.journal.deeds import deed_of
from omo_watch_core.journal.nouns import Lease
from omo_watch_core.journal.writing import entries
from omo_watch_core.select.row import RowKey, row
from tests.core.actions.stage import GPT, KIMI, LAB, OPUS, A
from tests.core.charge.desk import working
from tests.core.leases.leasing import LEASE, PLACE, Leasing, stopped


def test_a_proved_move_holds_and_the_session_tells_of_it() -> None:
    desk = stopped()
    lease = desk.held(until="cleared")
    assert (lease.id, lease.place, lease.scope, lease.name) == (LEASE, PLACE, "session", A)
    assert (lease.target, lease.source, lease.owner) == (GPT, OPUS, "ann@desk")
    assert (lease.until, lease.until_ms, lease.strict, lease.ended_ms) == (
        "cleared", None, False, None,
    )  # fmt: skip
    assert desk.notes() == [
        {
            "model": "fake/ok-gpt", "until": "cleared", "by": "ann@desk",
            "since_ms": lease.since_ms,
        }
    ]  # fmt: skip
    action = desk.state.actions[desk.action]
    assert (action.result, action.hint) == ("proved", "held on ok-gpt until cleared")
    assert deed_of(desk.state, action).lease == LEASE
    assert desk.state.noting == {LEASE}
    desk.noted()
    assert desk.state.noting == frozenset()


def test_it_is_written_down_before_its_note_leaves() -> None:
    desk = stopped()
    desk.move(until="cleared")
    desk.serve()
    message = desk.answers(GPT)
    before = desk.state
    effects = desk.part(message, "Well")
    written = entries(before, desk.state, effects)
    assert [entry.id for entry in written if isinstance(entry, Lease)] == [LEASE]
    assert any(isinstance(effect, WriteMetadata) for effect in effects)


def test_the_note_speaks_of_the_servers_time() -> None:
    desk = stopped()
    desk.move(until="time", until_ms=desk.now + 60_000)
    desk.serve()
    server = desk.server
    desk.state = replace(desk.state, servers={LAB: replace(server, offset_ms=5_000.0)})
    desk.proves()
    assert desk.notes()[0]["until_ms"] == (desk.lease.until_ms or 0) - 5_000


def test_a_refused_move_holds_nothing() -> None:
    desk = stopped()
    desk.move(until="cleared")
    desk.turn_read(failed="no")
    assert desk.state.actions[desk.action].result == "refused"
    assert (desk.state.journal.leases, desk.notes()) == ({}, [])


def test_a_move_that_is_not_proved_holds_all_the_same() -> None:
    desk = stopped()
    desk.move(until="cleared")
    desk.serve()
    desk.tick(20)
    assert desk.state.actions[desk.action].result == "accepted"
    assert desk.holds() == ["ok-gpt"]


def test_without_a_wish_nothing_holds() -> None:
    desk = stopped()
    desk.move()
    desk.serve()
    desk.proves()
    assert desk.state.actions[desk.action].result == "proved"
    assert (desk.state.journal.leases, desk.notes()) == ({}, [])


@pytest.mark.parametrize(("scope", "name"), [("agent", "build"), ("provider", "fake")])
def test_wider_scopes_are_named_by_the_session_and_leave_no_note(scope: str, name: str) -> None:
    desk = stopped()
    lease = desk.held(scope=scope, until="cleared")
    assert (lease.scope, lease.name, desk.notes()) == (scope, name, [])
    assert desk.state.noting == frozenset()


def test_a_category_that_nobody_knows_is_refused() -> None:
    desk = stopped()
    action = desk.move(scope="category")
    why = "Nobody knows the category of Refactor billing. Nothing was sent."
    assert (action.result, action.evidence) == ("refused", why)
    assert desk.kinds() == []


def test_until_recovered_takes_the_later_of_the_stated_ends() -> None:
    desk = stopped()
    retry = desk.server.sessions[A].retry
    assert retry is not None
    due = int(retry.next_ms)
    lease = desk.held(until="recovered")
    assert (lease.until_ms, lease.source) == (due, OPUS)
    hint = desk.state.actions[desk.action].hint
    assert hint.startswith("held on ok-gpt until limited-opus is free again, in 7m")


def test_a_try_of_the_server_in_two_seconds_is_no_end_of_a_limit() -> None:
    desk = working(mode="assist")
    desk.waits(ms=2_000)
    leasing = _leasing(desk)
    began = leasing.now
    assert leasing.held(until="recovered").until_ms == began + 60_000


def test_where_nobody_knows_the_end_it_holds_until_cleared_and_says_so() -> None:
    desk = _leasing(working(mode="assist"))
    desk.errs()
    desk.status("idle")
    desk.changes(completed_ms=desk.now)
    lease = desk.held(until="recovered")
    assert lease.until_ms is None
    hint = desk.state.actions[desk.action].hint
    assert hint == "held on ok-gpt until cleared, as nobody knows when limited-opus is free again"
    desk.tick(600)
    assert desk.holds() == ["ok-gpt"]


def test_a_newer_lease_takes_the_place_of_the_older() -> None:
    desk = stopped()
    desk.held(until="cleared")
    desk.noted()
    desk.goes_back()
    desk.waits()
    second = desk.held(KIMI, until="turns", turns=2)
    first = desk.state.journal.leases[LEASE]
    assert (first.ended, second.target, desk.holds()) == (
        "a newer lease took its place", KIMI, ["ok-kimi"],
    )  # fmt: skip
    assert [note["model"] for note in desk.notes()] == ["fake/ok-gpt", "fake/ok-kimi"]


def test_the_row_shows_it() -> None:
    desk = stopped()
    desk.held(until="cleared")
    seen = row(desk.state, RowKey(server=LAB, session=A))
    assert seen is not None
    assert (seen.held, seen.lease) == (True, desk.lease)


def _leasing(desk: Any) -> Leasing:
    made = Leasing.__new__(Leasing)
    made.__dict__.update(desk.__dict__)
    return made
