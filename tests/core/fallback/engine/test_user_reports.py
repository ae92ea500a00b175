"""What users reported about other fallbacks, and what must happen here.

Source: fallback-behaviour 15. Each test names its threads; what needs a live server is shown as far
as the engine decides it.
"""

import pytest
from msgspec.structs import replace

from omo_watch_core.fallback.chains import AgentEntry, Chains
from omo_watch_core.fallback.engine import happenings as h
from omo_watch_core.fallback.engine.effects import AbortRun, Resume, UseModel
from tests.core.fallback.desk import Desk
from tests.core.fallback.host import NEVER
from tests.core.fallback.names import (
    ABORTED,
    AGENT,
    LOCKED,
    OTHER,
    SPENT,
    A,
    B,
    C,
    D,
)


def _begun(*chain: str, **settings: object) -> Desk:
    desk = Desk(*chain, **settings)
    desk.begins()
    return desk


@pytest.mark.parametrize("switch", ["told", "turn"])
def test_after_a_switch_of_agents_the_fallback_goes_on_as_the_new_one(switch: str) -> None:
    """1777, 2060."""
    desk = _begun(B)
    entries = {AGENT: AgentEntry(model=A, chain=(B,)), "oracle": AgentEntry(model=C, chain=(D,))}
    desk.setup = replace(desk.setup, chains=Chains(agents=entries), agents=("build", "Oracle"))
    if switch == "told":
        desk.happens(h.AgentKnown, agent="oracle")
    else:
        desk.asks(agent="oracle")
    desk.fails(A)
    sent = desk.wanted(Resume)[0]
    assert (sent.agent, sent.name) == ("Oracle", D)


def test_a_compaction_on_a_limited_model_goes_on_with_the_chain_of_the_session() -> None:
    """1777, 2062, 2138, 4701, 6871; ocl 15416, 15158, 99943."""
    desk = _begun(B, C)
    desk.fails(A)
    desk.answers()
    desk.waits(3_000)
    with desk.together():
        desk.retries(attempt=1, agent="compaction")
        desk.answer_fails(B, agent="compaction")
    assert desk.resumed() == [B, C]
    assert desk.wanted(Resume)[1].agent == AGENT
    assert desk.session().step is None


def test_a_compaction_that_hangs_is_overdue_and_its_lock_released() -> None:
    """2062, 4701, 6871."""
    desk = _begun(B, C)
    desk.fails(A)
    desk.happens(h.Compacted)
    desk.replies(AbortRun, after_ms=NEVER)
    desk.waits(30_000)
    assert desk.aborts() == ["session.timeout"]
    desk.waits(20_000)
    assert desk.session().step is None
    desk.fails(B)
    assert desk.resumed() == [B, C]


def test_continuations_during_a_fallback_use_its_model_and_reset_nothing() -> None:
    """1777, 2063, 3446, 4482."""
    desk = _begun(B, C)
    desk.fails(A)
    assert desk.prompts(A) == B
    desk.answers()
    desk.asks(model=A, agent="atlas", internal=True)
    assert desk.prompts(A, internal=True) == B
    assert (desk.state().current, desk.state().attempts) == (B, 1)
    assert desk.session().agent == AGENT


def test_a_continuation_that_fails_again_and_again_ends() -> None:
    """3446, 4482: a hard cap."""
    desk = _begun(B, C, D, "five/epsilon", cooldown_seconds=0)
    for _ in range(20):
        desk.prompts(A, internal=True)
        desk.fails(desk.state().current)
        desk.waits(3_000)
    assert desk.resumed() == [B, C, D]
    assert len(desk.exhausted()) == 17


def test_an_abort_of_ours_is_no_cancellation_so_attempts_go_on_counting() -> None:
    """4006."""
    desk = _begun(B, C)
    desk.retries(attempt=1)
    desk.fails(A, ABORTED)
    desk.retries(attempt=1)
    assert desk.state().attempts == 2
    assert desk.resumed() == [B, C]


def test_no_reset_leads_back_to_a_model_that_still_cools_down() -> None:
    """6751."""
    desk = _begun(B, C, share_cooldowns="off")
    for model in (A, B):
        desk.fails(model)
        desk.answers()
        desk.waits(3_000)
    desk.happens(h.StopAsked)
    desk.idles()
    desk.asks()
    desk.waits(15_000)
    desk.fails(A)
    assert desk.resumed() == [B, C, C]


def test_after_a_stop_idles_do_not_forget_the_fallback_of_the_next_turn() -> None:
    """6751: the mark of a stop is lifted at the next user turn."""
    desk = _begun(B, C)
    desk.happens(h.StopAsked)
    desk.asks()
    desk.fails(A)
    desk.answers()
    desk.idles()
    assert desk.state().current == B


def test_a_silent_child_is_noticed() -> None:
    """4051, 5478, 5971, 1769; oc 44931."""
    desk = _begun(B)
    desk.happens(h.Delegated)
    desk.asks(model=A)
    desk.waits(90_000)
    assert desk.aborts() == ["first-prompt-watchdog"]
    assert desk.resumed() == [B]


def test_a_child_that_spent_its_limit_without_a_chain_spends_nothing_elsewhere() -> None:
    """3161, 5971: its parent is told by the end of its run."""
    desk = _begun()
    desk.happens(h.Delegated)
    desk.answer_fails(A, SPENT)
    assert desk.resumed() == []
    assert desk.aborts() == ["message.updated.quota-no-fallback"]


def test_the_journal_says_why_nothing_happened() -> None:
    """2393, 2918, 2681, 1420."""
    desk = Desk()
    desk.fails(A)
    desk.fails(A, ABORTED)
    desk.retries("Thinking", attempt=1)
    assert [want.cause for want in desk.wants[1:]] == [
        "no chain: nothing is sent (session.error: status 429)",
        "a person stopped it",
        "skipped: the message tells of no limit and no fault of the provider",
    ]


def test_off_means_off() -> None:
    """8536: every path is told in the tests of switching off."""
    desk = _begun(B, enabled=False)
    desk.fails(A)
    desk.retries(attempt=1)
    desk.waits(3_600_000)
    assert desk.wants == []


@pytest.mark.parametrize("path", ["error", "answer", "retry"])
def test_the_first_prompt_of_a_session_falls_back_though_nobody_saw_it_begin(path: str) -> None:
    """7226."""
    desk = Desk(B)
    desk.happens(h.AgentKnown, agent=AGENT)
    if path == "error":
        desk.fails(None)
    elif path == "answer":
        desk.answer_fails(None)
    else:
        desk.retries(attempt=1)
    assert desk.resumed() == [B]
    assert desk.state().original == A


def test_the_fallbacks_of_a_child_are_bounded() -> None:
    """7325, 5046."""
    desk = _begun(B, C, D, "five/epsilon", cooldown_seconds=0)
    desk.happens(h.Delegated)
    for _ in range(20):
        desk.idles()
        desk.fails(desk.state().current)
        desk.waits(90_000)
    assert len(desk.resumed()) == 3


def test_one_error_does_not_cascade_through_the_chain() -> None:
    """slim 526."""
    desk = _begun(B, C, D)
    desk.fails(A)
    for _ in range(5):
        desk.fails(A)
        desk.answer_fails(A)
    desk.waits(3_000)
    assert desk.resumed() == [B]


def test_a_choice_by_hand_does_not_revert() -> None:
    """5816."""
    desk = _begun(B, C, restore_primary_after_cooldown=True)
    desk.fails(A)
    desk.answers()
    desk.prompts(B)
    desk.waits(3_600_000 // 3)
    assert desk.prompts() is None
    assert desk.state().current == B
    assert desk.wanted(UseModel) == []


def test_a_provider_that_retries_hands_over_at_its_first_wait() -> None:
    """oc 29055, 29143."""
    desk = _begun(B)
    desk.retries(attempt=1)
    assert desk.aborts() == ["session.status.retry-signal"]
    assert desk.resumed() == [B]


def test_a_local_error_stops_the_chain_and_says_so() -> None:
    """ocl 83510."""
    desk = _begun(B)
    desk.begins(OTHER)
    before = desk.engine
    desk.fails(A, LOCKED)
    assert desk.resumed() == desk.exhausted() == []
    assert desk.notes() == "not retryable: local coordination"
    assert desk.engine == before
