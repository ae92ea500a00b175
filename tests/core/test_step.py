"""One turn of the loop: what is folded, what is asked for, and what may look different."""

from omo_watch_core.changes import Changes
from omo_watch_core.effects import CloseStream, ListSessions, OpenStream, Probe
from omo_watch_core.events import (
    Event,
    HealthRead,
    ServerAdded,
    ServerRemoved,
    SessionSeen,
    SessionsListed,
    StreamEnded,
    StreamOpened,
    Ticked,
)
from omo_watch_core.model import SessionInfo
from omo_watch_core.state import State
from omo_watch_core.step import step

T0 = 1_800_000_000_000
INFO = SessionInfo(id="ses_1", title="Fix", directory="")


def added() -> Event:
    return ServerAdded(server="s", at_ms=T0, url="http://127.0.0.1:1")


def opened(at: int = T0) -> Event:
    return StreamOpened(server="s", at_ms=at)


def listed(at: int) -> Event:
    return SessionsListed(server="s", at_ms=at, asked_ms=at, sessions=(INFO,), complete=True)


def connected() -> State:
    """Be connected, with one session listed."""
    state, _, _ = step(State(), [added()])
    state, _, _ = step(state, [opened()])
    return step(state, [listed(T0 + 100)])[0]


def test_a_server_that_is_added_gets_a_stream_and_one_that_is_removed_loses_it() -> None:
    state, changes, effects = step(State(), [added()])
    assert (effects, changes.servers) == ((OpenStream(server="s"),), True)
    _, _, effects = step(state, [ServerRemoved(server="s", at_ms=T0)])
    assert effects == (CloseStream(server="s"),)


def test_a_stream_that_opens_is_asked_for_a_snapshot_in_the_same_turn() -> None:
    state, _, _ = step(State(), [added()])
    _, _, effects = step(state, [opened(), Ticked(server="", at_ms=T0)])
    assert ListSessions(server="s") in effects


def test_a_silence_is_probed() -> None:
    _, _, effects = step(connected(), [Ticked(server="", at_ms=T0 + 30_000)])
    assert Probe(server="s") in effects


def test_when_a_gap_ends_every_row_may_look_different() -> None:
    state, _, _ = step(connected(), [StreamEnded(server="s", at_ms=T0 + 500, reason="x")])
    state, _, _ = step(state, [Ticked(server="", at_ms=T0 + 2_000)])
    state, _, _ = step(state, [opened(T0 + 2_100)])
    assert state.servers["s"].link.lost_since_ms == T0 + 500
    state, changes, _ = step(state, [listed(T0 + 2_200)])
    assert state.servers["s"].link.lost_since_ms is None
    assert (changes.sessions, changes.order, changes.servers) == ({("s", "ses_1")}, True, True)


def test_nothing_that_can_be_seen_is_no_change() -> None:
    state = connected()
    again = SessionSeen(server="s", at_ms=T0 + 200, info=INFO)
    state, _, _ = step(state, [again])
    _, changes, effects = step(state, [again])
    assert (changes, effects) == (Changes(), ())


def test_any_batching_of_the_same_events_asks_the_same() -> None:
    events = [
        added(),
        opened(),
        listed(T0 + 100),
        HealthRead(server="s", at_ms=T0 + 110, version="1"),
        Ticked(server="", at_ms=T0 + 900),
        SessionSeen(server="s", at_ms=T0 + 950, info=INFO),
    ]
    one, _, together = step(State(), events)
    state, apart = State(), []
    for event in events:
        state, _, effects = step(state, [event])
        apart += effects
    assert one.servers["s"].sessions == state.servers["s"].sessions
    assert sorted(map(repr, together)) == sorted(map(repr, apart))
