"""What is left behind of several sessions, and what others do there."""

import pytest
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.charge.watch import concerns
from omo_watch_core.commands import Cancel, Override
from omo_watch_core.decide import decide
from omo_watch_core.effects import ReadHistory, SendAbort, SendPrompt
from omo_watch_core.events import Event
from omo_watch_core.fallback.engine.session import SessionFallback
from omo_watch_core.model import Failure
from omo_watch_core.step import step
from tests.core.actions.stage import GPT, HOME, KIMI, LAB, A, info
from tests.core.charge.children import PARENT
from tests.core.charge.desk import Desk, limited, working
from tests.core.charge.hearing_at import duty
from tests.core.charge.setting import THEIRS
from tests.core.charge.test_several import B, record, two


def test_an_abort_holds_for_the_prompt_behind_it() -> None:
    desk = limited()
    desk.serve(SendAbort)
    desk.aborted()
    assert desk.duty.barriers == {(LAB, A)}
    desk.serve()
    assert desk.duty.barriers == frozenset()


def test_the_model_that_answered_last_is_the_one_that_is_left() -> None:
    desk = limited()
    desk.serve()
    desk.later(500).answers(GPT)
    desk.waits()
    desk.serve()
    assert [line.data.get("from") for line in desk.lines("action")][1::2] == [
        "fake/limited-opus",
        "fake/ok-gpt",
    ]
    moves = [action for action in desk.state.actions.values() if isinstance(action, OverrideAction)]
    assert [move.source and move.source.model for move in moves] == ["limited-opus", "ok-gpt"]


def test_a_session_that_never_answered_leaves_no_model() -> None:
    desk = Desk()
    desk.status("idle")
    desk.asks()
    desk.status("busy")
    desk.waits()
    desk.serve()
    assert desk.lines("action")[-1].data["from"] is None
    assert desk.models() == ["ok-gpt"]


def test_the_next_step_takes_the_place_of_the_one_before() -> None:
    desk = limited()
    desk.serve()
    desk.later(3_000).answers(GPT)
    desk.changes(completed_ms=desk.now)
    desk.status("idle")
    desk.serve()
    first, second = desk.state.actions.values()
    assert (first.result, second.result) == ("accepted", None)
    assert first.evidence.startswith("a newer action took its place")


def test_an_action_that_is_gone_is_told_to_the_engine() -> None:
    desk = limited()
    desk.serve(ReadHistory)
    desk.state = replace(desk.state, actions={})
    desk.tick()
    assert desk.texts("decision")[-1] == "not sent: the action was given up"
    assert desk.duty.errands == {}


def test_a_prompt_that_reached_the_server_keeps_others_away_for_a_moment() -> None:
    desk = limited()
    desk.serve(SendPrompt)
    desk.prompted(400, "no")
    assert record(desk).gate.held_until_ms == desk.now + 2_000


@pytest.mark.parametrize("how", ["never sent", "held"])
def test_a_prompt_that_was_not_sent_keeps_nobody_away(how: str) -> None:
    desk = limited()
    if how == "held":
        desk.serve(SendAbort)
        desk.tell(ev.ClaimHeard(server=LAB, at_ms=desk.now, owner=THEIRS.owner))
        desk.serve()
    else:
        desk.serve(ReadHistory)
        desk.turn_read(failed="no")
    assert desk.models() == []
    assert record(desk).gate.held_until_ms == 0


def test_a_server_that_is_gone_gets_no_step_from_a_timer() -> None:
    desk = limited()
    desk.serve()
    desk.answers(GPT)
    desk.tell(ev.ServerRemoved(server=LAB, at_ms=desk.now))
    desk.tell(ev.Ticked(server="", at_ms=desk.later(31_000).now))
    assert desk.held() == ["the session is gone"]
    assert len(desk.all(SendAbort)) == 1


def test_an_answer_of_a_server_that_is_gone_is_taken_all_the_same() -> None:
    desk = limited()
    desk.tell(ev.ServerRemoved(server=LAB, at_ms=desk.now))
    desk.listed()
    desk.tell(ev.StatusRead(server=LAB, at_ms=desk.now, action="ask_1", session=A, status="retry"))
    assert desk.all(SendAbort) == []
    assert desk.duty.errands == {}


def test_a_person_who_stops_another_session_is_no_hindrance() -> None:
    desk = two()
    desk.state, _ = decide(desk.state, Cancel(nonce="c" * 14, server=LAB, session=B))
    desk.waits()
    desk.serve()
    assert desk.models() == ["ok-gpt"]


def test_the_result_of_a_persons_action_is_the_persons() -> None:
    desk = two()
    wish = Override(nonce="n" * 14, server=LAB, session=B, target=KIMI)
    desk.state, effects = decide(desk.state, wish)
    desk.open = [effect for effect in effects if isinstance(effect, ReadHistory)]
    desk.turn_read()
    desk.aborted(ok=False)
    (action,) = desk.state.actions.values()
    assert (action.result, desk.lines("result")) == ("refused", [])


def test_a_child_without_a_chain_is_not_offered_what_there_is_not() -> None:
    desk = working(info(parent=PARENT), info(PARENT), chain=(), mode="assist")
    spent = Failure(name="APIError", message="Quota exceeded", status=402)
    desk.changes(failure=spent, completed_ms=desk.now)
    assert desk.held() == ["the mode is assist"]
    assert (desk.duty.offers, desk.lines("offer")) == ({}, [])


def test_only_what_may_mean_something_cuts_a_batch() -> None:
    desk = working()
    newest = desk.session().answer
    assert newest is not None
    at = {"server": LAB, "at_ms": desk.now}
    grew = ev.TextGrew(**at, session=A, message=newest.id, part="prt_1", delta="W")
    twin = Desk(now=desk.now)
    twin.part(newest.id)
    words: list[Event] = [grew, twin.told[-1]]
    silent = replace(desk.state, duty=duty())
    awaited = replace(desk.state, duty=duty(SessionFallback(awaiting=True)))
    assert [concerns(silent, word) for word in words] == [False, False]
    assert [concerns(awaited, word) for word in words] == [True, True]
    assert not concerns(awaited, ev.BytesHeard(**at))
    assert concerns(awaited, ev.Ticked(**at))
    assert not concerns(replace(desk.state, duty=None), ev.Ticked(**at))


def test_a_server_that_comes_in_the_same_batch_is_heard_from_its_next_word_on() -> None:
    desk = limited()
    added = ev.ServerAdded(server="new", at_ms=desk.now, url="http://127.0.0.1:2")
    word = ev.StatusHeard(server="new", at_ms=desk.now, session=A, directory=HOME, status="busy")
    state, _, _ = step(desk.state, [added, word])
    assert set(state.servers) == {LAB, "new"}


def test_where_nobody_knows_about_the_plugin_waits_are_not_even_counted() -> None:
    desk = limited(plugin=None)
    desk.tick(20)
    assert (desk.sent, desk.duty.waits) == ([], {})


def test_who_takes_the_claim_leaves_the_plugin_its_five_seconds() -> None:
    desk = limited(plugin=True)
    desk.later(1_000)
    desk.tell(ev.ClaimHeard(server=LAB, at_ms=desk.now, owner="guard 1@here", own=True))
    assert desk.sent == []


def test_a_child_that_waits_already_is_known_for_one() -> None:
    desk = working(info(parent=PARENT), info(PARENT), plugin=None)
    desk.waits()
    desk.tell(ev.ServerDescribed(server=LAB, at_ms=desk.now, own_directory=None, plugin=False))
    assert record(desk).child


def test_nobody_is_woken_for_what_did_not_change() -> None:
    desk = limited()
    desk.serve(SendAbort)
    desk.aborted()
    desk.listed()
    desk.status_read("busy")
    before = len(desk.sent)
    desk.later(10).tell(ev.BytesHeard(server=LAB, at_ms=desk.now))
    assert len(desk.sent) == before
