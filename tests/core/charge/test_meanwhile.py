"""What may change between two requests of a step, and what is left of it then."""

import pytest

from omo_watch_core import events as ev
from omo_watch_core.commands import Cancel, Override
from omo_watch_core.decide import decide
from omo_watch_core.effects import ReadHistory, SendAbort, SendPrompt
from tests.core.actions.stage import GPT, KIMI, LAB, A
from tests.core.charge.children import PARENT
from tests.core.charge.desk import limited, working
from tests.core.charge.setting import ABORTED, SPENT, THEIRS
from tests.core.charge.test_owed import ended
from tests.core.charge.test_rescues import rescued


def test_own_older_marks_are_no_hindrance_either() -> None:
    """Design 5: *another* omo-watch's mark. Three quick limits in a row: 4th model, within 10 s."""
    desk = limited(chain=["fake/ok-gpt", "fake/ok-kimi", "fake/ok-glm"])
    desk.serve()
    for model in (GPT, KIMI):
        desk.later(500).answers(model)
        desk.waits()
        desk.serve()
    assert desk.models() == ["ok-gpt", "ok-kimi", "ok-glm"]


def test_a_step_that_was_given_up_aborts_nothing_any_more() -> None:
    """The engine gives up after 20 s; an abort behind that leaves the session dead."""
    desk = limited()
    desk.tick(21)
    assert any("not sent: no answer to the abort in time" in t for t in desk.texts("decision"))
    desk.serve()
    assert desk.all(SendAbort) == []


def test_a_rescue_ends_with_its_turn() -> None:
    """Design 4: only two rescues; the next turn's error is the plugin's again."""
    desk = rescued()
    desk.part(desk.answers(GPT))
    desk.changes(finish="stop", completed_ms=desk.now)
    desk.status("idle")
    desk.tick(60)
    before = len(desk.kinds())
    desk.later(3_600_000).asks(model=GPT)
    desk.status("busy")
    desk.answers(GPT)
    desk.errs()
    desk.changes(failure=SPENT, completed_ms=desk.now)
    desk.status("idle")
    desk.serve()
    assert len(desk.kinds()) == before


def test_a_person_who_cancels_the_session_is_not_disturbed() -> None:
    desk = working()
    desk.state, _ = decide(desk.state, Cancel(nonce="c" * 14, server=LAB, session=A))
    desk.waits()
    desk.serve()
    (action,) = desk.state.actions.values()
    assert (action.result, desk.models()) == (None, [])


def test_a_barrier_holds_for_its_own_step_only() -> None:
    desk = limited()
    desk.serve(SendAbort)
    desk.aborted()
    desk.never_read()
    desk.later(60_000).asks()
    desk.status("busy")
    desk.answers()
    desk.changes(failure=SPENT)
    desk.listed()
    desk.status_read("idle")  # an older word than the stream's
    desk.turn_read()
    assert desk.models() == []


def test_a_prompt_without_an_answer_is_not_said_to_be_taken() -> None:
    """Fallback-behaviour 7: `Fallback dispatch may have been accepted for M`."""
    desk = limited()
    desk.serve(SendPrompt)
    desk.prompted(0, "no answer within 15 s", runs=False)
    assert desk.texts("toast") == ["Fallback dispatch may have been accepted for ok-gpt"]


def test_two_equal_decisions_are_the_same_bytes() -> None:
    """Design 5: two equal decisions are one message."""
    first, second = limited(), limited()
    second.later(700)
    first.serve(SendPrompt)
    second.serve(SendPrompt)
    assert first.all(SendPrompt)[0].body == second.all(SendPrompt)[0].body


def test_a_prompt_that_was_never_sent_does_not_fail_its_model() -> None:
    """follow_prompts must come before the moment: the action ends in the tick of the timer."""
    desk = limited()
    desk.serve(SendAbort)
    desk.aborted()
    desk.listed()
    desk.tick(60)
    assert desk.models() == []
    assert not any(text.startswith("fake/ok-gpt ->") for text in desk.texts("decision"))


@pytest.mark.parametrize("what", ["claim", "person", "plugin"])
def test_what_allows_an_abort_is_asked_again_when_it_is_sent(what: str) -> None:
    """Two requests lie between the stance and the abort."""
    desk = limited()
    desk.listed()
    if what == "claim":
        desk.tell(ev.ClaimHeard(server=LAB, at_ms=desk.now, owner=THEIRS.owner))
    elif what == "plugin":
        desk.tell(ev.ServerDescribed(server=LAB, at_ms=desk.now, own_directory=None, plugin=True))
    else:
        wish = Override(nonce="n" * 14, server=LAB, session=A, target=KIMI)
        desk.state, _ = decide(desk.state, wish)
    desk.status_read("retry")
    assert desk.all(SendAbort) == []


def test_a_person_who_stops_the_session_before_our_prompt_is_obeyed() -> None:
    """The engine is reset, the action that it began is not."""
    desk = limited()
    desk.serve(ReadHistory)
    desk.later(3_000).errs(ABORTED)
    desk.changes(failure=ABORTED)
    assert "a person stopped it" in desk.texts("decision")
    desk.turn_read()
    assert desk.models() == []


def test_a_person_who_prompts_before_us_is_not_prompted_after() -> None:
    """Behind the answer to an abort nobody looks any more whether somebody else's turn runs."""
    desk = limited()
    desk.serve(ReadHistory)
    desk.later(30).asks(model=KIMI)
    desk.status("busy")
    desk.answers(KIMI)
    desk.turn_read()
    assert desk.models() == []


def test_a_lost_prompt_is_not_sent_again_behind_a_newer_one() -> None:
    """Proving sends the identical body again after 2 s; a person has prompted since."""
    desk = limited()
    desk.serve_to_prompt(silent=True)
    desk.prompted(runs=False)
    desk.later(500).asks(model=KIMI)
    desk.status("busy")
    desk.part(desk.answers(KIMI))
    desk.changes(finish="stop", completed_ms=desk.now)
    desk.status("idle")
    for _ in range(5):
        desk.tick()
        desk.serve()
    assert desk.models() == ["ok-gpt"]


def test_a_result_that_we_handed_over_is_no_mark_of_another() -> None:
    """The parent meets its limit on the very prompt that hands the result over."""
    desk = ended()
    desk.later(500).answers(session=PARENT)
    desk.waits(PARENT)
    desk.serve()
    assert [prompt.session for prompt in desk.all(SendPrompt)][-2:] == [PARENT, PARENT]
