"""The vocabulary of edits: each does one thing, and none covers up that there was nothing to do."""

import pytest

from tests.conformance.case import Json
from tests.conformance.rules.retelling import SWITCHED, Tale, begun, stepped
from tests.conformance.rules.story.seen import free_at

SESSION, FIRST, SECOND, THIRD = "ses_1", "a/one", "b/two", "c/three(high)"


def given(**more: Json) -> Json:
    turn = {"info": {"role": "user", "id": "m1"}, "parts": [{"type": "text", "text": "go"}]}
    return {"config": {}, "messages": {SESSION: [turn]}, "plugin_config": {}, **more}


@pytest.fixture
def tale() -> Tale:
    """Give a story of one step at one second."""
    tale = Tale.blank(given())
    tale.begin(SESSION, 0, FIRST)
    tale.fall(SESSION, 1_000, SECOND, 0)
    return tale


def test_a_step_asks_tells_and_moves_on(tale: Tale) -> None:
    assert tale.told["order"] == ["1000:prompt", "1000:toast"]
    assert tale.told["toasts"][0]["message"] == "Switched to two for next request"
    prompt = tale.told["prompts"][0]
    assert prompt["model"] == {"providerID": "b", "modelID": "two"}
    assert prompt["messageID"] == "m1"
    assert prompt["parts"] == [{"type": "text", "text": "go"}]
    kept = tale.standing(SESSION)
    assert kept["state"] == stepped(begun(FIRST), 1_000, SECOND, 0)
    assert kept["awaitingFallbackResult"] is kept["timeoutArmed"] is True
    assert kept["lastAccess"] == 1_000


def test_a_step_may_stop_what_runs_first(tale: Tale) -> None:
    tale.fall(SESSION, 2_000, THIRD, 1, abort=True)
    assert tale.told["order"][2:] == ["2000:abort", "2000:prompt", "2000:toast"]
    assert tale.told["prompts"][1]["variant"] == "high"
    assert tale.standing(SESSION)["internallyAborted"] is True


def test_a_step_may_wait_at_the_gate(tale: Tale) -> None:
    tale.fall(SESSION, 2_000, THIRD, 1, sent=3_500)
    assert tale.told["order"][2:] == ["3500:prompt", "3500:toast"]
    assert tale.standing(SESSION)["state"]["failedModels"][SECOND] == 2_000


def test_an_earlier_call_is_told_before_later_ones(tale: Tale) -> None:
    tale.abort(500, SESSION)
    assert tale.told["order"][0] == "500:abort"


def test_nobody_is_told_where_that_is_not_wanted() -> None:
    tale = Tale.blank(given(config={"notify_on_fallback": False}))
    tale.toast(0, SECOND)
    assert tale.told["order"] == []


def test_a_model_that_cannot_be_asked_is_no_step(tale: Tale) -> None:
    with pytest.raises(AssertionError, match="cannot be asked"):
        tale.fall(SESSION, 2_000, "bare", 1)


def test_a_call_that_was_not_recorded_cannot_be_taken_back(tale: Tale) -> None:
    with pytest.raises(AssertionError, match="no such abort"):
        tale.drop("abort", -1)


def test_a_call_that_the_order_does_not_name_cannot_be_taken_back(tale: Tale) -> None:
    tale.told["order"].remove("1000:prompt")
    with pytest.raises(AssertionError, match="missing in the order"):
        tale.drop("prompt", 0)


def test_a_call_that_is_taken_back_is_gone_from_the_order_too(tale: Tale) -> None:
    taken = tale.drop("toast", 0)
    assert taken["message"] == SWITCHED.format("two")
    assert tale.told["order"] == ["1000:prompt"]
    tale.again("toast", taken)
    assert tale.told["order"] == ["1000:prompt", "1000:toast"]


def test_a_change_to_what_is_there_already_is_no_change(tale: Tale) -> None:
    with pytest.raises(AssertionError, match="nothing to edit"):
        tale.change(SESSION, timeoutArmed=True)


def test_a_field_of_a_state_that_there_is_not_cannot_be_changed() -> None:
    with pytest.raises(AssertionError, match="not recorded"):
        Tale.blank(given()).change(SESSION, pendingFallbackModel=SECOND)


def test_a_change_reaches_the_session_and_its_state(tale: Tale) -> None:
    tale.change(SESSION, timeoutArmed=False, pendingFallbackModel=None)
    kept = tale.standing(SESSION)
    assert kept["timeoutArmed"] is False
    assert kept["state"]["pendingFallbackModel"] is None


def test_a_story_without_calls_cannot_be_silenced() -> None:
    with pytest.raises(AssertionError, match="nothing was recorded"):
        Tale.blank(given()).silence()


def test_silence_leaves_no_call(tale: Tale) -> None:
    tale.silence()
    assert tale.told["order"] == tale.told["prompts"] == tale.told["toasts"] == []


def test_what_was_recorded_must_be_told_again(tale: Tale) -> None:
    before = Tale(tale.given, tale.told).told
    tale.drop("prompt", 0)
    with pytest.raises(AssertionError, match="not told again"):
        tale.keeps(before)
    tale.prompt(9_000, SESSION, SECOND)
    tale.keeps(before)


def test_an_edit_leaves_the_recording_itself_alone(tale: Tale) -> None:
    copy = Tale(tale.given, tale.told)
    copy.silence()
    assert tale.told["order"] == ["1000:prompt", "1000:toast"]


def test_a_forgotten_session_is_blank(tale: Tale) -> None:
    tale.forget(SESSION)
    assert tale.standing(SESSION)["state"] is None
    assert tale.standing(SESSION)["lastAccess"] is None


@pytest.mark.parametrize(
    ("at", "held_until", "free"),
    [(0, 0, 0), (100, 2_000, 3_100), (1_999, 2_000, 2_499), (2_000, 2_000, 2_000)],
)
def test_each_wait_at_the_gate_is_half_a_second_longer(at: int, held_until: int, free: int) -> None:
    assert free_at(at, held_until) == free
