"""What an operator did is told once to people at the servers' own screens."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from omo_watch_core.actions.action import (
    Action,
    CancelAction,
    DeleteAction,
    GiveUpAction,
    OverrideAction,
    ParkAction,
    StopAllAction,
    UndoAction,
)
from omo_watch_core.actions.others_told import others_told
from omo_watch_core.actions.task.nouns import TaskAction
from omo_watch_core.effects import Effect, ShowToast
from omo_watch_core.events import Event
from omo_watch_core.signs import TOASTS, is_of_omo_watch
from omo_watch_core.state import State
from omo_watch_core.step import step
from tests.core.actions.histories import last_turn
from tests.core.actions.stage import (
    GPT,
    HOME,
    LAB,
    OLD_ANSWER,
    OLD_PROMPT,
    OPUS,
    A,
    blank,
    info,
    running,
    to,
)

COMMON: dict[str, Any] = {
    "id": "act_1", "server": LAB, "session": A, "title": "Refactor billing", "started_ms": 1,
    "phase": "ended", "phase_ms": 2, "by": "alice@laptop", "ended_ms": 2,
}  # fmt: skip


def told(action: Action, **fields: Any) -> list[str]:
    """Give what is said of an action that ends now."""
    state = replace(blank(info()), tell_others=True)
    before = replace(state, actions={action.id: replace(action, result=None)})
    after = replace(state, actions={action.id: action}, **fields)
    found = others_told(before, after)
    assert {(one.directory, one.title) for one in found} <= {(HOME, "omo-watch")}
    assert others_told(after, replace(after, now_ms=9)) == []
    return [one.message for one in found]


MOVE = OverrideAction(**COMMON, target=GPT)
STOP = CancelAction(**COMMON, strength="tree", targets=(A, "ses_b", "ses_c"), aborts=3)


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (replace(MOVE, result="proved"), f"moved “Refactor billing” to {GPT.model}"),
        (replace(MOVE, result="accepted"),
         f"moved “Refactor billing” to {GPT.model}; no answer was seen yet"),
        (replace(MOVE, result="set"),
         f"set “Refactor billing” to {GPT.model} for its next prompt"),
        (replace(MOVE, result="proved", purpose="retry"),
         f"retried “Refactor billing” on {GPT.model}"),
        (replace(STOP, result="stopped"), "stopped “Refactor billing” and 2 below"),
        (replace(STOP, result="came back"),
         "tried to stop “Refactor billing” and 2 below; something still runs"),
        (replace(STOP, result="sent"), "asked “Refactor billing” to wrap up"),
        (DeleteAction(**COMMON, strength="tree", result="deleted"), "deleted “Refactor billing”"),
        (GiveUpAction(**COMMON, strength="abort", result="given up"),
         "gave “Refactor billing” up"),
        (ParkAction(**COMMON, result="parked"),
         "parked “Refactor billing”: it goes on by itself"),
        (UndoAction(**COMMON, result="undone"),
         "took back for “Refactor billing” where it was moved to"),
        (TaskAction(**COMMON, result="launched", wants="new", task="bg_1", description="Docs"),
         "launched “Docs” in the background for “Refactor billing”"),
        (TaskAction(**COMMON, result="queued", wants="new", task="bg_1", description="Docs"),
         "queued “Docs” in the background for “Refactor billing”"),
        (TaskAction(**COMMON, result="stopped", wants="cancel", task="bg_1"),
         "cancelled “Refactor billing”"),
        (StopAllAction(**COMMON, strength="tree", targets=(A,), result="stopped"),
         "stopped “Refactor billing”"),
    ],
)  # fmt: skip
def test_what_changed_something_is_told_once(action: Action, said: str) -> None:
    assert told(action) == [f"alice@laptop {said}"]


@pytest.mark.parametrize(
    "action",
    [
        replace(MOVE, result="refused"),
        replace(MOVE, result="proved", automatic=True),
        replace(MOVE, result="proved", purpose="resume"),
        replace(STOP, result="refused"),
        replace(STOP, result="still alive", aborts=0),
        replace(STOP, result="stopped", aborts=0),
        TaskAction(**COMMON, result="accepted", wants="new", task="bg_1"),
        TaskAction(**COMMON, result="accepted", wants="cancel", task="bg_1"),
        ParkAction(**COMMON, result="refused"),
        TaskAction(**COMMON, result="refused", wants="new", task="bg_1"),
        TaskAction(**COMMON, result="changed", wants="up", task="bg_1"),
    ],
)
def test_what_changed_nothing_is_nobodys_business(action: Action) -> None:
    assert told(action) == []


def test_nothing_is_told_in_watch_mode_or_where_it_is_switched_off() -> None:
    done = replace(MOVE, result="proved")
    assert told(done, mode="watch") == []
    assert told(done, tell_others=False) == []


def test_a_correction_is_not_told_again() -> None:
    state = replace(blank(info()), tell_others=True)
    done = replace(MOVE, result="accepted")
    before = replace(state, actions={"act_1": done})
    after = replace(state, actions={"act_1": replace(done, result="refused", evidence="x")})
    assert others_told(before, after) == []


def test_our_title_is_no_sign_of_the_plugin() -> None:
    (toast,) = others_told(
        replace(blank(info()), tell_others=True),
        replace(blank(info()), tell_others=True, actions={"a": replace(MOVE, result="proved")}),
    )
    assert is_of_omo_watch(toast.title)
    assert toast.title not in TOASTS


def moved() -> tuple[State, list[Event]]:
    """Tell a whole move with a second message behind it; give where it began, and what came."""
    stage = running(word="retry")
    stage.answer(OLD_ANSWER, OLD_PROMPT, OPUS)
    stage.state = replace(stage.state, tell_others=True, owner="alice@laptop")
    stage.order(to())
    state, before = stage.state, len(stage.told)
    stage.history(last_turn())
    stage.later(50).status("idle")
    stage.abort_answered()
    stage.later(50).history(last_turn())
    stage.later(20).prompt_answered()
    stage.answer("msg_new", stage.move.message)
    stage.text("msg_new")
    assert stage.move.result == "proved"
    stage.delta("msg_new")
    stage.tick(3)
    return state, stage.told[before:]


@given(cuts=st.lists(st.integers(0, 50), max_size=6))
@settings(max_examples=30, deadline=None)
def test_a_move_is_told_once_however_it_is_batched(cuts: list[int]) -> None:
    state, events = moved()
    (toast,) = _toasts(state, events, cuts)
    assert toast.message == f"alice@laptop moved “Refactor billing” to {GPT.model}"


def _toasts(state: State, events: list[Event], cuts: list[int]) -> list[ShowToast]:
    edges = [0, *sorted({cut % (len(events) + 1) for cut in cuts}), len(events)]
    sent: list[Effect] = []
    for start, end in pairwise(edges):
        state, _, effects = step(state, events[start:end])
        sent += effects
    return [effect for effect in sent if isinstance(effect, ShowToast)]
