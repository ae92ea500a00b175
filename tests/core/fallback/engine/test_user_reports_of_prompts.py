"""What users reported about the prompts of other fallbacks, and what must happen here.

Source: fallback-behaviour 15. Each test names its threads.
"""

import pytest
from msgspec.structs import replace

from omo_watch_core.fallback.chains import AgentEntry, Chains, ladder_names
from omo_watch_core.fallback.delegation import ChildContext
from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.effects import AbortRun, ReadHistory, Resume
from omo_watch_core.fallback.internal import INITIATOR
from omo_watch_core.fallback.models import canonical
from omo_watch_core.fallback.repost import repost_body
from tests.core.fallback.desk import Desk
from tests.core.fallback.names import AGENT, LIMITED, SESSION, A, B, C, answer, turn

COOLING = "All credentials for model alpha are cooling down [retrying in 7m 56s attempt #1]"


def _begun(*chain: str, **settings: object) -> Desk:
    desk = Desk(*chain, **settings)
    desk.begins()
    return desk


@pytest.mark.parametrize("text", [COOLING, "5-hour usage limit reached [retrying in 1h]"])
def test_the_same_text_from_the_second_model_is_another_failure(text: str) -> None:
    """6579: also where both providers serve a model of one name."""
    desk = _begun("other/alpha", C)
    desk.retries(text, attempt=1)
    desk.happens(h.PromptSeen, ours=True)
    desk.waits(5_000)
    desk.retries(text, attempt=1)
    assert desk.resumed() == ["other/alpha", C]


def test_a_session_that_stays_reserved_is_given_up_and_the_lock_freed() -> None:
    """6637."""
    desk = _begun(B, C, timeout_seconds=60)
    desk.host.statuses[SESSION] = "busy"
    desk.fails(A)
    desk.waits(40_000)
    assert desk.session().queued is None
    assert desk.session().step is None


def test_nothing_is_sent_before_the_abort_was_answered() -> None:
    """4787."""
    desk = _begun(B, C)
    desk.replies(AbortRun, after_ms=1_500)
    desk.retries(attempt=1)
    desk.waits(1_499)
    assert desk.wanted(ReadHistory) == []
    assert desk.resumed() == []
    desk.waits(1)
    assert desk.resumed() == [B]


def test_the_person_is_told_after_the_prompt_was_taken() -> None:
    """5435."""
    desk = _begun(B, C)
    desk.replies(Resume, after_ms=200)
    desk.fails(A)
    desk.waits(199)
    assert desk.toasts() == []
    desk.waits(1)
    assert desk.toasts() == ["Switched to beta for next request"]


def test_a_repeated_turn_keeps_its_message_and_its_parts() -> None:
    """4595."""
    said = (turn("Fix it", number=7), answer(failed=True))
    body = repost_body(said, {"model": {"providerID": "two", "modelID": "beta"}})
    assert body["messageID"] == "msg_7"
    assert body["parts"] == [{"type": "text", "text": "Fix it"}]


def test_a_continuation_is_marked_as_a_programs() -> None:
    """4085, 3645: also where the history is not stored yet."""
    parts = repost_body((), {})["parts"]
    assert isinstance(parts, list)
    assert parts[0]["synthetic"] is True
    assert INITIATOR in parts[0]["text"]


def test_a_history_that_is_not_stored_yet_is_no_reason_not_to_go_on() -> None:
    """3645."""
    desk = _begun(B, C)
    desk.host.histories[SESSION] = ()
    desk.fails(A)
    assert desk.resumed() == [B]


@pytest.mark.parametrize("same", ["one/alpha", "ONE/Alpha"])
def test_an_entry_that_is_the_failed_model_is_skipped(same: str) -> None:
    """3802."""
    desk = _begun(same, B)
    desk.fails(A)
    assert desk.resumed() == [B]
    assert _only_itself(same).resumed() == []


def _only_itself(same: str) -> Desk:
    desk = _begun(same)
    desk.fails(A)
    return desk


def test_models_as_objects_and_shown_names_of_agents_are_understood() -> None:
    """4315, 4528."""
    desk = Desk(B)
    desk.setup = replace(desk.setup, agents=("Sisyphus (Ultraworker)",))
    entry = {"sisyphus": AgentEntry(chain=(B,))}
    desk.setup = replace(desk.setup, chains=Chains(agents=entry))
    model = canonical({"providerID": "one", "modelID": "alpha", "variant": "high"})
    desk.happens(h.SessionFailed, fault=LIMITED, model=model, agent="Sisyphus (Ultraworker)")
    assert desk.wanted(Resume)[0].agent == "Sisyphus (Ultraworker)"
    assert desk.state().original == A


def test_a_child_whose_first_prompt_fails_goes_on_with_what_it_was_given() -> None:
    """2357."""
    desk = Desk(B)
    given = ChildContext(prompt="Explore the tests")
    desk.happens(h.Delegated, context=given)
    desk.fails(A, agent=AGENT)
    assert desk.wanted(Resume)[0].context == given
    assert "Explore the tests" in str(repost_body((), {}, child=given)["parts"])


def test_the_primary_stands_before_its_chain_and_names_stay_as_they_are_configured() -> None:
    """6869, 2712."""
    assert ladder_names(A, (B, A, C)) == (A, B, C)
    desk = _begun("router/openai/gpt-5")
    desk.fails(A)
    sent = desk.wanted(Resume)[0].model
    assert (sent.provider, sent.model) == ("router", "openai/gpt-5")
