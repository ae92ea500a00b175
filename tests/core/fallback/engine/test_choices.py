"""What a prompt runs on: the model that the session stands on, or a person's choice."""

import pytest
from msgspec.structs import replace

from omo_watch_core.fallback.chains import AgentEntry, Chains
from omo_watch_core.fallback.engine.effects import ReadHistory, Resume, UseModel
from omo_watch_core.model import ModelRef
from tests.core.fallback.desk import Desk
from tests.core.fallback.host import NEVER
from tests.core.fallback.names import AGENT, SESSION, A, B, C, D, answer, turn

COOLDOWN = 60_000


def _on(*chain: str, **settings: object) -> Desk:
    """Tell of a session that answers on its first fallback."""
    desk = Desk(*chain, **settings)
    desk.begins()
    desk.fails(A)
    desk.answers()
    desk.idles()
    return desk


def test_later_prompts_use_the_fallback() -> None:
    desk = _on(B, C)
    assert desk.prompts() == B
    assert desk.wanted(UseModel)[0].cause == "the session stands on it"


def test_a_prompt_on_the_primary_is_left_alone() -> None:
    desk = Desk(B, C)
    desk.begins()
    assert desk.prompts() is None
    assert desk.prompts(A) is None


def test_nothing_is_known_of_an_unknown_session() -> None:
    desk = Desk(B, C)
    assert desk.prompts(A) is None
    assert desk.engine.sessions == {}


def test_a_model_chosen_by_hand_is_taken_over() -> None:
    desk = _on(B, C)
    assert desk.prompts(D) is None
    assert (desk.state().original, desk.state().current, desk.state().attempts) == (D, D, 0)
    assert desk.prompts() is None
    assert f"chosen by hand: {D}" in desk.notes()


def test_choosing_the_fallback_itself_makes_it_the_original() -> None:
    desk = _on(B, C)
    assert desk.prompts(B) is None
    assert (desk.state().original, desk.state().current, desk.state().attempts) == (B, B, 0)
    assert desk.notes().endswith(f"adopted: {B} was chosen by hand")
    desk.fails(B)
    desk.waits(3_000)
    assert desk.resumed() == [B, C]


@pytest.mark.parametrize("model", [A, D])
def test_while_a_fallback_is_awaited_no_mismatch_is_a_choice(model: str) -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.fails(A)
    assert desk.prompts(model) == B
    assert desk.state().current == B


def test_while_a_step_is_under_way_no_mismatch_is_a_choice() -> None:
    desk = Desk(B, C)
    desk.begins()
    desk.replies(Resume, after_ms=500)
    desk.fails(A)
    assert desk.prompts(D) is None
    desk.waits(500)
    assert desk.state().current == B


def test_a_programs_prompt_is_no_choice() -> None:
    desk = _on(B, C)
    assert desk.prompts(A, internal=True) == B
    assert (desk.state().original, desk.state().current) == (A, B)


@pytest.mark.parametrize("entry", ["two/beta(high)", "two/beta:high", "two/beta high"])
def test_the_variant_of_an_entry_is_told_apart_from_its_model(entry: str) -> None:
    desk = _on(entry, C)
    desk.prompts()
    used = desk.wanted(UseModel)[0].model
    assert used == ModelRef(provider="two", model="beta", variant="high")
    assert desk.wanted(Resume)[0].model == used


def test_the_primary_is_restored_after_its_cooldown_where_that_is_set() -> None:
    desk = _on(B, C, restore_primary_after_cooldown=True)
    desk.waits(COOLDOWN - 1)
    assert desk.prompts() == B
    desk.waits(1)
    assert desk.prompts() == A
    assert (desk.state().current, desk.state().attempts) == (A, 0)


def test_it_is_not_restored_where_that_is_not_set() -> None:
    desk = _on(B, C)
    desk.waits(10 * COOLDOWN)
    assert desk.prompts() == B


def test_it_is_not_restored_while_a_fallback_is_pending() -> None:
    desk = Desk(B, C, restore_primary_after_cooldown=True, timeout_seconds=0)
    desk.begins()
    desk.fails(A)
    desk.waits(COOLDOWN)
    assert desk.prompts() == B


def test_it_is_not_restored_while_it_is_not_connected() -> None:
    desk = _on(B, C, restore_primary_after_cooldown=True)
    desk.waits(COOLDOWN)
    desk.unusable = {A}
    assert desk.prompts() == B


def test_it_is_not_restored_while_another_session_keeps_it_cooling() -> None:
    desk = _on(B, C, restore_primary_after_cooldown=True)
    desk.waits(COOLDOWN - 1)
    desk.begins("ses_2")
    desk.fails(A, session="ses_2")
    desk.waits(1)
    assert desk.prompts(session=SESSION) == B


def test_a_session_that_begins_on_a_fallback_knows_its_primary() -> None:
    desk = Desk(B, C)
    desk.begins(model=B)
    assert (desk.state().original, desk.state().current, desk.state().index) == (A, B, 0)
    desk.fails(B)
    assert desk.resumed() == [C]


def test_a_session_that_begins_on_any_other_model_begins_there() -> None:
    desk = Desk(B, C)
    desk.begins(model=D)
    assert (desk.state().original, desk.state().index) == (D, -1)
    desk.fails(D)
    assert desk.resumed() == [B]


def test_a_session_whose_agent_has_no_model_begins_where_it_begins() -> None:
    desk = Desk(B, C)
    desk.setup = replace(desk.setup, chains=Chains(agents={AGENT: AgentEntry(chain=(B, C))}))
    desk.begins(model=B)
    assert (desk.state().original, desk.state().current, desk.state().index) == (B, B, -1)


def test_where_nobody_knows_which_model_runs_nothing_is_done() -> None:
    desk = Desk(B, C)
    desk.setup = replace(desk.setup, chains=Chains(everywhere=(B, C)))
    desk.retries(attempt=1)
    assert desk.resumed() == []
    assert desk.session().state is None
    assert desk.session().announced is None
    assert "nobody knows which model runs" in desk.notes()


def test_the_history_tells_whose_turn_it_is() -> None:
    desk = Desk(B, C)
    desk.host.histories[SESSION] = (turn(agent=AGENT), answer(failed=True))
    desk.fails(A)
    assert desk.wanted(ReadHistory)[0].cause == "whose turn it is"
    assert desk.wanted(Resume)[0].agent == AGENT


def test_where_the_history_cannot_tell_the_list_for_everybody_counts() -> None:
    desk = Desk()
    desk.setup = replace(desk.setup, chains=Chains(everywhere=(B, C)))
    desk.replies(ReadHistory, after_ms=NEVER)
    desk.fails(A)
    desk.waits(5_000)
    assert desk.resumed() == [B]
    assert desk.wanted(Resume)[0].agent is None


def test_a_primary_that_stands_in_its_own_chain_begins_before_it() -> None:
    desk = Desk(B, A, C)
    desk.begins()
    assert desk.state().index == -1
    desk.fails(A)
    assert desk.resumed() == [B]
