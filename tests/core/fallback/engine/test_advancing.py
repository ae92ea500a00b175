"""Down the chain, entry by entry, and what happens at its end."""

import pytest
from msgspec.structs import replace

from omo_watch_core.fallback.chains import AgentEntry, Chains
from omo_watch_core.fallback.engine.effects import Announce, Exhausted, Noted, ReadHistory, Resume
from omo_watch_core.fallback.engine.setup import Setup
from omo_watch_core.fallback.fault import read_fault
from omo_watch_core.fallback.policy import Policy
from omo_watch_core.fallback.state import NOTHING_LEFT, TOO_MANY
from omo_watch_core.model import ModelRef
from tests.core.fallback.desk import Desk
from tests.core.fallback.names import BAD, LIMITED, OTHER, SESSION, SPENT, A, B, C, D, turn


def test_a_failed_model_is_followed_by_the_first_fallback() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    sent = desk.wanted(Resume)[0]
    assert sent.model == ModelRef(provider="two", model="beta")
    assert (sent.name, sent.agent, sent.reason) == (B, "build", "rate-limit")
    assert sent.cause == "session.error: status 429"
    assert desk.toasts() == ["Switched to beta for next request"]
    assert desk.aborts() == []


def test_a_quota_error_of_the_first_fallback_advances() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    desk.answer_fails(B, SPENT)
    assert desk.resumed() == [B, C]
    assert desk.aborts() == ["message.updated.quota-fallback"]
    assert desk.state().failed == {A: desk.now, B: desk.now}


def test_all_models_fail_and_the_person_is_told() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    desk.fails(B)
    desk.waits(5_000)
    desk.fails(C)
    told = desk.wanted(Exhausted)
    assert [want.tried for want in told] == [(A, B, C)]
    assert told[0].reason == NOTHING_LEFT
    assert told[0].cause == "session.error: status 429"
    assert desk.resumed() == [B, C]
    assert desk.aborts() == []


@pytest.mark.parametrize("path", ["answer", "retry", "overdue", "idle"])
def test_at_the_end_of_the_chain_nothing_is_stopped_and_nothing_sent(path: str) -> None:
    desk = Desk(B)
    desk.begins()
    desk.fails(A)
    if path == "answer":
        desk.answer_fails(B, SPENT)
    elif path == "retry":
        desk.retries(attempt=1)
    elif path == "overdue":
        desk.waits(30_000)
    else:
        desk.idles()
    assert desk.exhausted() == [(A, B)]
    assert desk.resumed() == [B]
    assert desk.aborts() == []
    assert desk.state().current == B


def test_exhaustion_is_not_remembered() -> None:
    desk = Desk(B, cooldown_seconds=0)
    desk.begins()
    desk.fails(A)
    desk.fails(B)
    desk.fails(B)
    assert len(desk.exhausted()) == 2
    assert desk.state().attempts == 1


def test_the_cap_comes_before_the_end_of_the_chain() -> None:
    desk = Desk(B, C, D, max_fallback_attempts=2)
    desk.begins()
    for model in (A, B, C):
        desk.fails(model)
        desk.waits(3_000)
    assert desk.resumed() == [B, C]
    assert [want.reason for want in desk.wanted(Exhausted)] == [TOO_MANY]


def test_an_answer_does_not_give_attempts_back() -> None:
    desk = Desk(B, C, max_fallback_attempts=1)
    desk.begins()
    desk.fails(A)
    desk.answers()
    desk.idles()
    desk.waits(100_000)
    desk.fails(B)
    assert desk.resumed() == [B]
    assert len(desk.exhausted()) == 1


def test_what_is_not_connected_is_skipped_and_does_not_count() -> None:
    desk = Desk(B, C, D, max_fallback_attempts=1)
    desk.unusable = {B, C}
    desk.begins()
    desk.fails(A)
    assert desk.resumed() == [D]
    assert desk.state().attempts == 1
    assert desk.state().failed == {A: desk.now}


def test_nothing_connected_is_the_end_of_the_chain() -> None:
    desk = Desk(B, C)
    desk.unusable = {B, C}
    desk.begins()
    desk.fails(A)
    assert desk.exhausted() == [(A,)]
    assert desk.state().attempts == 0


@pytest.mark.parametrize("entry", ["beta", "/beta", "two/", ""])
def test_an_entry_without_provider_or_model_is_skipped(entry: str) -> None:
    desk = Desk(entry, C)
    desk.begins()
    desk.fails(A)
    assert desk.resumed() == [C]
    assert desk.state().attempts == 1


def test_an_error_that_is_not_the_models_moves_nothing() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A, BAD)
    desk.answer_fails(A, BAD, has_output=False)
    assert desk.wants != []
    assert desk.resumed() == desk.exhausted() == []
    assert "not retryable: none" in desk.notes()


def test_without_a_chain_nothing_is_sent_and_the_reason_noted() -> None:
    desk = Desk()
    desk.begins()
    desk.fails(A)
    assert desk.wanted(ReadHistory) == desk.exhausted() == []
    assert "no chain: nothing is sent" in desk.notes()


def test_two_sessions_stand_where_they_stand() -> None:
    desk = Desk(B, C, share_cooldowns="off")
    desk.begins()
    desk.begins(OTHER)
    before = desk.session(OTHER)
    desk.fails(A)
    desk.fails(B, LIMITED)
    assert desk.session(OTHER) == before
    desk.fails(A, session=OTHER)
    assert desk.resumed(OTHER) == [B]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ({"statusCode": 500, "message": "Internal error"}, "server-error"),
        ({"statusCode": 503, "message": "x"}, "overloaded"),
        ({"message": "Overloaded"}, "overloaded"),
        ({"name": "ProviderAuthError", "message": "Rate limit"}, "auth"),
        ({"message": "Rate limit"}, "rate-limit"),
    ],
)
def test_a_prompt_says_why_the_other_model_failed(error: dict[str, object], reason: str) -> None:
    desk = Desk(B)
    desk.begins()
    desk.fails(A, read_fault(error))
    assert desk.wanted(Resume)[0].reason == reason


def test_a_retry_status_says_why_too() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.retries("All credentials for model alpha have a cooldown", attempt=1)
    desk.retries("The provider is overloaded", attempt=1)
    assert [want.reason for want in desk.wanted(Resume)] == ["rate-limit", "overloaded"]


def test_a_toast_is_a_warning_for_five_seconds() -> None:
    desk = Desk(B)
    desk.begins()
    desk.fails(A)
    toast = desk.wanted(Announce)[0]
    assert (toast.title, toast.variant) == ("Model Fallback", "warning")
    assert toast.duration_ms == 5_000


@pytest.mark.parametrize(
    ("text", "reason"),
    [("You have exhausted your capacity", "rate-limit"), ("Please try again", "error")],
)
def test_a_cooldown_is_a_limit_in_any_words(text: str, reason: str) -> None:
    desk = Desk(B)
    desk.begins()
    desk.retries(text, attempt=1)
    assert desk.wanted(Resume)[0].reason == reason


def test_where_the_host_says_nothing_every_model_is_connected() -> None:
    assert Setup(policy=Policy()).usable(A)


@pytest.mark.parametrize("is_known", [True, False])
def test_without_a_chain_a_wait_is_remembered_of_a_known_session_only(is_known: bool) -> None:
    desk = Desk()
    desk.host.histories[SESSION] = (turn(agent="build"),)
    if is_known:
        desk.begins()
    desk.retries(attempt=1)
    desk.retries(attempt=1)
    assert len(desk.wanted(Noted)) == (1 if is_known else 2)
    assert desk.session().step is None


def test_an_agent_that_a_retry_names_decides_the_chain() -> None:
    desk = Desk(B)
    entries = {**desk.setup.chains.agents, "oracle": AgentEntry(chain=(C,))}
    desk.setup = replace(desk.setup, chains=Chains(agents=entries))
    desk.begins()
    desk.retries(attempt=1, agent="oracle")
    assert desk.resumed() == [C]


def test_the_journal_tells_each_step_and_what_became_of_it() -> None:
    desk = Desk(B)
    desk.begins()
    desk.fails(A)
    assert desk.notes().splitlines() == [
        f"{A} -> {B}: session.error: status 429",
        f"sent: {B} after session.error: status 429",
    ]


def test_a_prompt_carries_what_is_set_for_its_agent() -> None:
    desk = Desk(B, C)
    entry = AgentEntry(model=A, chain=(B, "three/gamma(low)"), variant="high", effort="max")
    desk.setup = replace(desk.setup, chains=Chains(agents={"build": entry}))
    desk.begins()
    desk.fails(A)
    desk.fails(B)
    desk.waits(3_000)
    sent = desk.wanted(Resume)
    assert [(want.model.variant, want.effort) for want in sent] == [("high", "max"), ("low", "max")]
