"""How an answer ends where something goes wrong: refused, or said that nobody knows."""

import pytest

from omo_watch_core import events as ev
from omo_watch_core.effects import ReadAsks, ReplyAsk
from tests.core.actions.asked import PERMISSION, Asked, asking, dead, reply
from tests.core.actions.stage import LAB


def sent_one() -> Asked:
    stage = asking()
    stage.order(reply())
    return stage


def end(stage: Asked) -> tuple[str | None, str]:
    return stage.answering.result, stage.answering.evidence


def test_somebody_else_was_first() -> None:
    stage = sent_one()
    stage.closed()
    sent = stage.taken(404)
    assert end(stage) == (
        "refused",
        "it is not open any more: somebody else answered it, or its run ended",
    )
    assert [type(effect) for effect in sent] == [ReadAsks]


def test_what_a_listing_lacks_is_not_shown_any_more() -> None:
    stage = sent_one()
    stage.taken(404)
    assert list(stage.server.asks) == [PERMISSION]
    stage.later(10).listed()
    assert stage.server.asks == {}


@pytest.mark.parametrize("status", [400, 401, 403])
def test_what_the_server_turns_down_is_refused_with_its_words(status: int) -> None:
    stage = sent_one()
    assert stage.taken(status, "Missing key") == []
    assert end(stage) == ("refused", "the server did not take the answer: Missing key")


UNCLEAR = "nobody knows whether the server took the answer (no answer within 15 s)"


@pytest.mark.parametrize("status", [0, 500, 502, 504])
@pytest.mark.parametrize(
    ("listing", "evidence"),
    [
        ([PERMISSION], f"{UNCLEAR}; it is still open"),
        ([], f"{UNCLEAR}; it is closed now, by this answer or by somebody else"),
        (None, f"{UNCLEAR}, nor whether it is open"),
    ],
)
def test_without_an_answer_nobody_knows(
    status: int, listing: list[str] | None, evidence: str
) -> None:
    stage = sent_one()
    sent = stage.taken(status, "no answer within 15 s")
    assert [type(effect) for effect in sent] == [ReadAsks]
    stage.listed(*(listing or ()), read=listing is not None)
    assert end(stage) == ("accepted", evidence)
    assert len(stage.all_sent(ReplyAsk)) == 1


def test_an_answer_that_never_comes_has_an_end() -> None:
    stage = sent_one()
    stage.tick(19)
    assert stage.answering.result is None
    stage.tick(2)
    assert end(stage)[0] == "accepted"
    assert "nobody knows" in end(stage)[1]


def test_a_taken_answer_that_is_never_seen_closed_has_an_end() -> None:
    stage = sent_one()
    stage.taken()
    stage.tick(30)
    assert end(stage) == (
        "accepted",
        "the server took the answer, but nobody saw the request closed",
    )


def test_its_session_was_deleted() -> None:
    stage = sent_one()
    stage.deleted()
    assert end(stage) == (
        "accepted",
        "Refactor billing is gone before the answer was seen to arrive",
    )


def test_its_server_is_not_watched_any_more() -> None:
    stage = sent_one()
    stage.tell(ev.ServerRemoved(server=LAB, at_ms=stage.now))
    assert end(stage)[0] == "accepted"


def test_a_run_that_ended_before_the_answer_came_heard_nothing() -> None:
    stage = sent_one()
    stage.later(10).status("idle")
    assert stage.answering.dead
    stage.later(10).taken()
    stage.closed()
    result, evidence = end(stage)
    assert result == "accepted"
    assert "nobody waited for it" in evidence


def test_a_reject_ends_the_run_by_right() -> None:
    stage = asking()
    stage.order(reply(reply="reject"))
    stage.closed()
    stage.status("idle")
    stage.taken()
    assert end(stage) == ("answered", "Refactor billing: rejected")


def test_a_dead_request_is_left_alone_where_its_session_works_again() -> None:
    stage = dead()
    stage.order(reply(reply="reject"))
    assert stage.later(10).status_read("busy") == []
    result, evidence = end(stage)
    assert result == "refused"
    assert "its session works again" in evidence


def test_what_the_stream_says_after_the_look_is_newer() -> None:
    stage = dead()
    stage.order(reply(reply="reject"))
    stage.later(10).status("busy")
    assert stage.status_read("idle") == []
    assert end(stage)[0] == "refused"


def test_a_dead_request_is_left_alone_where_nobody_knows() -> None:
    stage = dead()
    stage.order(reply(reply="reject"))
    stage.status_read(None)
    assert end(stage) == (
        "refused",
        "its session's status could not be read, nothing was sent",
    )


def test_a_look_that_is_never_answered_has_an_end() -> None:
    stage = dead()
    stage.order(reply(reply="reject"))
    stage.tick(25)
    assert end(stage)[0] == "refused"
    assert stage.all_sent(ReplyAsk) == []


def test_a_dead_request_that_somebody_cleaned_up_meanwhile() -> None:
    stage = dead()
    stage.order(reply(reply="reject"))
    stage.closed()
    assert stage.status_read("idle") == []
    assert end(stage)[0] == "refused"
    assert "not open any more" in end(stage)[1]


def test_a_dead_session_that_was_deleted_meanwhile() -> None:
    stage = dead()
    stage.order(reply(reply="reject"))
    stage.deleted()
    assert end(stage) == ("refused", "Refactor billing is gone, nothing was sent")
