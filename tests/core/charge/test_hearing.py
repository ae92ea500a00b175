"""What words and sessions mean to the engine."""

import pytest
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.charge.ear import awaits_word
from omo_watch_core.events import Event
from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.session import SessionFallback
from omo_watch_core.model import ModelRef
from tests.core.actions.stage import LAB, A, info
from tests.core.charge.desk import Desk, working
from tests.core.charge.hearing_at import AWAITING, KEY, KNOWN, OURS, duty, heard, kinds


@pytest.mark.parametrize(
    ("record", "awaited"),
    [
        (KNOWN, False),
        (AWAITING, True),
        (replace(AWAITING, worked=True), False),
        (SessionFallback(watchdog_ms=5), True),
        (SessionFallback(worked=True), False),
    ],
)
def test_a_first_word_is_awaited_of_a_prompt_and_of_a_child(
    record: SessionFallback, awaited: bool
) -> None:
    assert awaits_word(duty(record), KEY) is awaited
    assert not awaits_word(duty(record), (LAB, "ses_b"))


def words(desk: Desk, name: str) -> list[Event]:
    """Give the two ways in which a message says something."""
    grew = ev.TextGrew(server=LAB, at_ms=desk.now, session=A, message=name, part="prt_1", delta="W")
    twin = Desk(now=desk.now)
    twin.part(name)
    return [grew, twin.told[-1]]


@pytest.mark.parametrize(
    ("record", "prompt", "told"),
    [
        (SessionFallback(agent="build", watchdog_ms=5), None, [h.Progressed]),
        (SessionFallback(agent="build", watchdog_ms=5), OURS, [h.Progressed]),
        (AWAITING, None, [h.Progressed]),
        (AWAITING, OURS, []),
        (KNOWN, None, []),
    ],
)
def test_a_word_of_the_newest_answer_is_progress_of_who_is_awaited(
    record: SessionFallback, prompt: str | None, told: list[type[h.Happening]]
) -> None:
    desk = working()
    newest = desk.session().answer
    assert newest is not None
    for event in words(desk, newest.id):
        assert kinds(heard(desk, event, duty(record, prompt))) == told


def test_a_word_of_another_message_is_none() -> None:
    desk = working()
    for event in words(desk, "msg_older"):
        assert heard(desk, event, duty(AWAITING)) == []


def test_a_word_of_a_session_without_an_answer_is_none() -> None:
    desk = Desk()
    for event in words(desk, "msg_1"):
        assert heard(desk, event, duty(AWAITING)) == []


def test_a_word_of_a_session_that_nobody_knows_is_none() -> None:
    desk = Desk()
    desk.state = replace(desk.state, servers={LAB: replace(desk.server, sessions={})})
    (grew, _) = words(desk, "msg_1")
    assert heard(desk, grew, duty(AWAITING)) == []


def test_a_session_that_is_created_begins_on_its_model() -> None:
    desk = Desk()
    mine = replace(info("ses_b"), model=ModelRef(provider="a", model="b"), parent=A)
    seen = ev.SessionSeen(server=LAB, at_ms=desk.now, info=mine, created=True)
    key = (LAB, "ses_b")
    assert heard(desk, seen) == [
        h.AgentKnown(key=key, at_ms=desk.now, agent="build"),
        h.Delegated(key=key, at_ms=desk.now),
        h.SessionBegun(key=key, at_ms=desk.now, model="a/b"),
    ]
    assert kinds(heard(desk, replace(seen, created=False))) == [h.AgentKnown, h.Delegated]
    plain = replace(seen, info=replace(mine, model=None, parent=None))
    assert kinds(heard(desk, plain)) == [h.AgentKnown, h.SessionBegun]


def test_what_befalls_a_session_is_told() -> None:
    desk = working()
    at = {"server": LAB, "at_ms": desk.now, "session": A}
    told = {"key": KEY, "at_ms": desk.now}
    assert heard(desk, ev.SessionDeleted(**at)) == [h.SessionEnded(**told)]
    assert heard(desk, ev.SessionCompacted(**at)) == [h.Compacted(**told)]
    switched = ev.AgentSwitched(**at, agent="plan")
    assert heard(desk, switched) == [h.AgentKnown(**told, agent="plan")]


def test_what_is_not_about_a_run_means_nothing() -> None:
    desk = working()
    assert heard(desk, ev.BytesHeard(server=LAB, at_ms=desk.now)) == []
