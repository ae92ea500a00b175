"""What is heard goes into the log: once each, in order, however it was batched."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.events import Event
from omo_watch_core.logged import MOST, Log, Logged
from omo_watch_core.model import Failure, Toast
from omo_watch_core.reduce import reduce
from omo_watch_core.state import State
from tests.core.reduce import make
from tests.core.reduce.make import HOME, LAB
from tests.core.reduce.tapes import TAPE, empty, tape


def folded(state: State, events: Sequence[Event], cuts: Sequence[int] = ()) -> State:
    edges = [0, *sorted({cut % (len(events) + 1) for cut in cuts}), len(events)]
    for start, end in pairwise(edges):
        state, _ = reduce(state, events[start:end])
    return state


def said(state: State) -> list[tuple[str, str, str]]:
    return [(e.kind, e.result, " · ".join(e.what)) for e in state.log.entries]


def logged(state: State) -> list[tuple[str, str, str]]:
    return [entry for entry in said(state) if entry[0] not in ("link",)]


def test_a_stream_is_logged_as_open_lost_once_and_back() -> None:
    state = State()
    for event in (
        ev.ServerAdded(server=LAB, at_ms=0, url="http://x"),
        ev.StreamOpened(server=LAB, at_ms=10),
        ev.StreamEnded(server=LAB, at_ms=20_010, reason="connection reset", jitter=0.5),
        ev.Ticked(server="", at_ms=30_010),
        ev.StreamEnded(server=LAB, at_ms=30_020, reason="refused", jitter=0.5),
        ev.Ticked(server="", at_ms=60_000),
        ev.StreamOpened(server=LAB, at_ms=60_010),
        ev.StreamRefused(server=LAB, at_ms=70_000, reason="wants a password", status=401),
    ):
        state, _ = reduce(state, [event])
    assert said(state) == [
        ("link", "", "stream open"),
        ("link", "down", "stream lost · connection reset"),
        ("link", "back", "stream open again after 40s"),
        ("link", "refused", "stream lost · wants a password"),
    ]


def test_a_server_that_never_answered_is_logged_once() -> None:
    ends = [ev.StreamEnded(server=LAB, at_ms=at, reason="no route", jitter=0.1) for at in (5, 900)]
    added = ev.ServerAdded(server=LAB, at_ms=0, url="http://x")
    state = folded(State(), [added, ends[0], ev.Ticked(server="", at_ms=800), ends[1]])
    assert said(state) == [("link", "down", "not connected · no route")]


def test_waits_errors_and_asks_are_logged_with_their_session() -> None:
    fold = make.Fold(
        make.born(5, title="Refactor billing"),
        make.busy(10),
        make.retry(20, message="429 limit"),
        make.retry(25, message="429 limit"),
        make.retry(30, attempt=2, message="429 limit"),
        make.raised(40, "per_1"),
        make.raised(41, "per_1"),
        make.erred(50, "APIError", "broke"),
        make.erred(51, "APIError", "broke"),
        make.idle(60),
    )
    assert logged(fold.state) == [
        ("status", "", "retry · attempt 1 · 429 limit"),
        ("status", "", "retry · attempt 2 · 429 limit"),
        ("ask", "open", "permission · bash"),
        ("status", "", "error · broke"),
    ]
    assert {(e.session, e.title) for e in fold.state.log.entries} == {(make.A, "Refactor billing")}


def test_an_error_of_an_old_run_is_no_news() -> None:
    failed = Failure(name="APIError", message="broke")
    fold = make.Fold(
        make.born(5), make.answer(90_000, "msg_2", parent="msg_1", completed_ms=5, failure=failed)
    )
    assert logged(fold.state) == []


def test_a_recording_is_logged_claim_before_fact() -> None:
    state = folded(empty(), tape("omo-d1-two-writers").events)
    assert [(e.kind, e.result, e.what[0], e.claimed, e.title) for e in state.log.entries] == [
        ("status", "", "retry", "", "two writers"),
        ("toast", "claim", "Model Fallback", "", "two writers"),
        ("fact", "differs", "ok-three answered", "limited-two", "two writers"),
    ]
    state = folded(empty(), tape("omo-a1-runtime-fallback").events)
    assert [(e.what, e.claimed) for e in state.log.entries if e.kind == "fact"] == [
        (("limited-two was asked",), "limited-two"), (("ok-kimi answered",), "ok-kimi"),
    ]  # fmt: skip


def test_lists_of_tasks_are_about_the_one_session_that_starts_them() -> None:
    state = folded(empty(), tape("omo-b1-background-tasks").events)
    titles = [(e.what[0], e.title) for e in state.log.entries if e.kind == "toast"]
    assert titles[:6] == [("New Background Task", "background demo")] * 6
    assert {title for what, title in titles if what == "Task Completed"} == {""}


def toast(title: str, message: str, at: int = 10) -> ev.ToastShown:
    shown = Toast(
        server=LAB, directory=HOME, title=title, message=message, variant="info", at_ms=at
    )
    return ev.ToastShown(server=LAB, at_ms=at, toast=shown)


def test_our_own_toast_that_comes_back_is_nobodys_claim() -> None:
    fold = make.Fold(make.born(5))
    state = folded(replace(fold.state, owner="ann@desk"), [
        toast("omo-watch", "ann@desk moved “Docs” to gpt-5.4"),
        toast("omo-watch", "bob@ci stopped “Docs”"),
        toast("Saved", "All is well"),
    ])  # fmt: skip
    assert logged(state) == [
        ("toast", "told", "omo-watch · bob@ci stopped “Docs”"),
        ("toast", "claim", "Saved · All is well"),
    ]
    assert [one.title for one in state.toasts] == ["omo-watch", "Saved"]
    assert state.servers[LAB].plugin is None


def test_the_oldest_entries_go_first_and_numbers_go_on() -> None:
    log = Log()
    one = Logged(number=0, at_ms=0, kind="link", server=LAB)
    for number in range(0, MOST + 6, 2):
        log = log.grown([replace(one, number=number), replace(one, number=number + 1)])
    assert (len(log.entries), log.count) == (MOST, MOST + 6)
    assert (log.entries[0].number, log.entries[-1].number) == (6, MOST + 5)
    assert log.grown([]) is log


@given(cuts=st.lists(st.integers(0, 2_000), max_size=20))
@settings(max_examples=20, deadline=None)
def test_any_batching_gives_the_same_log(cuts: list[int]) -> None:
    for name in ("omo-b1-background-tasks", "omo-d2-two-writers-pingpong"):
        events = tape(name).events
        assert folded(empty(), events, cuts).log == folded(empty(), events).log
        assert TAPE in {entry.server for entry in folded(empty(), events).log.entries}
