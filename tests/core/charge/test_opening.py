"""A new session whose model cools down gets the next one before its first prompt."""

import msgspec
import pytest
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.effects import SwitchModel
from tests.core.actions.stage import GPT, LAB, OPUS, A
from tests.core.charge.desk import Desk, limited

B = "ses_b"


def opened(desk: Desk, **fields: object) -> Desk:
    """Create another session on the model that has met its limit."""
    made = {"id": B, "title": "B", "model": OPUS, **fields}
    begun = replace(desk.session().info, **made)
    desk.tell(ev.SessionSeen(server=LAB, at_ms=desk.now, info=begun, created=True))
    return desk


def test_its_model_is_set_and_nothing_is_prompted() -> None:
    desk = opened(limited())
    (switch,) = desk.all(SwitchModel)
    model = {"providerID": "fake", "id": "ok-gpt"}
    assert (switch.session, msgspec.json.decode(switch.body)["model"]) == (B, model)
    assert desk.models() == []
    desk.tell(
        ev.PromptAnswered(server=LAB, at_ms=desk.now, action=switch.action, status=204, reason="")
    )
    assert desk.state.actions[switch.action].result == "set"
    assert desk.lines("action")[-1].text == "begin on fake/ok-gpt"
    assert desk.texts("result") == ["B, idle: its next prompt uses ok-gpt"]


def test_the_first_prompt_on_it_is_no_choice_of_a_person() -> None:
    desk = opened(limited())
    desk.asks(B, GPT)
    assert "it begins on fake/ok-gpt" in desk.texts("decision")
    assert not any("by hand" in text for text in desk.texts("decision"))


@pytest.mark.parametrize(
    "setting",
    [{"mode": "assist"}, {"mode": "watch"}, {"plugin": True}, {"share_cooldowns": "off"}],
)
def test_only_who_may_act_sets_it(setting: dict[str, object]) -> None:
    assert opened(limited(**setting)).all(SwitchModel) == []


def test_a_child_is_left_alone() -> None:
    assert opened(limited(), parent=A).all(SwitchModel) == []


def test_a_session_on_another_model_is_left_alone() -> None:
    assert opened(limited(), model=GPT).all(SwitchModel) == []
    assert opened(limited(), model=None).all(SwitchModel) == []


def test_an_entry_with_a_variant_keeps_it() -> None:
    desk = opened(limited(chain=["fake/ok-gpt(high)", "fake/ok-kimi"]))
    desk.asks(B, replace(GPT, variant="high"))
    assert "it begins on fake/ok-gpt(high)" in desk.texts("decision")
