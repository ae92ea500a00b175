"""News that were put away stay away: while clocks drift, after a restart, under another name."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from omo_watch_core.events import JournalRead, NewsClosed
from omo_watch_core.journal.folding import fold
from omo_watch_core.journal.kept import Closed
from omo_watch_core.model import Retry
from omo_watch_core.select.inbox import inbox
from omo_watch_core.select.inbox_put_away import closed_of
from omo_watch_core.select.inbox_rows import InboxView, inbox_rows, past
from omo_watch_core.state import Session, State
from tests.core.select.make import (
    GPT,
    KIMI,
    LAB,
    LIMITED,
    MINUTE,
    NOW,
    SECOND,
    answer,
    busy,
    idle,
    prompt,
    retry,
    server,
    setback,
    state,
)

AFTER = NOW + 9 * MINUTE
VOID: dict[str, Any] = {"answer": answer(completed_ms=NOW - MINUTE), "answered": False}


def of(*sessions: Session, name: str = LAB, offset: float = 0.0, at: int = NOW) -> State:
    """Give a state of one server, at a time."""
    made = server(*sessions, name=name, offset_ms=offset, plugin=True)
    return replace(state(made, owner="ann@desk"), now_ms=at)


def put_away(before: State, at: int = NOW) -> tuple[Closed, ...]:
    """Put all rows away that a state has, and give what is written down."""
    rows = inbox_rows(before, InboxView()).rows
    assert rows
    return tuple(closed_of(before, row, at) for row in rows)


def left(closed: tuple[Closed, ...], after: State) -> list[str]:
    """Give the kinds that stand in the Inbox of a program that reads what was written."""
    written = msgspec.json.encode(closed)
    read = msgspec.json.decode(written, type=tuple[Closed, ...])
    known = fold(after, [JournalRead(server="", at_ms=after.now_ms, closed=read)])
    return [entry.kind for entry in inbox(known)]


def test_a_rising_lag_brings_nothing_back() -> None:
    failed = [idle(f"ses_{n}", failure=LIMITED, answer=answer(name=f"msg_{n}")) for n in range(8)]
    before = of(*failed)
    event = NewsClosed(server="", at_ms=NOW, closed=put_away(before))
    after = fold(before, [event])
    lab = after.servers[LAB]
    for lag in (0.0, 3.4, 7.0, 90_000.0):
        drifted = replace(after, servers={LAB: replace(lab, offset_ms=lag)})
        assert inbox(drifted) == ()


def test_an_end_that_was_watched_is_the_same_one_after_a_restart() -> None:
    watched = idle(failure=LIMITED, ended_ms=NOW - 2 * MINUTE)
    told = replace(answer(completed_ms=NOW - MINUTE), failure=LIMITED)
    restarted = idle(answer=told, updated_ms=NOW + 120, since_ms=AFTER - MINUTE)
    assert left((), of(restarted, at=AFTER)) == ["no answer"]
    assert left(put_away(of(watched)), of(restarted, at=AFTER)) == []


def test_what_ended_in_another_turn_is_news() -> None:
    watched = idle(failure=LIMITED, ended_ms=NOW - 2 * MINUTE)
    told = replace(answer(name="msg_4", parent="msg_3"), failure=LIMITED)
    again = idle(prompt=prompt(name="msg_3"), answer=told, updated_ms=NOW - 3 * MINUTE)
    assert left(put_away(of(watched)), of(again, at=AFTER)) == ["no answer"]


def test_a_prompt_that_never_ran_is_news_of_its_own() -> None:
    ran = idle(failure=LIMITED, turn_ms=NOW - MINUTE)
    lost = idle(
        prompt=prompt(NOW - MINUTE, name="msg_3"), turn_ms=NOW - 2 * MINUTE,
        answer=answer(completed_ms=NOW - MINUTE, finish="stop"),
    )  # fmt: skip
    assert left(put_away(of(ran)), of(lost, at=AFTER)) == ["no answer"]
    assert left(put_away(of(lost)), of(lost, at=AFTER)) == []


def test_a_notice_of_the_plugin_that_asks_nothing_is_none() -> None:
    failed = idle(failure=LIMITED)
    noticed = replace(failed, prompt=prompt(NOW, name="msg_3"), silent_prompt="msg_3")
    assert left(put_away(of(failed)), of(noticed, at=AFTER)) == []


def test_a_chain_that_was_used_up_is_one_end_when_its_models_are_forgotten() -> None:
    spent = (setback(), setback(GPT), setback(KIMI))
    watched = of(idle(setbacks=spent, **VOID))
    restarted = idle(**VOID)
    closed = put_away(watched)
    assert [one.kind for one in closed] == ["exhausted"]
    assert left((), of(restarted, at=AFTER)) == ["no answer"]
    assert left(closed, of(restarted, at=AFTER)) == []


SILENT = busy(active_ms=NOW - 4 * MINUTE, turn_ms=NOW - 5 * MINUTE)
LOOPS = busy(unfinished=3, turn_ms=NOW - 5 * MINUTE)


@pytest.mark.parametrize("stuck", [SILENT, LOOPS], ids=["silent", "looping"])
def test_what_is_stuck_stays_away_over_a_restart(stuck: Session) -> None:
    """What was heard of it is forgotten: all its times begin with the program."""
    began = NOW + 5 * MINUTE
    anew = replace(stuck, since_ms=began, active_ms=0, turn_ms=0, prompt=None)
    assert left((), of(anew, at=AFTER)) == ["stuck"]
    assert left(put_away(of(stuck)), of(anew, at=AFTER)) == []


def test_who_worked_again_and_fell_silent_again_is_news() -> None:
    again = replace(SILENT, active_ms=NOW + MINUTE)
    assert left(put_away(of(SILENT)), of(SILENT, at=AFTER)) == []
    assert left(put_away(of(SILENT)), of(again, at=AFTER)) == ["stuck"]


def test_who_loops_on_is_no_news_until_another_prompt() -> None:
    closed = put_away(of(LOOPS))
    step = replace(LOOPS, unfinished=4, answer=answer(name="msg_9"), active_ms=AFTER)
    assert left(closed, of(step, at=AFTER)) == []
    other = replace(step, prompt=prompt(name="msg_8"), answer=answer(name="msg_9", parent="msg_8"))
    assert left(closed, of(other, at=AFTER)) == ["stuck"]


def test_each_compaction_of_a_loop_has_a_prompt_and_is_no_news() -> None:
    loops = busy(compactions=3, turn_prompt="msg_1", prompt=prompt(name="msg_3"))
    more = replace(loops, compactions=4, prompt=prompt(name="msg_5"))
    assert left(put_away(of(loops)), of(more, at=AFTER)) == []


def test_a_wait_that_nobody_ends_is_no_news_with_each_attempt() -> None:
    waits = Retry(
        attempt=1, message="Service unavailable", next_ms=float(AFTER), since_ms=NOW - MINUTE
    )
    later = replace(waits, attempt=2, since_ms=NOW + MINUTE)
    before, after = of(retry(retry=waits)), of(retry(retry=later, active_ms=NOW + MINUTE), at=AFTER)
    assert left((), after) == ["stuck"]
    assert left(put_away(before), after) == []


def test_a_server_with_another_name_keeps_what_was_put_away_and_its_past() -> None:
    failed = idle(failure=LIMITED)
    closed = put_away(of(failed))
    renamed = of(failed, name="box", at=AFTER)
    assert left(closed, renamed) == []
    read = JournalRead(server="", at_ms=AFTER, closed=closed)
    (row,) = past(fold(renamed, [read]))
    assert (row.server, row.kind, row.by) == ("box", "closed", "ann@desk")


def test_another_server_under_an_old_name_has_its_own_news() -> None:
    closed = put_away(of(idle(failure=LIMITED)))
    other = replace(server(idle(failure=LIMITED)), url="http://127.0.0.1:5000")
    elsewhere = state(other)
    assert left(closed, elsewhere) == ["no answer"]
    read = JournalRead(server="", at_ms=NOW, closed=closed)
    assert past(fold(elsewhere, [read])) == ()


OLD = (
    b'[{"id":"no answer:lab:ses_a","changed_ms":%d,"since_ms":%d,"kind":"no answer",'
    b'"server":"lab","session":"ses_a","title":"t","text":"429","owner":"ann"}]'
)


@pytest.mark.parametrize(
    ("ended", "kinds"),
    [(NOW - MINUTE, []), (NOW - MINUTE + 120, []), (NOW - MINUTE + 30 * SECOND, ["no answer"]),
     (NOW - MINUTE + 2 * SECOND, ["no answer"])],
)  # fmt: skip
def test_what_an_earlier_version_wrote_goes_by_the_time(ended: int, kinds: list[str]) -> None:
    """It may drift a little, yet what began after it was put away is news."""
    written = OLD % (NOW - MINUTE + SECOND, NOW - MINUTE)
    closed = msgspec.json.decode(written, type=tuple[Closed, ...])
    after = of(idle(failure=LIMITED, ended_ms=ended))
    assert left(closed, after) == kinds
    (row,) = past(fold(after, [JournalRead(server="", at_ms=NOW, closed=closed)]))
    assert (row.server, row.id) == (LAB, "closed:no answer:lab:ses_a")
