"""A session that was led back to its old model is brought to its lease's again, by who may."""

import pytest
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.effects import ReadJournal, SendAbort, SwitchModel
from omo_watch_core.model import LeaseNote
from tests.core.actions.stage import GPT, KIMI, LAB, OPUS, A, info
from tests.core.charge.setting import GLM, THEIRS
from tests.core.leases.leasing import Leasing, a_lease, stopped, switch

B = "ses_b"


def held(mode: str = "auto", **wish: object) -> Leasing:
    """Give a desk whose session was moved to GLM, which no chain names, and held there."""
    desk = stopped()
    desk.held(GLM, **{"until": "cleared", **wish})
    desk.noted()
    return switch(desk, mode)


def renewals(desk: Leasing) -> list[OverrideAction]:
    known = desk.state.actions.values()
    return [one for one in known if isinstance(one, OverrideAction) and one.purpose == "lease"]


def test_auto_brings_it_back_when_the_old_model_waits() -> None:
    desk = held()
    typed = desk.goes_back()
    assert desk.kinds() == []
    desk.waits()
    desk.later(1_000).serve()
    assert desk.models() == ["ok-glm"]
    desk.proves(GLM)
    (action,) = renewals(desk)
    assert (action.result, action.automatic, action.lease) == ("proved", True, None)
    (body,) = desk.bodies()
    assert body["messageID"] == action.message
    assert body["parts"][0]["metadata"]["omo-watch"]["kind"] == "lease"
    assert action.after >= typed
    assert desk.holds() == ["ok-glm"]


def test_it_needs_no_chain() -> None:
    desk = stopped(chain=())
    desk.held(GLM, until="cleared")
    switch(desk, "auto").goes_back()
    desk.waits()
    desk.later(1_000).serve()
    assert desk.models() == ["ok-glm"]


def test_assist_offers_it_once_and_sends_nothing() -> None:
    desk = held("assist")
    desk.goes_back()
    desk.waits()
    desk.tick(5)
    assert desk.kinds() == []
    (offer,) = desk.lines("offer")
    assert (offer.text, offer.data["to"]) == ("the mode is assist", "fake/ok-glm")
    assert offer.data["hint"] == f"omo-watch override {A} fake/ok-glm"
    assert desk.duty.offers[(LAB, A)].lease is None


def test_watch_does_nothing() -> None:
    desk = held("watch")
    desk.goes_back()
    desk.waits()
    desk.tick(5)
    assert (desk.kinds(), desk.lines("offer"), desk.duty.offers) == ([], [], {})


def test_who_has_not_the_claim_does_nothing() -> None:
    desk = held()
    desk.state = replace(desk.state, servers={LAB: replace(desk.server, claim=THEIRS)})
    desk.goes_back()
    desk.waits()
    desk.later(1_000).serve()
    assert (desk.kinds(), desk.models()) == ([], [])


def test_where_the_plugin_is_in_charge_nothing_is_done() -> None:
    desk = held()
    desk.state = replace(desk.state, servers={LAB: replace(desk.server, plugin=True)})
    desk.goes_back()
    desk.waits()
    desk.tick(2)
    assert desk.all(SendAbort) == []


def newest(desk: Leasing) -> str:
    """Give the newest answer's id."""
    answer = desk.session().answer
    assert answer is not None
    return answer.id


def test_a_model_that_answers_may_be_a_choice_and_is_told_once() -> None:
    desk = held()
    for _ in range(2):
        desk.goes_back(KIMI)
        desk.part(newest(desk), "Well")
        desk.status("idle")
    desk.tick(2)
    said = [text for text in desk.texts("decision") if text.startswith("prompted on")]
    assert said == [
        "prompted on ok-kimi, although held on ok-glm until cleared: "
        "it answers, so it may be a choice of yours: left as it is"
    ]
    assert (desk.kinds(), desk.duty.reminders) == ([], {})


def test_the_offer_to_go_back_keeps_the_variant() -> None:
    desk = held("assist")
    high = replace(desk.lease, target=replace(GLM, variant="high"), changed_ms=desk.now + 1)
    desk.read(high)
    desk.goes_back(KIMI)
    desk.part(newest(desk), "Well")
    desk.status("idle")
    (line,) = desk.lines("offer")
    assert line.data["to"] == "fake/ok-glm(high)"
    assert line.data["hint"] == f"omo-watch override {A} fake/ok-glm --variant high"


def test_assist_asks_once_and_the_question_goes_with_its_turn() -> None:
    desk = held("assist")
    desk.goes_back(KIMI)
    desk.part(newest(desk), "Well")
    desk.status("idle")
    (line,) = desk.lines("offer")
    assert (line.text, line.data["to"]) == ("it may be a choice of yours", "fake/ok-glm")
    assert desk.duty.reminders[(LAB, A)].model == "fake/ok-glm"
    desk.tick(3)
    assert list(desk.duty.reminders) == [(LAB, A)]
    desk.later(1_000).asks(A, KIMI)
    assert desk.duty.reminders == {}
    desk.status("busy")
    desk.part(desk.answers(KIMI), "Well")
    desk.status("idle")
    assert len(desk.lines("offer")) == 1


def test_the_chain_stays_below_it() -> None:
    desk = held()
    desk.later(1_000).asks(A, GLM)
    desk.status("busy")
    desk.answers(GLM)
    desk.waits()
    desk.later(1_000).serve()
    assert desk.models() == ["ok-gpt"]


@pytest.mark.parametrize("chain", [(), ("fake/ok-gpt", "fake/ok-kimi")])
def test_strictly_nothing_else_is_tried(chain: tuple[str, ...]) -> None:
    desk = stopped(chain=chain)
    desk.held(GLM, until="cleared", strict=True)
    switch(desk, "auto").later(1_000).asks(A, GLM)
    desk.status("busy")
    desk.answers(GLM)
    desk.waits()
    desk.later(1_000).serve()
    desk.tick(3)
    assert (desk.kinds(), desk.lines("exhausted")) == ([], [])
    assert desk.texts("decision")[-1] == (
        "held on ok-glm until cleared, strictly, by ann@desk: nothing else is tried "
        "(session.status: usage-limit, attempt 1)"
    )


def test_strictly_also_where_the_old_model_waits_while_the_leased_cools() -> None:
    desk = stopped()
    desk.held(GLM, until="cleared", strict=True)
    switch(desk, "auto").later(1_000).asks(A, GLM)
    desk.status("busy")
    desk.answers(GLM)
    desk.waits()
    desk.later(1_000).goes_back()
    desk.waits(ms=300_000)
    desk.serve()
    assert desk.models() == []


def test_a_new_session_of_the_scope_begins_on_the_model() -> None:
    desk = stopped()
    desk.held(GLM, scope="agent", until="cleared")
    switch(desk, "auto")
    for model in (None, KIMI):
        made = info(f"ses_{model.model if model else 'none'}", model=model)
        desk.tell(ev.SessionSeen(server=LAB, at_ms=desk.now, info=made, created=True))
    other = replace(info("ses_plan"), agent="plan")
    desk.tell(ev.SessionSeen(server=LAB, at_ms=desk.now, info=other, created=True))
    switches = desk.all(SwitchModel)
    assert [one.session for one in switches] == ["ses_none", "ses_ok-kimi"]
    assert {one.purpose for one in renewals(desk)} == {"lease"}


def test_a_child_of_a_category_is_held_by_it() -> None:
    desk = stopped()
    lease = a_lease(scope="category", name="quick", target=GLM)
    child = info(B)
    desk.tell(ev.SessionSeen(server=LAB, at_ms=desk.now, info=child, created=True))
    desk.read(lease)
    from omo_watch_core.leases.scope import holding

    assert holding(desk.state, desk.server, desk.session(B)) is None
    session = replace(desk.session(B), category="quick")
    assert holding(desk.state, desk.server, session) == lease


def test_a_lease_that_is_read_late_wakes_what_waits() -> None:
    desk = switch(stopped(chain=()), "auto")
    desk.later(1_000).goes_back()
    desk.waits(attempt=2)
    desk.serve()
    assert desk.models() == []
    desk.read(a_lease(target=GLM))
    desk.tick()
    desk.later(1_000).serve()
    assert desk.models() == ["ok-glm"]


def test_the_note_of_a_lease_that_is_not_known_has_the_journal_read() -> None:
    desk = stopped()
    note = LeaseNote(model=GPT)
    told = replace(desk.session().info, lease=note)
    seen = ev.SessionSeen(server=LAB, at_ms=desk.now, info=told)
    assert ReadJournal(server="") in desk.tell(seen)
    assert ReadJournal(server="") not in desk.tell(seen)


def test_a_fallback_by_itself_holds_until_the_first_choice_recovers() -> None:
    desk = switch(stopped(), "auto")
    desk.later(1_000).goes_back()
    desk.waits(attempt=2)
    desk.later(1_000).serve()
    desk.proves(GPT)
    lease = desk.lease
    assert (lease.target, lease.source, lease.until, lease.automatic) == (
        GPT, OPUS, "recovered", True,
    )  # fmt: skip
    assert lease.until_ms is not None
    assert desk.notes()[0]["until"] == "recovered"
    desk.noted()
    desk.sent.clear()
    desk.goes_back()
    desk.waits()
    desk.later(1_000).serve()
    assert desk.models() == ["ok-gpt"]


def test_a_fallback_below_a_persons_lease_does_not_end_it() -> None:
    desk = held()
    desk.later(1_000).asks(A, GLM)
    desk.status("busy")
    desk.answers(GLM)
    desk.waits()
    desk.later(1_000).serve()
    desk.proves(GPT)
    assert desk.holds() == ["ok-glm"]
