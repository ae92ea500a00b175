"""The connection as a table of states: what each event makes of each phase, and what is wanted."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from omo_watch_core.agenda import Agenda
from omo_watch_core.effects import CloseStream, Effect, OpenStream, Probe
from omo_watch_core.events import (
    BytesHeard,
    Event,
    ProbeAnswered,
    RetryAsked,
    ServerAdded,
    StreamEnded,
    StreamOpened,
    StreamRefused,
    Ticked,
    ToastShown,
)
from omo_watch_core.link import EVENTS, Link, advance, backoff_ms, caught_up, wants
from omo_watch_core.model import Toast

T0 = 1_800_000_000_000
Make = Callable[[int], Event]
OPEN = [CloseStream(server="s"), OpenStream(server="s")]


def added(at: int) -> Event:
    return ServerAdded(server="s", at_ms=at, url="http://127.0.0.1:1")


def opened(at: int) -> Event:
    return StreamOpened(server="s", at_ms=at)


def heard(at: int) -> Event:
    return BytesHeard(server="s", at_ms=at)


def ended(at: int, jitter: float = 1.0) -> Event:
    return StreamEnded(server="s", at_ms=at, reason="it ended", jitter=jitter)


def refused(at: int) -> Event:
    return StreamRefused(server="s", at_ms=at, status=401, reason="it wants a password")


def probed(at: int, took_ms: int | None, reachable: bool = True) -> Event:
    return ProbeAnswered(server="s", at_ms=at, took_ms=took_ms, reachable=reachable)


def asked(at: int) -> Event:
    return RetryAsked(server="s", at_ms=at)


def tick(at: int) -> Event:
    return Ticked(server="", at_ms=at)


def after(link: Link, *events: Event) -> Link:
    for event in events:
        link = advance(link, event, event.at_ms)
    return link


def wanted(link: Link, *events: Event) -> tuple[Link, list[Effect]]:
    """Play events one batch each, and collect what is wanted."""
    effects: list[Effect] = []
    for event in events:
        moved = advance(link, event, event.at_ms)
        effects += wants("s", link, moved)
        link = moved
    return link, effects


def live(at: int = T0) -> Link:
    return after(Link(), added(at), opened(at))


def silent() -> Link:
    """Be silent since 30 s, the probe just sent."""
    return after(live(), tick(T0 + 30_000))


def test_a_server_that_is_added_is_connected_to() -> None:
    link, effects = wanted(Link(), added(T0))
    assert (link.phase, effects) == ("opening", [OpenStream(server="s")])
    link, effects = wanted(link, opened(T0 + 5))
    assert (link.phase, link.opened_ms, link.heard_ms, effects) == ("live", T0 + 5, T0 + 5, [])


def test_bytes_keep_a_stream_alive() -> None:
    link, effects = wanted(live(), *(heard(T0 + at) for at in range(0, 60_000, 10_000)))
    link, more = wanted(link, tick(T0 + 79_999))
    assert (link.phase, link.heard_ms, effects + more) == ("live", T0 + 50_000, [])


def test_a_silent_stream_is_probed_and_not_given_up() -> None:
    link, effects = wanted(live(), tick(T0 + 29_999), tick(T0 + 30_000))
    assert (link.phase, effects, link.lost_since_ms) == ("silent", [Probe(server="s")], None)


def test_a_fast_probe_over_a_silent_stream_reopens_it_at_once() -> None:
    link, effects = wanted(silent(), probed(T0 + 30_050, 50))
    assert (link.phase, effects) == ("stale", OPEN)
    assert (link.lost_since_ms, link.opened_ms) == (T0, None)


@pytest.mark.parametrize("took", [2_000, 9_000, None])
def test_a_slow_server_is_silent_and_not_lost(took: int | None) -> None:
    link, effects = wanted(silent(), probed(T0 + 40_000, took), tick(T0 + 49_999))
    assert (link.phase, effects, link.lost_since_ms) == ("silent", [], None)
    link, effects = wanted(link, tick(T0 + 50_000))
    assert (link.phase, effects) == ("silent", [Probe(server="s")])


def test_bytes_after_a_silence_make_it_live_again() -> None:
    link, effects = wanted(silent(), heard(T0 + 35_000), probed(T0 + 35_100, 50))
    assert (link.phase, link.reason, effects) == ("live", "", [])


def test_a_probe_that_is_never_answered_is_sent_again() -> None:
    link, effects = wanted(silent(), tick(T0 + 49_999), tick(T0 + 50_000))
    assert (link.phase, effects) == ("silent", [Probe(server="s")])


def test_a_refused_probe_means_that_the_server_is_gone() -> None:
    link, effects = wanted(silent(), probed(T0 + 30_001, None, reachable=False))
    assert (link.phase, effects) == ("waiting", [CloseStream(server="s")])
    assert (link.lost_since_ms, link.retry_at_ms) == (T0, T0 + 30_501)


def test_a_very_long_silence_makes_the_rows_unknown() -> None:
    slow = after(silent(), probed(T0 + 40_000, None))
    link, effects = wanted(slow, tick(T0 + 90_000))
    assert (link.phase, link.lost_since_ms, effects) == ("stale", T0, OPEN)


def test_a_stream_that_ends_is_opened_again_soon() -> None:
    link, effects = wanted(live(), ended(T0 + 20_000, jitter=0.5))
    assert (link.phase, link.reason, link.attempt) == ("waiting", "it ended", 1)
    assert (link.retry_at_ms, link.lost_since_ms) == (T0 + 20_250, T0 + 20_000)
    assert effects == [CloseStream(server="s")]
    link, effects = wanted(link, tick(T0 + 20_249), tick(T0 + 21_000))
    assert (link.phase, effects) == ("opening", [OpenStream(server="s")])


def test_the_first_end_of_a_gap_is_where_it_begins() -> None:
    link = after(live(), ended(T0 + 100), tick(T0 + 1_000), ended(T0 + 1_500), tick(T0 + 9_000))
    assert link.lost_since_ms == T0 + 100


def test_of_a_silent_stream_nothing_is_known_since_its_last_byte() -> None:
    assert after(silent(), ended(T0 + 31_000)).lost_since_ms == T0


@pytest.mark.parametrize(
    ("attempt", "most"), [(0, 500), (1, 1_000), (4, 8_000), (5, 15_000), (99, 15_000)]
)
def test_pauses_grow_and_stay_below_15_s(attempt: int, most: int) -> None:
    assert [backoff_ms(attempt, jitter) for jitter in (0.0, 0.5, 1.0)] == [0, most // 2, most]


def test_a_stream_that_keeps_ending_is_tried_more_rarely() -> None:
    link, now, pauses = Link(), T0, []
    link = after(link, added(now))
    for _ in range(8):
        link = after(link, opened(now), ended(now + 100))
        assert link.retry_at_ms is not None
        pauses.append(link.retry_at_ms - now - 100)
        now = link.retry_at_ms
        link = after(link, tick(now))
    assert pauses == [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]


def test_a_stream_that_lasted_is_tried_quickly_again() -> None:
    tired = replace(live(), attempt=7)
    assert after(tired, ended(T0 + 9_999)).attempt == 8
    assert after(tired, ended(T0 + 10_000)).attempt == 1


def test_a_refusal_stops_and_never_loops() -> None:
    link, _ = wanted(after(Link(), added(T0)), refused(T0 + 10))
    assert (link.phase, link.status, link.reason) == ("refused", 401, "it wants a password")
    later, effects = wanted(link, *(tick(T0 + at) for at in range(1_000, 600_000, 1_000)))
    assert (later, effects) == (link, [])


@pytest.mark.parametrize("again", [added, asked])
def test_a_person_ends_a_refusal(again: Make) -> None:
    link, effects = wanted(after(Link(), added(T0), refused(T0)), again(T0 + 5))
    assert (link.phase, link.status, effects) == ("opening", None, [OpenStream(server="s")])


def test_a_person_need_not_wait_for_the_next_try() -> None:
    link, effects = wanted(after(live(), ended(T0 + 1)), asked(T0 + 2))
    assert (link.phase, effects) == ("opening", [OpenStream(server="s")])


def test_a_stream_that_says_nothing_is_given_up() -> None:
    link, effects = wanted(after(Link(), added(T0)), tick(T0 + 29_999), tick(T0 + 30_000))
    assert (link.phase, effects) == ("waiting", [CloseStream(server="s")])


def test_two_moves_in_one_batch_still_open_the_stream() -> None:
    before = after(Link(), added(T0))
    batch = [ended(T0 + 10, jitter=0.0), tick(T0 + 20)]
    assert list(wants("s", before, after(before, *batch))) == OPEN


def test_late_bytes_of_the_old_stream_do_not_make_a_new_one_live() -> None:
    stale = after(silent(), probed(T0 + 30_050, 50))
    assert after(stale, heard(T0 + 30_060)) == stale


def test_the_gap_ends_when_the_rows_are_known_again() -> None:
    link = after(live(), ended(T0 + 1_000), tick(T0 + 2_000), opened(T0 + 3_000))
    assert (link.phase, link.lost_since_ms, link.lost_ms) == ("live", T0 + 1_000, 0)
    link = caught_up(link, T0 + 3_500)
    assert (link.lost_since_ms, link.lost_ms) == (None, 2_500)
    assert caught_up(link, T0 + 9_000) == link


def test_a_new_stream_begins_with_an_empty_agenda() -> None:
    busy = replace(live(), agenda=Agenda(awaited=frozenset({"/a"}), retries=2))
    assert after(busy, ended(T0 + 1)).agenda == Agenda()


def test_what_a_session_says_is_nothing_to_the_link() -> None:
    toast = Toast(server="s", directory="", title="", message="", variant="info", at_ms=T0)
    event = ToastShown(server="s", at_ms=T0 + 1, toast=toast)
    assert ToastShown not in EVENTS
    assert advance(live(), event, T0 + 1) == live()


_MAKERS: list[Make] = [
    added,
    opened,
    heard,
    ended,
    refused,
    asked,
    tick,
    lambda at: probed(at, 50),
    lambda at: probed(at, None),
    lambda at: probed(at, None, reachable=False),
]
_HISTORY = st.lists(
    st.tuples(st.sampled_from(_MAKERS), st.integers(0, 40_000)), min_size=1, max_size=60
)


@given(_HISTORY)
def test_any_history_keeps_the_promises(history: list[tuple[Make, int]]) -> None:
    link, now, streams = Link(), T0, 0
    for make, pause in history:
        now += pause
        before, link = link, advance(link, make(now), now)
        for effect in wants("s", before, link):
            streams += {OpenStream: 1, CloseStream: -1 if streams else 0}.get(type(effect), 0)
        assert streams == (link.phase in ("opening", "live", "silent", "stale"))
        assert (link.opened_ms is not None) == link.is_open
        assert link.phase != "waiting" or 0 <= (link.retry_at_ms or 0) - link.since_ms <= 15_000
        assert link.lost_ms == 0
        if link.phase in ("stale", "waiting", "refused"):
            assert link.lost_since_ms is not None
