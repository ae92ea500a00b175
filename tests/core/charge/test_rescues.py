"""Where the plugin is in charge only two things are done: what it leaves standing, and lying."""

import pytest
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.effects import ReadHistory, ReadMessages, ReadStatus, SendAbort, SendPrompt
from tests.core.actions.stage import GPT, LAB, A
from tests.core.charge.children import family
from tests.core.charge.desk import Desk, limited, working
from tests.core.charge.setting import ABORTED, SPENT, THEIRS

KEY = (LAB, A)
ABORT_FIRST = [ReadMessages, ReadStatus, SendAbort]
PROMPT = [ReadMessages, ReadStatus, ReadHistory, SendPrompt]


def standing(seconds: int = 5, **setting: object) -> Desk:
    """Give a session whose wait the plugin did not touch for so long."""
    desk = limited(plugin=True, **setting)
    desk.tick(seconds)
    return desk


def given_up(**setting: object) -> Desk:
    """Give a session whose wait the plugin ended, and that rests without an answer."""
    desk = limited(plugin=True, **setting)
    desk.later(300).status("idle")
    desk.changes(completed_ms=desk.now)
    return desk


def test_a_wait_that_stands_for_five_seconds_is_ended() -> None:
    desk = standing(4)
    assert desk.sent == []
    desk.tick()
    desk.serve()
    assert desk.kinds() == [*ABORT_FIRST, *PROMPT]
    assert desk.models() == ["ok-gpt"]


def test_the_five_seconds_are_counted_to_the_millisecond() -> None:
    desk = limited(plugin=True)
    desk.later(4_999).status("busy", "ses_b")
    assert desk.sent == []
    desk.later(1).status("busy", "ses_c")
    assert desk.kinds() == [ReadMessages]


def test_a_wait_that_the_plugin_handles_in_time_is_never_mentioned() -> None:
    desk = standing(4)
    desk.status("idle")
    desk.changes(completed_ms=desk.now)
    desk.asks(model=GPT)
    desk.status("busy")
    desk.part(desk.answers(GPT))
    desk.changes(finish="stop", completed_ms=desk.now)
    desk.status("idle")
    desk.tick(60)
    assert desk.sent == []
    assert (desk.duty.waits, desk.duty.rescued) == ({}, frozenset())


def test_a_new_wait_is_the_plugins_for_its_own_five_seconds() -> None:
    desk = standing(4)
    desk.waits(attempt=2)
    desk.tick(4)
    assert desk.sent == []
    desk.tick()
    assert desk.kinds() == [ReadMessages]


@pytest.mark.parametrize(("attempt", "later", "counted"), [(1, 0, 0), (2, 0, 2_000), (1, 9, 2_000)])
def test_a_wait_is_another_by_its_number_or_its_end(attempt: int, later: int, counted: int) -> None:
    desk = limited(plugin=True)
    began = desk.now
    desk.later(2_000).waits(attempt=attempt, ms=474_000 + later)
    assert desk.duty.waits[KEY].since_ms == began + counted


def test_a_wait_that_stands_is_told_once() -> None:
    desk = standing(claim=THEIRS)
    before = len(desk.sent)
    assert before > 0
    desk.tick(60)
    assert len(desk.sent) == before


def test_a_wait_that_stands_is_told_again_to_who_takes_the_claim() -> None:
    desk = standing(claim=THEIRS)
    desk.tick(20)
    desk.tell(ev.ClaimHeard(server=LAB, at_ms=desk.now, owner="guard 1@here", own=True))
    desk.tick()
    desk.serve()
    assert desk.models() == ["ok-gpt"]


def test_a_claim_on_another_server_tells_nothing_again() -> None:
    desk = standing(claim=THEIRS)
    other = replace(desk.server, name="other", sessions={})
    desk.state = replace(desk.state, servers={**desk.state.servers, "other": other})
    before = len(desk.sent)
    desk.tell(ev.ClaimHeard(server="other", at_ms=desk.now, owner="guard 1@here", own=True))
    desk.tick()
    assert len(desk.sent) == before


def test_a_wait_is_kept_as_it_was_heard() -> None:
    desk = limited(plugin=True)
    (wait,) = desk.duty.waits.values()
    assert (wait.attempt, wait.message, wait.since_ms) == (1, "Rate limit reached", desk.now)
    assert wait.next_ms == desk.now + 476_000


def test_a_session_that_rests_without_an_answer_is_taken_up_after_five_seconds() -> None:
    desk = given_up()
    desk.tick(4)
    assert desk.sent == []
    desk.tick()
    (text,) = desk.texts("decision")
    assert text.startswith("fake/limited-opus -> fake/ok-gpt: session.error: ")
    assert desk.kinds() == [ReadMessages]
    assert (desk.duty.waits, desk.duty.rescued) == ({}, {KEY})
    desk.serve()
    assert desk.kinds() == PROMPT
    assert desk.models() == ["ok-gpt"]


def test_what_rests_is_rescued_once() -> None:
    desk = given_up()
    desk.tick(5)
    desk.unread()
    before = len(desk.sent)
    desk.tick(60)
    assert len(desk.sent) == before


@pytest.mark.parametrize("how", ["answer", "person", "error"])
def test_what_rests_for_another_reason_is_left_alone(how: str) -> None:
    desk = limited(plugin=True)
    desk.later(300)
    if how == "answer":
        desk.part(desk.answers(GPT))
    elif how == "person":
        desk.changes(failure=ABORTED)
    else:
        desk.errs()
    desk.changes(completed_ms=desk.now)
    desk.status("idle")
    desk.tick(60)
    assert desk.sent == []


def test_what_the_plugin_has_prompted_again_is_left_alone() -> None:
    desk = given_up()
    desk.later(40).status("busy")  # it writes the same message anew: no other prompt is seen
    desk.tick(60)
    assert (desk.sent, set(desk.duty.waits)) == ([], {KEY})


def test_each_session_has_its_own_wait() -> None:
    desk = limited(plugin=True)
    desk.later(2_000).asks("ses_b")
    desk.status("busy", "ses_b")
    desk.answers(session="ses_b")
    desk.waits("ses_b")
    desk.tick(3)
    assert [read.session for read in desk.all(ReadMessages)] == [A]
    desk.tick(2)
    assert [read.session for read in desk.all(ReadMessages)] == [A, "ses_b"]


def test_a_wait_that_ends_leaves_the_others() -> None:
    desk = limited(plugin=True)
    desk.asks("ses_b")
    desk.status("busy", "ses_b")
    desk.answers(session="ses_b")
    desk.waits("ses_b")
    desk.part(desk.answers(GPT))
    desk.status("idle")
    assert set(desk.duty.waits) == {(LAB, "ses_b")}


def test_what_rests_without_ever_having_waited_is_left_alone() -> None:
    desk = working(plugin=True)
    desk.status("idle")
    desk.changes(completed_ms=desk.now)
    desk.tick(60)
    assert (desk.sent, desk.duty.rescued) == ([], frozenset())


def test_an_error_is_the_plugins() -> None:
    desk = working(plugin=True)
    desk.errs()
    desk.changes(failure=SPENT, completed_ms=desk.now)
    desk.status("idle")
    desk.tick(60)
    assert desk.sent == []


def test_a_rescue_needs_the_claim() -> None:
    desk = standing(claim=THEIRS)
    desk.serve()
    assert (desk.kinds(), desk.held()) == ([], [f"the claim on {LAB} is held by guard 2@there"])


@pytest.mark.parametrize(("mode", "lines"), [("assist", 1), ("watch", 0)])
def test_a_rescue_is_offered_or_not_by_the_mode(mode: str, lines: int) -> None:
    desk = standing(mode=mode)
    desk.tick(20)
    desk.serve()
    assert (desk.kinds(), len(desk.lines("offer"))) == ([], lines)


def test_a_child_that_is_waited_for_is_only_offered_its_rescue() -> None:
    desk = family(plugin=True)
    desk.waits()
    desk.tick(6)
    desk.serve()
    assert (desk.changing(), len(desk.duty.offers)) == ([], 1)


def rescued() -> Desk:
    """Give a session that was rescued and whose new model has shown nothing yet."""
    desk = standing()
    desk.serve()
    desk.later(200).answers(GPT)
    return desk


def test_the_answer_of_the_rescue_is_followed() -> None:
    desk = rescued()
    desk.part(desk.answers(GPT))
    assert [line.data["result"] for line in desk.lines("result")] == ["proved"]
    assert desk.duty.engine.sessions[KEY].worked
    desk.tick(40)
    assert (desk.models(), len(desk.all(SendAbort))) == (["ok-gpt"], 1)


def test_the_next_limit_of_a_rescued_session_is_the_plugins_for_five_seconds_too() -> None:
    desk = rescued()
    desk.waits()
    desk.tick(4)
    assert desk.models() == ["ok-gpt"]
    assert desk.open == []
    desk.tick()
    desk.serve()
    assert desk.models() == ["ok-gpt", "ok-kimi"]


def test_a_rescued_session_that_stays_silent_is_not_stopped_in_the_plugins_place() -> None:
    desk = rescued()
    desk.tick(31)
    assert len(desk.all(SendAbort)) == 1
    assert desk.held() == ["the plugin is in charge"]


def test_other_sessions_of_a_server_with_a_rescue_stay_the_plugins() -> None:
    desk = rescued()
    desk.asks("ses_b")
    desk.status("busy", "ses_b")
    desk.answers(session="ses_b")
    before = len(desk.sent)
    desk.errs(session="ses_b")
    desk.waits("ses_b")
    assert len(desk.sent) == before


def test_a_rescued_session_that_is_deleted_is_forgotten() -> None:
    desk = rescued()
    desk.tell_deleted()
    assert desk.duty.engine.sessions == {}


def test_a_rescue_that_had_to_wait_for_the_session_is_one_still() -> None:
    desk = given_up()
    desk.tick(5)
    desk.listed()
    desk.status_read("busy")
    desk.later(250).tell(ev.Woken(server="", at_ms=desk.now))
    desk.serve()
    assert desk.models() == ["ok-gpt"]
