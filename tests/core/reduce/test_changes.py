"""What a batch changed is named, and nothing else is."""

import pytest

from omo_watch_core import events as ev
from omo_watch_core.changes import NOTHING
from omo_watch_core.reduce import reduce
from omo_watch_core.select.condition import STUCK_AFTER_MS
from tests.core.reduce.make import (
    LAB,
    A,
    Fold,
    answer,
    born,
    busy,
    deleted,
    erred,
    grew,
    idle,
    listed,
    message,
    opened,
    raised,
    retry,
    shown,
    text,
    turn,
    updated,
    user,
)

KEY = frozenset({(LAB, A)})
STARTED = (born(100), *turn(200), answer(300, "msg_2", parent="msg_1"))
SHOWN = (*STARTED, grew(310, "msg_2", "prt_2", "w"))


def test_an_empty_batch_changes_nothing() -> None:
    fold = Fold(*STARTED)
    state, changes = reduce(fold.state, [])
    assert (state, changes) == (fold.state, NOTHING)


def test_a_delta_of_a_session_that_is_seen_to_work_changes_nothing_that_shows() -> None:
    fold = Fold(*SHOWN)
    assert not fold.tell(grew(400, "msg_2", "prt_2", "w"))


def test_a_delta_of_an_open_session_marks_its_transcript() -> None:
    fold = Fold(*SHOWN, opened(350))
    assert fold.tell(grew(400, "msg_2", "prt_2", "w")).transcripts == KEY


def test_housekeeping_changes_nothing_that_shows() -> None:
    fold = Fold(*SHOWN, idle(900))
    assert not fold.tell(updated(950))
    assert not fold.tell(user(960, "msg_1"))
    assert not fold.tell(idle(970))


@pytest.mark.parametrize(
    "event",
    [
        born(400, "ses_b"),
        deleted(400),
        idle(400),
        retry(400),
        raised(400, "per_1"),
        updated(400, title="another"),
        updated(400, parent="ses_p"),
        updated(400, archived_ms=5),
        listed(500, 400),
    ],
    ids=lambda event: type(event).__name__,
)
def test_what_rows_are_sorted_by_changes_the_order(event: ev.Event) -> None:
    fold = Fold(*SHOWN)
    assert fold.tell(event).order


@pytest.mark.parametrize(
    "event",
    [
        busy(400),
        updated(400, cost=0.5),
        answer(400, "msg_2", parent="msg_1", finish="stop"),
        shown(400, text("prt_2", "msg_2", "whole")),
        erred(400, "ContextOverflowError"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_the_rest_leaves_the_order_alone(event: ev.Event) -> None:
    fold = Fold(*SHOWN)
    assert not fold.tell(event).order


def test_an_error_after_the_end_changes_the_order() -> None:
    fold = Fold(*SHOWN, idle(400))
    assert fold.tell(erred(500, "APIError", "no", 401)).order


def test_a_word_from_a_stuck_session_changes_the_order() -> None:
    fold = Fold(*SHOWN)
    late = 310 + STUCK_AFTER_MS
    fold.tell(ev.Ticked(server="", at_ms=late))
    assert fold.tell(grew(late, "msg_2", "prt_2", "w")).order


def test_changes_that_cancel_out_in_one_batch_leave_the_order_alone() -> None:
    fold = Fold(*SHOWN)
    closed = ev.AskClosed(server=LAB, at_ms=410, session=A, ask="per_1")
    _, changes = reduce(fold.state, [raised(400, "per_1"), closed])
    assert (changes.order, changes.notices, changes.sessions) == (False, True, KEY)


def test_a_ghost_changes_nothing() -> None:
    fold = Fold(*SHOWN, deleted(400))
    assert not fold.tell(grew(500, "msg_2", "prt_2", "w"), busy(510))


def test_an_ask_is_a_notice() -> None:
    fold = Fold(*SHOWN)
    changes = fold.tell(raised(400, "per_1"))
    assert (changes.notices, changes.sessions) == (True, KEY)


def test_a_listed_history_marks_row_and_transcript() -> None:
    fold = Fold(*SHOWN, opened(350))
    listing = ev.MessagesListed(
        server=LAB,
        at_ms=500,
        asked_ms=400,
        session=A,
        complete=True,
        messages=((message("msg_2", "assistant", parent="msg_1"), ()),),
    )
    changes = fold.tell(listing)
    assert (changes.sessions, changes.transcripts) == (KEY, KEY)


def test_the_state_before_is_left_as_it_was() -> None:
    fold = Fold(*SHOWN, opened(350))
    before = fold.state
    sessions, asks = dict(fold.server.sessions), dict(fold.server.asks)
    fold.tell(*turn(400, "msg_5"), raised(410, "per_1"), idle(420), deleted(430))
    assert before.servers[LAB].sessions == sessions
    assert before.servers[LAB].asks == asks
    assert before.open == {(LAB, A)}
