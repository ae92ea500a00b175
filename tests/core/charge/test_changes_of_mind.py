"""What others do to a session in the middle of a step: agents, models, deletion, departure."""

import pytest
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.effects import ReadHistory, ReadMessages, ReadStatus, SendAbort, SendPrompt
from omo_watch_core.fallback.chains import AgentEntry, Chains
from tests.core.actions.stage import GPT, KIMI, LAB, A
from tests.core.charge.desk import Desk, limited, working

TWO_AGENTS = Chains(
    agents={
        "build": AgentEntry(chain=("fake/ok-gpt",)),
        "plan": AgentEntry(chain=("fake/ok-kimi",)),
    }
)
STAGES = [ReadMessages, ReadStatus, SendAbort, ReadHistory, SendPrompt]


def two_agents() -> Desk:
    desk = working()
    desk.state = replace(desk.state, chains=TWO_AGENTS)
    return desk


def test_a_turn_of_another_agent_falls_back_on_its_chain() -> None:
    desk = two_agents()
    desk.later(10).asks(agent="plan")
    desk.answers()
    desk.waits()
    desk.serve()
    (body,) = desk.bodies()
    assert (body["model"]["modelID"], body["agent"]) == ("ok-kimi", "plan")


def test_an_agent_that_is_set_is_known_at_once() -> None:
    desk = two_agents()
    desk.tell(ev.AgentSwitched(server=LAB, at_ms=desk.now, session=A, agent="plan"))
    assert desk.duty.engine.sessions[LAB, A].agent == "plan"


def test_a_turn_that_began_before_the_switch_stays_that_of_its_agent() -> None:
    desk = two_agents()
    desk.tell(ev.AgentSwitched(server=LAB, at_ms=desk.now, session=A, agent="plan"))
    desk.waits()
    desk.serve()
    (body,) = desk.bodies()
    assert (body["model"]["modelID"], body["agent"]) == ("ok-gpt", "build")


def test_a_session_without_a_prompt_has_the_agent_that_it_is_set_to() -> None:
    desk = Desk()
    desk.state = replace(desk.state, chains=TWO_AGENTS)
    server = replace(
        desk.server,
        sessions={A: replace(desk.session(), info=replace(desk.session().info, agent="plan"))},
    )
    desk.state = replace(desk.state, servers={LAB: server})
    desk.answers(parent="msg_unknown")
    desk.waits()
    desk.serve(SendAbort)
    assert "fake/limited-opus -> fake/ok-kimi" in desk.texts("decision")[0]


def answered() -> Desk:
    """Give a session that fell back and has its answer."""
    desk = limited()
    desk.serve()
    desk.later(500).part(desk.answers(GPT))
    desk.changes(finish="stop", completed_ms=desk.now)
    desk.status("idle")
    return desk


def test_a_model_that_a_person_chooses_is_the_new_beginning() -> None:
    desk = answered()
    desk.later(60_000).asks(model=KIMI)
    desk.status("busy")
    desk.answers(KIMI)
    assert desk.texts("decision")[-1] == "chosen by hand: fake/ok-kimi"
    state = desk.duty.engine.sessions[LAB, A].state
    assert state is not None
    assert (state.original, state.current) == ("fake/ok-kimi", "fake/ok-kimi")
    desk.waits()
    desk.serve()
    assert desk.models() == ["ok-gpt", "ok-gpt"]


def test_a_turn_that_names_the_same_model_again_chooses_nothing() -> None:
    desk = answered()
    desk.later(60_000).asks(model=GPT)
    state = desk.duty.engine.sessions[LAB, A].state
    assert state is not None
    assert state.current == "fake/ok-gpt"
    assert desk.changing() == [*desk.all(SendAbort), *desk.all(SendPrompt)]


def test_our_own_prompt_is_no_choice_of_a_person() -> None:
    desk = limited()
    desk.serve()
    state = desk.duty.engine.sessions[LAB, A].state
    assert state is not None
    assert (state.original, state.current) == ("fake/limited-opus", "fake/ok-gpt")
    assert not any("by hand" in text for text in desk.texts("decision"))


def test_a_prompt_that_is_told_again_is_one_prompt() -> None:
    desk = answered()
    name = desk.later(60_000).asks(model=KIMI)
    desk.asks(model=KIMI, name=name)
    assert desk.texts("decision").count("chosen by hand: fake/ok-kimi") == 1


def test_a_prompt_older_than_the_newest_chooses_nothing() -> None:
    desk = answered()
    desk.asks(model=KIMI, name="msg_00000000000100000000000001")
    assert not any("by hand" in text for text in desk.texts("decision"))


def to_stage(kind: type) -> Desk:
    desk = limited()
    desk.serve(kind)
    return desk


@pytest.mark.parametrize("kind", STAGES)
def test_a_deleted_session_is_neither_stopped_nor_prompted(kind: type) -> None:
    desk = to_stage(kind)
    before = desk.changing()
    desk.tell_deleted()
    assert desk.duty.engine.sessions == {}
    desk.serve()
    desk.tick(90)
    desk.serve()
    assert desk.changing() == before
    assert desk.duty.errands == {}


@pytest.mark.parametrize("kind", STAGES)
def test_a_server_that_goes_away_is_asked_nothing_more(kind: type) -> None:
    desk = to_stage(kind)
    before = desk.sent[:]
    desk.tell(ev.ServerRemoved(server=LAB, at_ms=desk.now))
    desk.tell(ev.Ticked(server="", at_ms=desk.later(90_000).now))
    assert desk.state.servers == {}
    changed = [effect for effect in desk.sent[len(before) :] if effect in desk.changing()]
    assert changed == []


@pytest.mark.parametrize("kind", STAGES)
def test_a_stream_that_breaks_stops_no_step(kind: type) -> None:
    desk = to_stage(kind)
    desk.tell(ev.StreamEnded(server=LAB, at_ms=desk.now, reason="it ended"))
    desk.serve()
    assert desk.models() == ["ok-gpt"]


def test_an_event_of_a_server_that_nobody_watches_means_nothing() -> None:
    desk = limited()
    before = len(desk.sent)
    seen = ev.StatusHeard(
        server="other", at_ms=desk.now, session=A, directory="/x", status="retry", attempt=1
    )
    desk.tell(seen)
    assert len(desk.sent) == before
