"""A lease that is new here is for sessions that wait already, whoever made it."""

import pytest

from omo_watch_core.actions.action import OverrideAction
from tests.core.actions.stage import KIMI, LAB, OPUS, A, info
from tests.core.charge.setting import GLM
from tests.core.leases.leasing import Leasing, a_lease, stopped, switch

B = "ses_b"


def waiting(mode: str = "assist", **fields: object) -> Leasing:
    """Give a desk at which two sessions wait whose agents have no chain."""
    desk = stopped(info(A), info(B, **fields), chain=())
    desk.later(1_000).asks(B, OPUS)
    desk.status("busy", B)
    desk.answers(OPUS, B)
    desk.waits(B)
    return switch(desk, mode)


@pytest.mark.parametrize(("scope", "name"), [("agent", "build"), ("provider", "fake")])
def test_a_lease_that_is_made_here_wakes_the_sessions_of_its_scope(scope: str, name: str) -> None:
    desk = waiting()
    assert desk.duty.offers == {}
    assert desk.held(GLM, scope=scope, until="cleared").name == name
    desk.tick()
    assert desk.duty.offers[(LAB, B)].model == "fake/ok-glm"


def test_auto_moves_them_at_once() -> None:
    desk = waiting("auto")
    desk.held(GLM, scope="agent", until="cleared")
    desk.tick()
    desk.later(1_000).serve()
    desk.proves(GLM, B)
    moved = [one for one in desk.state.actions.values() if one.session == B]
    assert [(one.result, isinstance(one, OverrideAction)) for one in moved] == [("proved", True)]


def test_a_lease_of_one_session_wakes_no_other() -> None:
    desk = waiting()
    desk.held(GLM, until="cleared")
    desk.tick()
    assert (LAB, B) not in desk.duty.offers


def test_a_wider_lease_wakes_nobody_whom_a_narrower_one_holds() -> None:
    desk = waiting()
    desk.read(a_lease(id="lea_b", name=B, target=OPUS))
    desk.held(GLM, scope="agent", until="cleared")
    desk.tick()
    assert (LAB, B) not in desk.duty.offers


def test_a_lease_wakes_once() -> None:
    desk = waiting()
    desk.held(GLM, scope="agent", until="cleared")
    desk.tick(30)
    assert [line.data["to"] for line in desk.lines("offer")] == ["fake/ok-glm"]


def test_a_session_on_the_leased_model_is_left_alone() -> None:
    desk = waiting()
    desk.later(1_000).asks(B, KIMI)
    desk.status("busy", B)
    desk.answers(KIMI, B)
    desk.waits(B)
    desk.held(KIMI, scope="agent", until="cleared")
    desk.tick(2)
    assert (LAB, B) not in desk.duty.offers
