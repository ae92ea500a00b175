"""When omo-watch acts by itself, when it offers, and when it keeps still."""

import pytest
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.charge.duty import Offer
from omo_watch_core.commands import Override
from omo_watch_core.decide import decide
from omo_watch_core.effects import ReadMessages, SendAbort
from omo_watch_core.leases.beginning import RECOVERED
from tests.core.actions.stage import GPT, KIMI, LAB, A, info
from tests.core.charge.children import PARENT, aborts, family
from tests.core.charge.desk import limited, working
from tests.core.charge.setting import SPENT, THEIRS

STEP = "fake/limited-opus -> fake/ok-gpt: session.status: usage-limit, attempt 1"
CAUSE = "session.status: usage-limit, attempt 1"


def test_a_session_of_its_own_is_moved() -> None:
    desk = limited()
    desk.serve()
    assert (aborts(desk), desk.models(), desk.held()) == ([A], ["ok-gpt"], [])


def test_who_only_watches_does_nothing_and_offers_nothing() -> None:
    desk = limited(mode="watch")
    desk.serve()
    assert (desk.kinds(), desk.duty.offers, desk.lines("offer")) == ([], {}, [])
    assert desk.held() == ["read-only"]


def test_who_assists_offers_the_step_and_sends_nothing() -> None:
    desk = limited(mode="assist")
    desk.serve()
    assert desk.kinds() == []
    prompt = desk.server.sessions[A].turn_prompt
    assert desk.duty.offers == {
        (LAB, A): Offer(
            key=(LAB, A), model="fake/ok-gpt", cause=CAUSE, why="the mode is assist",
            consequence="", at_ms=desk.now, lease=RECOVERED,
            trouble=(prompt, desk.now + 476_000.0),
        )
    }  # fmt: skip
    (line,) = desk.lines("offer")
    assert line.text == "the mode is assist"
    assert line.data == {
        "to": "fake/ok-gpt",
        "cause": CAUSE,
        "consequence": None,
        "hint": f"omo-watch override {A} fake/ok-gpt --until-recovered",
    }


def test_who_assists_needs_no_claim_to_offer() -> None:
    desk = limited(mode="assist", claim=None)
    assert [offer.model for offer in desk.duty.offers.values()] == ["fake/ok-gpt"]


def test_an_error_is_offered_behind_all_looks() -> None:
    desk = working(mode="assist")
    desk.errs()
    desk.changes(failure=SPENT, completed_ms=desk.now)
    desk.status("idle")
    desk.serve()
    assert desk.changing() == []
    (offer,) = desk.duty.offers.values()
    assert (offer.model, offer.cause) == ("fake/ok-gpt", "session.error: status 429")
    assert desk.texts("decision")[-1] == "not sent: the mode is assist"


def test_an_offer_is_no_step_so_the_next_wait_is_offered_too() -> None:
    desk = limited(mode="assist")
    desk.later(1_000).waits(attempt=2)
    assert [line.data["to"] for line in desk.lines("offer")] == ["fake/ok-gpt"] * 2
    (offer,) = desk.duty.offers.values()
    assert offer.at_ms == desk.now


@pytest.mark.parametrize("between", ["retry", "busy"])
def test_a_wait_that_is_told_again_is_offered_once(between: str) -> None:
    desk = limited(mode="assist")
    (before,) = desk.duty.offers.values()
    due = round(before.trouble[1])
    for _ in range(3):
        if between == "busy":
            desk.later(1_000).status("busy")
        desk.later(1_000).waits(ms=due - desk.now)
    assert len(desk.lines("offer")) == 1
    assert list(desk.duty.offers.values()) == [before]
    desk.later(1_000).waits()
    assert len(desk.lines("offer")) == 2


def test_the_plugin_is_left_to_it() -> None:
    desk = limited(plugin=True)
    desk.serve()
    assert (desk.kinds(), desk.texts("decision")) == ([], [])


def test_where_nobody_knows_about_the_plugin_nothing_is_done() -> None:
    desk = limited(plugin=None)
    desk.serve()
    assert (desk.kinds(), desk.texts("decision")) == ([], [])


def test_a_plugin_that_is_no_longer_seen_holds_a_step_that_has_begun() -> None:
    desk = limited()
    desk.serve(SendAbort)
    server = replace(desk.server, plugin=None)
    desk.state = replace(desk.state, servers={LAB: server})
    desk.serve()
    assert desk.models() == []
    assert desk.held() == [f"nobody could tell who is in charge of {LAB}"]


def test_a_plugin_that_turns_up_holds_a_step_that_has_begun() -> None:
    desk = limited()
    desk.serve(SendAbort)
    desk.tell(ev.ServerDescribed(server=LAB, at_ms=desk.now, own_directory=None, plugin=True))
    desk.serve()
    assert (desk.models(), desk.held()) == ([], ["the plugin is in charge"])


def test_what_waits_already_is_moved_once_the_plugin_is_known_not_to_be_there() -> None:
    desk = limited(plugin=None)
    desk.later(20_000)
    desk.tell(ev.ServerDescribed(server=LAB, at_ms=desk.now, own_directory=None, plugin=False))
    desk.serve()
    assert desk.models() == ["ok-gpt"]


def test_what_works_is_not_moved_once_the_plugin_is_known_not_to_be_there() -> None:
    desk = working(plugin=None)
    desk.tell(ev.ServerDescribed(server=LAB, at_ms=desk.now, own_directory=None, plugin=False))
    assert (desk.kinds(), desk.texts("decision")) == ([], [])


def test_a_claim_of_another_holds_everything() -> None:
    desk = limited(claim=THEIRS)
    desk.serve()
    assert desk.kinds() == []
    assert desk.held() == [f"the claim on {LAB} is held by guard 2@there"]
    assert desk.duty.offers == {}


def test_a_claim_of_nobody_holds_everything() -> None:
    desk = limited(claim=None)
    desk.serve()
    assert (desk.kinds(), desk.held()) == ([], [f"the claim on {LAB} is held by nobody yet"])


def test_what_waits_already_is_moved_once_the_claim_is_taken() -> None:
    desk = limited(claim=THEIRS)
    desk.tick(20)
    desk.tell(ev.ClaimHeard(server=LAB, at_ms=desk.now, owner="guard 1@here", own=True))
    desk.serve()
    assert desk.models() == ["ok-gpt"]


def test_a_claim_that_stays_with_another_changes_nothing() -> None:
    desk = limited(claim=THEIRS)
    desk.tell(ev.ClaimHeard(server=LAB, at_ms=desk.now, owner="guard 3@there"))
    desk.serve()
    assert desk.kinds() == []
    assert desk.held()[-1] == f"the claim on {LAB} is held by guard 3@there"


def test_a_claim_that_is_lost_in_the_middle_holds_the_prompt() -> None:
    desk = limited()
    desk.serve(SendAbort)
    desk.tell(ev.ClaimHeard(server=LAB, at_ms=desk.now, owner=THEIRS.owner))
    desk.serve()
    assert desk.models() == []
    assert desk.held() == [f"the claim on {LAB} is held by guard 2@there"]


def test_a_foreground_child_is_offered_with_what_its_parent_will_see() -> None:
    desk = family()
    desk.waits()
    desk.serve()
    assert desk.changing() == []
    (offer,) = desk.duty.offers.values()
    assert offer.why == "its parent waits for it: an abort would fail the parent's task"
    seen = (
        "Big plan sees its task fail and goes on; the result is handed to it once, as a note, "
        "when the child is done"
    )
    assert offer.consequence == seen
    assert desk.lines("offer")[0].data["consequence"] == seen


def test_who_assists_says_what_the_parent_will_see_too() -> None:
    desk = family(mode="assist")
    desk.waits()
    (offer,) = desk.duty.offers.values()
    assert (offer.why, offer.consequence[:8]) == ("the mode is assist", "Big plan")


def test_a_child_of_an_unnamed_task_may_be_waited_for() -> None:
    desk = family(named=False)
    desk.waits()
    desk.serve()
    assert (desk.changing(), len(desk.duty.offers)) == ([], 1)


def test_a_parent_that_works_on_nobody_knows_what_may_wait() -> None:
    desk = working(info(parent=PARENT), info(PARENT))
    desk.status("busy", PARENT)
    desk.waits()
    desk.serve()
    (offer,) = desk.duty.offers.values()
    assert (desk.changing(), offer.consequence) == ([], "")


def test_a_background_child_is_moved() -> None:
    desk = family(background=True)
    desk.waits()
    desk.serve()
    assert (aborts(desk), desk.models(), desk.duty.offers) == ([A], ["ok-gpt"], {})


def test_a_child_whose_parent_rests_is_moved() -> None:
    desk = working(info(parent=PARENT), info(PARENT))
    desk.waits()
    desk.serve()
    assert desk.models() == ["ok-gpt"]


def test_a_child_whose_parent_is_unknown_is_moved() -> None:
    desk = working(info(parent="ses_gone"))
    desk.waits()
    desk.serve()
    assert desk.models() == ["ok-gpt"]


def test_a_person_who_moves_the_session_is_not_disturbed() -> None:
    desk = working()
    move = Override(nonce="n" * 14, server=LAB, session=A, target=KIMI)
    desk.state, _ = decide(desk.state, move)
    desk.waits()
    assert (desk.kinds(), desk.held()) == ([], ["a person moves or stops it at this moment"])


def test_a_move_that_a_person_began_meanwhile_goes_first() -> None:
    desk = limited()
    desk.serve(SendAbort)
    move = Override(nonce="n" * 14, server=LAB, session=A, target=KIMI)
    desk.state, _ = decide(desk.state, move)
    desk.serve()
    assert desk.models() == []
    assert desk.held() == ["a person moves or stops it at this moment"]


def test_a_persons_move_that_is_over_is_no_hindrance() -> None:
    desk = working()
    wrong = replace(GPT, model="nonesuch")
    move = Override(nonce="n" * 14, server=LAB, session=A, target=wrong)
    desk.state, _ = decide(desk.state, move)
    assert [action.result for action in desk.state.actions.values()] == ["refused"]
    desk.waits()
    desk.serve()
    assert desk.models() == ["ok-gpt"]


def test_a_persons_move_of_another_session_is_no_hindrance() -> None:
    desk = working(info(), info("ses_b"))
    desk.asks("ses_b")
    desk.status("busy", "ses_b")
    move = Override(nonce="n" * 14, server=LAB, session="ses_b", target=KIMI)
    desk.state, _ = decide(desk.state, move)
    desk.waits()
    desk.serve()
    assert desk.models() == ["ok-gpt"]


def test_an_automatic_move_under_way_is_no_hindrance_for_the_next() -> None:
    desk = limited()
    desk.serve()
    (action,) = desk.state.actions.values()
    assert action.result is None
    desk.later(300).waits(attempt=2)
    assert desk.kinds()[-1] is ReadMessages


def test_with_the_fallback_off_nothing_is_seen_at_all() -> None:
    desk = limited(enabled=False)
    desk.tick(40)
    assert (desk.kinds(), desk.texts("decision")) == ([], [])
    assert desk.duty.engine.sessions == {}


def test_nobody_who_looks_after_nothing_does_anything() -> None:
    desk = working()
    desk.state = replace(desk.state, duty=None)
    desk.waits()
    desk.tick(10)
    assert desk.kinds() == []
