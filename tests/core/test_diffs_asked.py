"""When what a session changed is asked for again, while a person looks at it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.effects import Effect, ReadDiff
from omo_watch_core.events import Event
from omo_watch_core.given import FileChange
from omo_watch_core.link import Link
from omo_watch_core.state import State
from omo_watch_core.step import step
from tests.core.reduce.make import LAB, A, Fold, answer, born, busy, idle, listed, turn, user

OPENED = ev.SessionOpened(server=LAB, at_ms=400, session=A)
TURNED = ev.DiffOpened(server=LAB, at_ms=410, session=A)
ASKED = ReadDiff(server=LAB, session=A)


def live(*told: Event) -> State:
    """Give a connected server with one session at work."""
    fold = Fold(born(100), *turn(200), answer(300, "msg_2", parent="msg_1"))
    link = Link(phase="live", since_ms=90, opened_ms=90, heard_ms=90)
    state = replace(fold.state, servers={LAB: replace(fold.server, link=link)})
    return played(state, *told)[0]


def played(state: State, *told: Event) -> tuple[State, list[Effect]]:
    """Take one event after the other; give also what was asked about changes."""
    asked: list[Effect] = []
    for event in told:
        state, _, effects = step(state, [event])
        asked += [one for one in effects if isinstance(one, ReadDiff)]
    return state, asked


def asked_after(opening: Sequence[Event], *told: Event) -> list[Effect]:
    """Give what is asked about changes after the opening."""
    return played(live(*opening), *told)[1]


def test_it_is_asked_for_again_when_the_session_comes_to_rest() -> None:
    assert asked_after([OPENED, TURNED], busy(500), idle(600)) == [ASKED]
    assert asked_after([OPENED, TURNED], busy(500), answer(510, "msg_3", parent="msg_1")) == []


def test_nothing_is_asked_where_nobody_turned_to_it() -> None:
    told = (idle(600), user(700, "msg_1"), listed(900, 890))
    assert asked_after([OPENED], *told) == []
    assert asked_after([TURNED], *told) == []
    closed = ev.SessionClosed(server=LAB, at_ms=420, session=A)
    assert asked_after([OPENED, TURNED, closed], *told) == []
    assert asked_after([OPENED, TURNED, closed, OPENED], *told) == []


def test_it_is_asked_for_again_when_the_turn_is_summed_up_behind_its_end() -> None:
    over = [OPENED, TURNED, idle(600)]
    assert asked_after(over, user(700, "msg_1")) == [ASKED]
    assert asked_after(over, user(700, "msg_9")) == []
    assert asked_after([OPENED, TURNED], user(550, "msg_1")) == []


def test_it_is_asked_for_again_with_a_new_snapshot() -> None:
    state, _ = played(live(OPENED, TURNED), ev.StreamEnded(server=LAB, at_ms=500, reason="cut"))
    state, asked = played(state, idle(550))
    assert asked == []
    there = state.servers[LAB].sessions[A].info
    ready = ev.Ticked(server="", at_ms=1_500)
    again = (ready, ev.StreamOpened(server=LAB, at_ms=1_600), listed(1_620, 1_610, there))
    assert played(state, *again)[1] == [ASKED]


def test_the_newest_answer_stays_whichever_comes_first() -> None:
    state = live(OPENED, TURNED)
    new, old = (FileChange(file="new"),), (FileChange(file="old"),)
    later = ev.DiffListed(server=LAB, at_ms=800, asked_ms=710, session=A, files=new)
    state, _ = played(state, later, replace(later, at_ms=810, asked_ms=610, files=old))
    transcript = state.servers[LAB].transcripts[A]
    assert (transcript.diff, transcript.diff_open) == (new, True)
