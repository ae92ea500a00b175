"""A session that waits is stopped and put aside; the row says so before the abort leaves."""

from __future__ import annotations

import msgspec
import pytest

from omo_watch_core.actions.action import ParkAction
from omo_watch_core.clock import DAY
from omo_watch_core.commands import Park
from omo_watch_core.effects import ReadHistory, ReadStatus, SendAbort, WriteMetadata
from omo_watch_core.events import LastTurn
from omo_watch_core.journal.nouns import Parked
from omo_watch_core.select.row import RowKey, row
from tests.core.actions.histories import ANSWERED, last_turn
from tests.core.actions.stage import LAB, OPUS, START, A, info
from tests.core.parking.stand import PARK, PLACE, Stand, ordered, waiting

TURN = last_turn(newest="msg_00000000000000000000000002")


def aborting(stand: Stand) -> Stand:
    stand.order(PARK)
    stand.history(TURN)
    stand.status_read("retry")
    return stand


def stages(stand: Stand) -> list[str]:
    return [entry.stage for entry in stand.written if isinstance(entry, Parked)]


def test_it_is_written_down_stopped_seen_to_rest_and_marked() -> None:
    stand = waiting()
    assert [type(effect) for effect in stand.order(PARK)] == [ReadHistory]
    assert [type(effect) for effect in stand.history(TURN)] == [ReadStatus]
    assert stand.status_read("retry") == [SendAbort(server=LAB, action=stand.name, session=A)]
    assert stages(stand) == ["parking"]
    assert [type(effect) for effect in stand.abort_answered()] == [ReadStatus]
    stand.status("idle")
    (mark,) = stand.status_read("idle")
    assert isinstance(mark, WriteMetadata)
    said = msgspec.json.decode(mark.changes)["parked"]
    assert said == {"until_ms": START + 1_000 + 476_000, "by": "ben@desk"}
    assert stages(stand) == ["parking", "parked"]
    stand.marked()
    action = stand.action
    assert action.result == "parked"
    assert "Refactor billing goes on at " in action.evidence
    assert "(in 7m51s) with limited-opus" in action.evidence
    kept = stand.row()
    assert (kept.stage, kept.place, kept.model) == ("parked", PLACE, OPUS)
    assert (kept.newest, kept.owner) == (TURN.newest, "ben@desk")
    shown = row(stand.state, RowKey(server=LAB, session=A))
    assert shown is not None
    assert (shown.state, shown.due_ms) == ("parked", kept.due_ms)
    assert shown.verdict is not None
    assert shown.verdict.evidence == "parked by ben@desk"


@pytest.mark.parametrize(
    ("message", "after"),
    [
        ("Rate limit reached", 476_000),
        ("Limit reached, resets in 2 hours", 7_200_000),
        ("Limit reached, try again in 20 seconds", 476_000),
    ],
)
def test_the_later_of_the_servers_word_and_the_messages_counts(message: str, after: int) -> None:
    stand = aborting(waiting(message=message))
    assert stand.row().due_ms == START + 1_000 + after


@pytest.mark.parametrize(
    ("after_ms", "said"),
    [(400 * DAY, "goes on in 400 days with"), (2**53 - START, "goes on in 104229"),
     (2 * DAY, "(in 2d) with")],
)  # fmt: skip
def test_a_wait_that_no_calendar_holds_is_parked_too(after_ms: int, said: str) -> None:
    stand = waiting()
    stand.status(
        "retry", attempt=2, next_ms=float(stand.now + after_ms), message="Rate limit reached"
    )
    aborting(stand)
    stand.abort_answered()
    stand.status("idle")
    stand.status_read("idle")
    stand.marked()
    assert stand.action.result == "parked"
    assert said in stand.action.evidence
    assert stand.action.evidence.count(" in ") + stand.action.evidence.count("(in ") == 1


def test_the_clock_of_the_server_is_corrected() -> None:
    stand = waiting()
    server = msgspec.structs.replace(stand.server, offset_ms=30_000.0)
    stand.state = msgspec.structs.replace(stand.state, servers={LAB: server})
    aborting(stand)
    action = stand.action
    assert isinstance(action, ParkAction)
    assert stand.row().due_ms == START + 1_000 + 476_000 + 30_000
    assert action.until_server_ms == START + 1_000 + 476_000


@pytest.mark.parametrize(
    ("read", "why"),
    [
        ("busy", "it works and waits for no limit"),
        ("idle", "it does not wait for a limit"),
        (None, "its status could not be read"),
    ],
)
def test_what_does_not_wait_is_left_alone(read: str | None, why: str) -> None:
    stand = waiting()
    stand.order(PARK)
    stand.history(TURN)
    stand.later(10)
    stand.status_read(read)
    assert stand.action.result == "refused"
    assert stand.action.evidence.startswith(why)
    assert stages(stand) == []
    assert stand.all_sent(SendAbort) == []


@pytest.mark.parametrize("turn", [ANSWERED, None])
def test_what_has_nothing_to_go_on_with_is_not_parked(turn: LastTurn | None) -> None:
    stand = waiting()
    stand.order(ordered(Park, until_ms=START + 60_000))
    stand.history(turn)
    assert stand.action.result == "refused"
    assert "nothing that could go on" in stand.action.evidence


def test_what_rests_is_parked_until_a_time_that_is_named_without_an_abort() -> None:
    stand = waiting()
    stand.status("idle")
    stand.order(ordered(Park, until_ms=START + 60_000))
    stand.history(TURN)
    stand.later(10)
    (mark,) = stand.status_read("idle")
    assert isinstance(mark, WriteMetadata)
    assert stand.all_sent(SendAbort) == []
    stand.marked()
    assert (stand.action.result, stand.row().due_ms) == ("parked", START + 60_000)


def test_an_unanswered_abort_parks_only_what_is_seen_to_rest() -> None:
    stand = aborting(waiting())
    stand.abort_answered(ok=False, reason="timed out")
    stand.later(1_000).status("idle")
    stand.status_read("idle")
    stand.marked()
    assert stand.action.result == "parked"


def test_an_unanswered_abort_of_what_still_waits_drops_the_row() -> None:
    stand = aborting(waiting())
    stand.abort_answered(ok=False, reason="timed out")
    for _ in range(8):
        stand.tick()
        if stand.action.result is None:
            stand.status_read("retry")
    assert stand.action.result == "still alive"
    assert "the abort was not answered (timed out)" in stand.action.evidence
    assert stand.row().stage == "dropped"


def test_where_nobody_can_tell_the_row_is_left_to_be_settled() -> None:
    stand = aborting(waiting())
    stand.abort_answered()
    for _ in range(30):
        stand.tick()
        if stand.action.result is None:
            stand.status_read(None)
    assert stand.action.result == "still alive"
    assert "nobody could tell whether it stopped" in stand.action.evidence
    assert stand.row().stage == "parking"


def test_a_mark_that_cannot_be_written_is_told() -> None:
    stand = aborting(waiting())
    stand.abort_answered()
    stand.status("idle")
    stand.status_read("idle")
    stand.marked(ok=False, reason="500")
    assert stand.action.result == "parked"
    assert "its metadata could not be written" in stand.action.hint


def test_a_session_that_is_deleted_meanwhile_is_not_parked() -> None:
    stand = aborting(waiting())
    stand.deleted()
    assert stand.action.result == "refused"
    assert stand.row().stage == "dropped"


def test_who_waits_for_it_is_kept_for_the_result() -> None:
    from omo_watch_core.model import Tool

    stand = waiting(info(), info("ses_p"))
    sessions = dict(stand.server.sessions)
    child = sessions[A]
    sessions[A] = msgspec.structs.replace(
        child, info=msgspec.structs.replace(child.info, parent="ses_p")
    )
    task = Tool(name="task", call="c", status="running", child=A)
    sessions["ses_p"] = msgspec.structs.replace(
        sessions["ses_p"], status="busy", tools=(task,), status_ms=stand.now
    )
    server = msgspec.structs.replace(stand.server, sessions=sessions)
    stand.state = msgspec.structs.replace(stand.state, servers={LAB: server})
    aborting(stand)
    assert stand.row().parent == "ses_p"


def test_who_only_looks_parks_nothing() -> None:
    stand = waiting(mode="watch")
    assert stand.order(PARK) == []
    assert stand.action.result == "refused"
