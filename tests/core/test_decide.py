"""What a command becomes: an action with its first request, or a refusal with its reason."""

import pytest
from msgspec.structs import replace

from omo_watch_core.actions.advance import KEPT
from omo_watch_core.actions.beginnings import BEGINNINGS
from omo_watch_core.actions.knowing import model_fault
from omo_watch_core.commands import Command
from omo_watch_core.decide import READ_ONLY, action_id, decide
from omo_watch_core.effects import ReadHistory, SendAbort
from omo_watch_core.link import Link, Phase
from omo_watch_core.model import ModelRef
from tests.core.actions.stage import GPT, KIMI, LAB, NONCE, A, Stage, cancel, running, to


def refused(stage: Stage, command: Command) -> tuple[str, str]:
    assert stage.order(command) == []
    action = stage.action
    assert action.result == "refused"
    assert action.phase == "ended"
    assert action.ended_ms == action.started_ms
    return action.evidence, action.hint


@pytest.mark.parametrize("command", [to(), cancel(), cancel(strength="steer")])
def test_read_only_refuses_everything(command: Command) -> None:
    stage = running()
    stage.state = replace(stage.state, mode="watch")
    assert refused(stage, command) == (READ_ONLY, "start without --read-only")


def test_an_unknown_server_is_refused_with_the_nearest_names() -> None:
    said, _ = refused(running(), to(server="lap"))
    assert said == "There is no server `lap`. Nearest: lab. Nothing was sent."


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ses_", "lab has no session `ses_`. Nearest: ses_a. Nothing was sent."),
        ("ses_b", "lab has no session `ses_b`. Nearest: ses_a. Nothing was sent."),
        ("nonsense", "lab has no session `nonsense`. Nothing was sent."),
        ("", "lab has no session ``. Nothing was sent."),
    ],
)
def test_an_unknown_session_is_refused_with_the_nearest_names(name: str, said: str) -> None:
    assert refused(running(), cancel(session=name))[0] == said


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (
            "ok-gpt4",
            "lab has no model `fake/ok-gpt4`. Nearest: fake/ok-gpt, fake/ok-kimi, "
            "fake/limited-opus. Nothing was sent.",
        ),
        ("ok-gpt", None),
    ],
)
def test_a_model_that_the_server_does_not_have(model: str, said: str | None) -> None:
    stage = running()
    command = to(ModelRef(provider="fake", model=model))
    if said is None:
        assert len(stage.order(command)) == 1
    else:
        assert refused(stage, command)[0] == said


def test_a_model_far_from_all_is_refused_without_names() -> None:
    said = model_fault(running().server, ModelRef(provider="zz", model="qqq"))
    assert said == "lab has no model `zz/qqq`."


def test_a_model_without_its_provider_is_named_as_typed() -> None:
    said = model_fault(running().server, ModelRef(provider="", model="gpt"))
    assert said is not None
    assert said.startswith("lab has no model `gpt`.")


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (replace(GPT, variant="max"), "fake/ok-gpt has no variant `max`; it has low, high."),
        (replace(KIMI, variant="max"), "fake/ok-kimi has no variant `max`; it has none."),
    ],
)
def test_a_variant_that_the_model_does_not_have(target: ModelRef, said: str) -> None:
    assert refused(running(), to(target))[0] == f"{said} Nothing was sent."


def test_models_that_are_not_known_yet() -> None:
    stage = running()
    server = replace(stage.server, models={})
    stage.state = replace(stage.state, servers={LAB: server})
    said = "The models of lab are not known yet. Nothing was sent."
    assert refused(stage, to())[0] == said


@pytest.mark.parametrize("phase", ["down", "opening", "stale", "waiting", "refused"])
@pytest.mark.parametrize("command", [to(), cancel()])
def test_a_server_that_is_not_connected(phase: Phase, command: Command) -> None:
    stage = running()
    server = replace(stage.server, link=Link(phase=phase))
    stage.state = replace(stage.state, servers={LAB: server})
    assert refused(stage, command)[0] == "lab is not connected, nothing was sent"


def test_a_silent_server_may_still_be_asked() -> None:
    stage = running()
    link = replace(stage.server.link, phase="silent")
    stage.state = replace(stage.state, servers={LAB: replace(stage.server, link=link)})
    assert len(stage.order(cancel())) == 1


@pytest.mark.parametrize("kind", Command.__subclasses__())
def test_every_command_has_a_beginning(kind: type[Command]) -> None:
    assert kind in BEGINNINGS


def test_an_action_knows_what_it_is_about() -> None:
    stage = running()
    stage.order(to())
    action = stage.action
    assert action_id(to()) == action.id == f"act_{NONCE}"
    assert action.key == (LAB, A)
    assert action.title == "Refactor billing"
    assert action.started_ms == action.phase_ms == stage.now


def test_only_the_newest_refusals_are_remembered() -> None:
    state = running().state
    for number in range(KEPT + 20):
        state, _ = decide(state, to(nonce=f"{number:014d}", server="nowhere"))
    assert list(state.actions) == [f"act_{n:014d}" for n in range(20, KEPT + 20)]


def test_running_actions_are_remembered_whatever_comes_after() -> None:
    state, effects = decide(running().state, to())
    assert isinstance(effects[0], ReadHistory)
    for number in range(KEPT + 5):
        state, _ = decide(state, to(nonce=f"{number:014d}", server="nowhere"))
    assert action_id(to()) in state.actions
    assert len(state.actions) == KEPT + 1


def test_a_cancel_of_what_runs_aborts_at_once() -> None:
    assert running().order(cancel()) == [SendAbort(server=LAB, action=f"act_{NONCE}", session=A)]


def test_an_empty_prompt_is_none() -> None:
    stage = running()
    stage.order(to(send=""))
    assert stage.move.send is None
