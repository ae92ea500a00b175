"""Only what changed is looked at for a lease, and that is enough."""

from typing import Any

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.events import Event
from omo_watch_core.leases import tending
from omo_watch_core.leases.reach import Subject, every, subjects
from omo_watch_core.state import State
from tests.core.actions.stage import GPT, HOME, LAB, A, info
from tests.core.charge.desk import Desk
from tests.core.charge.setting import GLM
from tests.core.charge.test_batching import FAMILY, replayed
from tests.core.leases.leasing import Leasing, a_lease, stopped
from tests.core.leases.test_batching import LEASES, MOMENTS, leased, told

B, C = "ses_b", "ses_c"


def looked_at(desk: Leasing, event: Event) -> list[str]:
    return [one.session.id for one in subjects(desk.state, desk.duty, [event])]


def three(**lease: Any) -> Leasing:
    desk = stopped(info(A), info(B), info(C))
    desk.read(a_lease(after=desk.session().turn_prompt, **lease))
    return desk


def heard(desk: Leasing, session: str = B) -> ev.StatusHeard:
    return ev.StatusHeard(
        server=LAB, at_ms=desk.now, session=session, directory=HOME, status="busy"
    )


def test_an_event_of_a_session_is_about_that_one() -> None:
    desk = three(scope="agent", name="build")
    assert looked_at(desk, heard(desk)) == [B]
    assert looked_at(desk, ev.Ticked(server="", at_ms=desk.now)) == []


def test_what_tells_of_many_is_about_all() -> None:
    desk = three()
    disposed = ev.InstanceDisposed(server=LAB, at_ms=desk.now, directory=HOME)
    assert looked_at(desk, disposed) == [A, B, C]


def test_a_change_of_the_leases_is_about_all() -> None:
    desk = three()
    leases = {**desk.state.journal.leases, "lea_2": a_lease(id="lea_2", scope="agent")}
    desk.state = replace(desk.state, journal=replace(desk.state.journal, leases=leases))
    assert looked_at(desk, heard(desk)) == [A, B, C]


def test_a_turn_elsewhere_is_followed_until_its_answer() -> None:
    desk = three(target=GLM)
    tick = ev.Ticked(server="", at_ms=desk.now)
    desk.goes_back(GPT)
    assert looked_at(desk, tick) == [A]
    answer = desk.session().answer
    assert answer is not None
    desk.part(answer.id, "Well")
    desk.status("idle")
    assert desk.duty.reminders != {}
    desk.later(1_000).asks(A, GLM)
    assert (desk.duty.reminders, looked_at(desk, tick)) == ({}, [])


def test_the_last_turn_is_followed_to_its_end() -> None:
    desk = three(until="turns", turns=1)
    desk.later(1_000).asks(A, GPT)
    tick = ev.Ticked(server="", at_ms=desk.now)
    assert looked_at(desk, tick) == [A]
    desk.status("busy")
    desk.proves()
    assert (desk.holds(), looked_at(desk, tick)) == ([], [])


@pytest.mark.parametrize("mode", ["auto", "assist"])
@pytest.mark.parametrize("kind", LEASES)
@settings(max_examples=25, deadline=None)
@given(moments=MOMENTS)
def test_it_is_the_same_as_looking_at_everything(
    kind: str, mode: Any, moments: list[tuple[str, int]]
) -> None:
    start = leased(a_lease(**LEASES[kind]), mode)
    desk = Desk(*FAMILY, mode=mode)
    desk.state = start
    told(desk, [("idle", 0), ("prompt", 1_000), ("busy", 0), ("empty answer", 5), *moments])
    state, sent = looking_at_all(start, desk.told)
    assert sent == desk.sent
    assert state == desk.state


def looking_at_all(start: State, events: list[Event]) -> tuple[State, list[Any]]:
    def everything(state: State, *_: object) -> list[Subject]:
        return list(every(state))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tending, "subjects", everything)
        return replayed(start, events, [1])
