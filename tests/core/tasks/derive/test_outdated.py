"""Who only looks may read a session before its end, and the journal behind it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from omo_watch_core.model import Message, Retry
from omo_watch_core.state import Session
from omo_watch_core.tasks.derive.standing import LATE_MS
from omo_watch_core.tasks.record import Status
from tests.core.select.make import MINUTE, NOW, SECOND
from tests.core.select.make import server as make_server
from tests.core.select.tasks import child
from tests.core.tasks.derive.make import journal, own, row, said

END = NOW - 20 * SECOND


def seen(heard_ms: int, status: Status = "completed", **session: object) -> tuple[object, ...]:
    """Give state, claim and verdict of a task of ours that ended, its session read at a moment."""
    made: Session = replace(child("ses_own"), status_ms=heard_ms, **session)
    task = own(status=status, session="ses_own", completed_ms=END, started_ms=NOW - MINUTE)
    return said(row(make_server(made), journal=journal(task)))


def test_an_end_that_is_newer_than_the_look_counts() -> None:
    assert seen(END - 1) == ("completed", "completed", "unknown")


def test_the_same_while_it_was_seen_to_wait() -> None:
    wait = Retry(attempt=1, message="429", next_ms=float(NOW + MINUTE), since_ms=END - 9)
    assert seen(END - 1, retry=wait)[:2] == ("completed", "completed")


def test_an_answer_that_came_late_tells_of_before() -> None:
    assert seen(END + LATE_MS)[:2] == ("completed", "completed")


def test_what_was_heard_behind_the_end_counts_more() -> None:
    assert seen(END + LATE_MS + 1) == ("running", "completed", "ok")


def test_a_prompt_behind_the_end_begins_anew() -> None:
    prompt = Message(id="msg_new", session="ses_own", role="user", created_ms=END + 1)
    assert seen(END + 2, prompt=prompt)[:2] == ("running", "completed")


@pytest.mark.parametrize("status", ["cancelled", "error"])
def test_other_ends_are_told_while_a_session_may_still_run(status: Status) -> None:
    assert seen(END - 1, status)[0] == "running"
