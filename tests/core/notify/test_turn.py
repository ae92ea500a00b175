"""The rule of notices: once each, after a while, together, not at night."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from omo_watch_core.notify.nouns import Cause, Rules
from omo_watch_core.notify.quiet import read_quiet
from omo_watch_core.notify.turn import SETTLE_MS, unseen
from tests.core.notify.stage import ALL, BEGIN, LAB, MIDNIGHT, NOON, SECOND, Stage, occasion

A, B, C = occasion("a"), occasion("b", "stuck"), occasion("c", "exhausted")


def test_what_stands_long_enough_is_told_once() -> None:
    stage = Stage()
    assert stage.stand(10, A) == []
    assert stage.stand(1, A) == [["a"]]
    assert stage.stand(600, A) == []


def test_what_goes_before_its_time_is_not_told_and_begins_anew() -> None:
    stage = Stage()
    assert [stage.stand(8, A), stage.stand(1), stage.stand(10, A)] == [[], [], []]
    assert stage.stand(1, A) == [["a"]]


def test_what_was_told_and_comes_back_at_once_is_the_same() -> None:
    stage = Stage()
    stage.stand(11, A)
    stage.stand(SETTLE_MS // SECOND - 1)
    assert stage.stand(600, A) == []
    stage.stand(SETTLE_MS // SECOND + 1)
    assert stage.stand(600, A) == [["a"]]


def test_another_request_of_the_same_session_is_news() -> None:
    stage = Stage()
    stage.stand(60, A)
    assert stage.stand(60, A, occasion("a", mark="2")) == [["a"]]


def test_a_burst_is_one_notice_what_waits_for_a_person_first() -> None:
    assert Stage().stand(60, C, B, A) == [["a", "b", "c"]]


def test_what_follows_soon_waits_for_the_pause_and_is_told_together() -> None:
    stage = Stage()
    assert stage.stand(11, A) == [["a"]]
    stage.stand(5, A, B)
    assert stage.stand(24, A, B, C) == []
    assert stage.stand(1, A, B, C) == [["b", "c"]]


def test_a_cause_that_is_switched_off_is_not_told() -> None:
    assert Stage(Rules(causes=frozenset({"stuck"}))).stand(60, A, B) == [["b"]]


def test_what_stood_when_the_program_began_is_not_told() -> None:
    stage = Stage(begun=False)
    assert stage.stand(600, A, B) == []
    assert stage.stand(60, A, B, C) == [["c"]]


def test_what_stood_at_the_start_is_counted_once_where_that_is_wanted() -> None:
    stage = Stage(replace(ALL, at_start=True), begun=False)
    assert stage.stand(600, A, B) == [["a", "b"]]
    assert stage.notices[0].at_start
    assert stage.stand(60, A, B, C) == [["c"]]
    assert not stage.notices[1].at_start


def test_what_is_read_late_of_the_time_before_is_no_news() -> None:
    old = occasion("a", since_ms=BEGIN - 1)
    assert Stage().stand(60, old) == []
    # That a session is silent since before then does not mean that it was stuck before.
    assert Stage().stand(60, occasion("a", "stuck", since_ms=BEGIN - 1)) == [["a"]]


def test_nothing_is_told_in_quiet_hours_and_what_still_stands_afterwards_is() -> None:
    stage = Stage(replace(ALL, quiet=read_quiet("22:00-07:00")), minute=MIDNIGHT)
    assert stage.stand(600, A, B) == []
    stage.minute = NOON
    assert stage.stand(60, B) == [["b"]]


def test_a_gap_of_the_stream_is_no_end() -> None:
    stage = Stage()
    stage.stand(11, A)
    stage.stand(300, unclear=((LAB, "a"),))
    assert stage.stand(300, A) == []


def test_a_person_at_the_terminal_sees_what_is_looked_at() -> None:
    stage = Stage()
    stage.stand(11, A, B)
    assert [found.session for found in unseen(stage.notices[0], (LAB, "a"))] == ["b"]
    assert len(unseen(stage.notices[0], None)) == 2


_CAUSES: tuple[Cause, ...] = ("asking", "stuck", "exhausted", "done")
_OCCASIONS = [occasion(f"s{n}", cause) for n in range(3) for cause in _CAUSES]
_SCRIPT = st.lists(
    st.tuples(st.integers(1, 40), st.sets(st.sampled_from(range(len(_OCCASIONS))), max_size=5)),
    max_size=25,
)


@given(script=_SCRIPT, after=st.integers(0, 20), pause=st.integers(0, 60))
def test_no_script_is_told_too_early_too_often_or_never(
    script: list[tuple[int, set[int]]], after: int, pause: int
) -> None:
    stage = Stage(replace(ALL, after_ms=after * SECOND, pause_ms=pause * SECOND))
    stood: dict[object, int] = {}
    gone: dict[object, int] = {}
    told: dict[object, int] = {}
    last: int | None = None
    for seconds, places in script:
        found = [_OCCASIONS[place] for place in sorted(places)]
        for _ in range(seconds):
            stage.stand(1, *found)
            now = stage.now_ms
            for key in [key for key in stood if key not in {one.key for one in found}]:
                gone[key] = now
                del stood[key]
            for one in found:
                stood.setdefault(one.key, now)
            for notice in stage.notices:
                assert last is None or now - last >= pause * SECOND
                last = now
                for one in notice.occasions:
                    assert now - stood[one.key] >= after * SECOND
                    since = told.get(one.key)
                    assert since is None or gone[one.key] > since
                    told[one.key] = now
            stage.notices.clear()
            for key, since in stood.items():
                waits = after + pause + SETTLE_MS // SECOND + 1
                late = now - since > waits * SECOND
                assert not late or key in told
