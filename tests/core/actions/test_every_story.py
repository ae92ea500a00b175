"""Whatever happens: a true result, one body at most, and an end."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omo_watch_core import events as ev
from omo_watch_core.actions.action import Action, AnswerAction, OverrideAction
from omo_watch_core.effects import (
    ReplyAsk,
    SendAbort,
    SendPrompt,
)
from tests.core.actions.happenings import COMMANDS, MOMENTS, begin, story
from tests.core.actions.stage import (
    A,
    Stage,
)


def check_requests(stage: Stage) -> None:
    bodies = [effect.body for effect in stage.all_sent(SendPrompt)]
    assert len(set(bodies)) <= 1
    assert len(bodies) <= 2
    aborts = stage.all_sent(SendAbort)
    action = stage.action
    if isinstance(action, OverrideAction):
        assert len(aborts) <= 1
        if aborts and bodies:
            told = [event for event in stage.told if isinstance(event, ev.AbortAnswered)]
            assert any(event.ok for event in told)
    elif isinstance(action, AnswerAction):
        assert (bodies, aborts) == ([], [])
        assert len(stage.all_sent(ReplyAsk)) <= 1
    else:
        assert len(bodies) <= 1
        assert len([effect for effect in aborts if effect.session == A]) <= 4


def check_result(action: Action, stage: Stage) -> None:
    if action.result == "proved":
        assert isinstance(action, OverrideAction)
        answers = [event.message for event in stage.told if isinstance(event, ev.MessageSeen)]
        listed = [event for event in stage.told if isinstance(event, ev.MessagesListed)]
        answers += [message for event in listed for message, _ in event.messages]
        assert any(
            answer.parent == action.message and answer.model == action.target for answer in answers
        )
    if action.result == "answered":
        answers = [e.status for e in stage.told if isinstance(e, ev.AskAnswered)]
        assert 200 in answers
        assert any(
            isinstance(event, ev.AskClosed)
            or (isinstance(event, ev.AsksListed) and event.asks == ())
            for event in stage.told
        )
    if action.result == "deleted":
        told = [e for e in stage.told if isinstance(e, ev.SessionDeleted | ev.SessionLookedFor)]
        answered = [e for e in stage.told if isinstance(e, ev.DeletionAnswered)]
        assert told or any(e.status == 404 for e in answered)
    if action.result == "stopped" and stage.all_sent(SendAbort):
        assert any(isinstance(e, ev.StatusRead) and e.status == "idle" for e in stage.told)


@pytest.mark.parametrize("command", COMMANDS)
@settings(max_examples=150, deadline=None)
@given(moments=MOMENTS, heard=st.booleans())
def test_every_story_ends_with_a_result_and_one_body(
    command: str, moments: list[tuple[str, int]], heard: bool
) -> None:
    stage, _ = begin(command, heard)
    story(stage, moments)
    action = stage.action
    assert action.result is not None
    assert action.evidence
    check_requests(stage)
    check_result(action, stage)
    encoded = msgspec.json.encode(action)
    assert b"ended" in encoded
