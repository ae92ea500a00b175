"""The link moves on, clocks are compared, servers come, go and tell about themselves."""

from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.model import ModelInfo, Toast
from omo_watch_core.reduce import reduce
from omo_watch_core.state import State
from tests.core.reduce.make import GPT, LAB, Fold, born, busy, idle, opened, toasted

URL = "http://127.0.0.1:4096"


def _ticked(at: int) -> ev.Ticked:
    return ev.Ticked(server="", at_ms=at)


def _heard(at: int, clock: int | None = None) -> ev.BytesHeard:
    return ev.BytesHeard(server=LAB, at_ms=at, clock_ms=clock)


def _live() -> Fold:
    fold = Fold(ev.ServerAdded(server=LAB, at_ms=10, url=URL))
    fold.tell(ev.StreamOpened(server=LAB, at_ms=50))
    return fold


def test_a_server_is_added_and_its_link_opens() -> None:
    state, changes = reduce(State(), [ev.ServerAdded(server="b", at_ms=10, url=URL)])
    assert (state.servers["b"].url, state.servers["b"].link.phase) == (URL, "opening")
    assert changes.servers


def test_a_server_that_is_added_twice_keeps_what_is_known() -> None:
    fold = Fold(born(100))
    fold.tell(ev.ServerAdded(server=LAB, at_ms=200, url="http://other"))
    assert fold.server.url == "http://other"
    assert fold.server.sessions


def test_a_removed_server_is_gone_with_all_it_had() -> None:
    fold = Fold(born(100), opened(150))
    changes = fold.tell(ev.ServerRemoved(server=LAB, at_ms=200))
    assert (fold.state.servers, fold.state.open) == ({}, frozenset())
    assert (changes.order, changes.servers) == (True, True)


def test_events_of_a_server_that_is_not_watched_are_nothing() -> None:
    state, changes = reduce(State(), [born(100), busy(200)])
    assert (state.servers, state.now_ms, bool(changes)) == ({}, 200, False)
    added = ev.ServerAdded(server=LAB, at_ms=300, url=URL)
    state, _ = reduce(State(), [born(100), added])
    assert state.servers[LAB].sessions == {}


def test_what_a_removed_server_still_says_is_nothing() -> None:
    """Events that were on their way fold to the same in one batch and one by one."""
    late = [toasted(210, "Hi"), busy(220), ev.SessionOpened(server=LAB, at_ms=230, session="ses_a")]
    told: list[ev.Event] = [ev.ServerRemoved(server=LAB, at_ms=200), *late]
    start = Fold(born(100)).state
    whole, _ = reduce(start, told)
    for event in told:
        start, _ = reduce(start, [event])
    assert whole == start
    assert (whole.servers, whole.toasts, whole.open) == ({}, (), frozenset())


def test_now_never_goes_back() -> None:
    fold = Fold(_ticked(500), born(400))
    assert fold.state.now_ms == 500
    fold.tell(_ticked(600))
    assert fold.state.now_ms == 600


def test_a_tick_moves_every_link() -> None:
    fold = _live()
    fold.tell(_ticked(40_000))
    assert fold.server.link.phase == "silent"


def test_a_heartbeat_changes_nothing_that_shows() -> None:
    fold = _live()
    fold.tell(_heard(100, clock=90))
    assert not fold.tell(_heard(10_100, clock=10_090))
    assert fold.server.link.heard_ms == 10_100


def test_the_offset_is_the_least_lag_of_late() -> None:
    fold = _live()
    for at, clock in ((1_040, 1_000), (2_003, 2_000), (3_050, 3_000)):
        fold.tell(_heard(at, clock))
    assert fold.server.offset_ms == 3
    for beat in range(20):
        fold.tell(_heard(5_020 + beat, 5_000 + beat))
    assert fold.server.offset_ms == 20


def test_a_clock_that_is_far_off_is_shown_in_all_rows() -> None:
    fold = _live()
    fold.tell(born(100))
    changes = fold.tell(_heard(100_000, clock=10_000))
    assert (changes.servers, changes.order, len(changes.sessions)) == (True, True, 1)


def test_what_could_not_be_read_is_counted() -> None:
    fold = _live()
    fold.tell(
        ev.BytesHeard(server=LAB, at_ms=60, garbage=2, dropped=3),
        ev.Unrecognised(server=LAB, at_ms=70, kind="pty.created"),
        ev.Unrecognised(server=LAB, at_ms=80, kind="session.updated", malformed=True),
    )
    counts = fold.server.counts
    assert (counts.malformed, counts.dropped, counts.unrecognised) == (3, 3, 1)
    assert counts.events == 5


def test_a_lost_stream_makes_all_rows_unknown() -> None:
    fold = _live()
    fold.tell(born(100), busy(200))
    changes = fold.tell(ev.StreamEnded(server=LAB, at_ms=300, reason="gone"))
    assert fold.server.link.lost_since_ms == 300
    assert (changes.servers, changes.order, len(changes.sessions)) == (True, True, 1)


def test_after_a_gap_nobody_knows_how_long_a_session_was_silent() -> None:
    fold = _live()
    fold.tell(born(100), busy(200), ev.StreamEnded(server=LAB, at_ms=300, reason="gone"))
    fold.tell(_ticked(900_000), ev.StreamOpened(server=LAB, at_ms=900_100))
    assert (fold.a.active_ms, fold.a.turn_ms) == (0, 200)


def test_a_row_that_becomes_known_again_is_shown_anew() -> None:
    fold = _live()
    fold.tell(born(100), busy(200), ev.StreamEnded(server=LAB, at_ms=300, reason="gone"))
    fold.tell(_ticked(9_000), ev.StreamOpened(server=LAB, at_ms=9_100))
    changes = fold.tell(busy(9_200))
    assert (len(changes.sessions), changes.order) == (1, True)


def test_a_server_tells_version_directory_and_plugin() -> None:
    fold = _live()
    told = ev.ServerDescribed(
        server=LAB, at_ms=60, own_directory="/srv/dev", plugin=True, default_agent="plan"
    )
    assert fold.tell(ev.HealthRead(server=LAB, at_ms=55, version="1.18.33")).servers
    assert fold.tell(told).servers
    assert not fold.tell(ev.ServerDescribed(server=LAB, at_ms=70, own_directory=None, plugin=None))
    server = fold.server
    assert (server.version, server.own_directory, server.plugin) == ("1.18.33", "/srv/dev", True)
    assert server.default_agent == "plan"


def test_models_are_held_by_name() -> None:
    fold = Fold(born(100))
    told = ev.ModelsListed(server=LAB, at_ms=60, models=(ModelInfo(ref=GPT, context=200_000),))
    assert fold.tell(told).order
    assert not fold.tell(told)
    assert fold.server.models["fake/ok-gpt"].context == 200_000


# --- what is said to people


def test_the_newest_toasts_are_held() -> None:
    fold = Fold()
    for number in range(205):
        toast = Toast(
            server=LAB, directory="", title="", message=str(number), variant="info", at_ms=number
        )
        changes = fold.tell(ev.ToastShown(server=LAB, at_ms=number, toast=toast))
        assert changes.notices
    assert [toast.message for toast in fold.state.toasts] == [str(n) for n in range(5, 205)]


def test_a_crash_is_kept_to_be_shown() -> None:
    fold = Fold()
    assert fold.tell(ev.Crashed(server="", at_ms=100, reason="KeyError: x")).notices
    assert fold.state.faults == ("KeyError: x",)


def test_looking_at_an_ended_session_is_seen() -> None:
    fold = Fold(born(100), busy(200), idle(300), opened(400))
    assert fold.a.seen_ms == 400
    assert fold.state.open == {(LAB, "ses_a")}


def test_a_session_that_was_put_among_the_open_ones_by_hand_gets_a_transcript() -> None:
    fold = Fold(born(100))
    fold.state = replace(fold.state, open=frozenset({(LAB, "ses_a")}))
    fold.tell(busy(200))
    assert list(fold.server.transcripts) == ["ses_a"]
    fold.state = replace(fold.state, open=frozenset())
    fold.tell(idle(300))
    assert fold.server.transcripts == {}
