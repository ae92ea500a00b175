"""A request of a session that seems to rest: its status is read before anything is answered."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.effects import ReadStatus, ReplyAsk
from tests.core.actions.asked import PERMISSION, Asked, asking, dead, reply
from tests.core.actions.stage import LAB, A


def unsure() -> Asked:
    """A session at rest whose request was read too early to be known as dead."""
    stage = dead()
    server = stage.server
    living = {PERMISSION: server.dead[PERMISSION]}
    stage.state = replace(stage.state, servers={LAB: replace(server, asks=living, dead={})})
    return stage


def test_its_status_is_read_first() -> None:
    (effect,) = unsure().order(reply())
    assert isinstance(effect, ReadStatus)
    assert effect.session == A


def test_where_it_rests_nothing_is_allowed_any_more() -> None:
    stage = unsure()
    stage.order(reply())
    assert stage.status_read("idle") == []
    assert (stage.answering.result, stage.answering.hint) == ("refused", "reject cleans it up")


def test_where_it_rests_a_reject_cleans_up() -> None:
    stage = unsure()
    stage.order(reply(reply="reject"))
    (effect,) = stage.status_read("idle")
    assert isinstance(effect, ReplyAsk)
    assert stage.answering.dead


def test_where_it_works_after_all_it_is_answered() -> None:
    stage = unsure()
    stage.order(reply())
    (effect,) = stage.status_read("busy")
    assert isinstance(effect, ReplyAsk)
    assert not stage.answering.dead


def test_what_was_closed_meanwhile_is_not_answered() -> None:
    stage = unsure()
    stage.order(reply())
    stage.closed()
    assert stage.status_read("busy") == []
    assert "it is not open any more" in stage.answering.evidence


def test_a_working_session_is_answered_without_a_question() -> None:
    (effect,) = asking().order(reply())
    assert isinstance(effect, ReplyAsk)
