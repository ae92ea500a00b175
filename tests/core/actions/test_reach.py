"""Where a batch is cut, so that its size makes no difference."""

from collections.abc import Callable

from omo_watch_core import events as ev
from omo_watch_core.actions.reach import reach
from omo_watch_core.events import Event
from omo_watch_core.model import Message
from tests.core.actions.histories import last_turn
from tests.core.actions.stage import LAB, START, A, Stage, cancel, failure, info, running, to


def status(session: str, server: str = LAB) -> Event:
    return ev.StatusHeard(server=server, at_ms=START, session=session, directory="", status="busy")


def grew(session: str) -> Event:
    return ev.TextGrew(server=LAB, at_ms=START, session=session, message="m", part="p", delta="d")


def pieces(stage: Stage, batch: list[Event]) -> list[int]:
    ends: list[int] = []
    while not ends or ends[-1] < len(batch):
        ends.append(reach(stage.state, batch, ends[-1] if ends else 0))
    return ends


def prompted() -> Stage:
    stage = running(word="retry")
    stage.order(to())
    stage.history(last_turn())
    stage.abort_answered()
    stage.history(last_turn())
    return stage


BATCH = [status("ses_z"), status(A), grew(A), status("ses_z"), status(A, "twin"), status(A)]


def test_without_an_action_a_batch_is_one_piece() -> None:
    assert pieces(running(), BATCH) == [6]
    assert pieces(running(), []) == [0]


def test_a_piece_ends_behind_what_concerns_an_action() -> None:
    stage = running()
    stage.order(cancel())
    assert pieces(stage, BATCH) == [2, 6]
    assert reach(stage.state, BATCH, 2) == 6


def test_a_text_that_grows_matters_only_where_an_answer_is_awaited() -> None:
    assert pieces(prompted(), BATCH) == [2, 3, 6]


def test_what_is_below_matters_to_a_tree() -> None:
    stage = running(info(), info("ses_z", parent=A))
    stage.order(cancel(strength="tree"))
    assert pieces(stage, BATCH) == [1, 2, 4, 6]


def test_an_ended_action_looks_at_nothing() -> None:
    stage = running()
    stage.order(cancel())
    stage.abort_answered(ok=False, reason="no")
    assert pieces(stage, BATCH) == [6]


def test_every_kind_of_event_that_actions_react_to_is_a_cut() -> None:
    stage = running()
    stage.order(cancel())
    message = Message(id="m", session=A, role="user")
    cuts: list[Callable[[], Event]] = [
        lambda: ev.Ticked(server="", at_ms=START),
        lambda: ev.MessageSeen(server=LAB, at_ms=START, message=message),
        lambda: ev.SessionDeleted(server=LAB, at_ms=START, session=A),
        lambda: ev.SessionErred(server=LAB, at_ms=START, session=A, failure=failure()),
        lambda: ev.JournalRead(server="", at_ms=START),
        lambda: ev.SessionSeen(server=LAB, at_ms=START, info=info()),
        lambda: ev.InstanceDisposed(server=LAB, at_ms=START, directory=""),
        lambda: ev.ServerRemoved(server=LAB, at_ms=START),
        lambda: ev.DirectoryRead(
            server=LAB, at_ms=START, asked_ms=START, directory="", statuses=(), asks=()
        ),
        lambda: ev.AbortAnswered(server=LAB, at_ms=START, action="x", session=A, ok=True),
    ]
    quiet = ev.BytesHeard(server=LAB, at_ms=START)
    for cut in cuts:
        assert pieces(stage, [quiet, cut(), quiet]) == [2, 3]
