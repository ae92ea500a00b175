"""Whatever happens to a parked session, in whatever batches: one message at most."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from omo_watch_core.effects import Effect, SendPrompt
from omo_watch_core.events import Event
from omo_watch_core.state import State
from omo_watch_core.step import step
from tests.core.actions.stage import LAB
from tests.core.parking.stand import (
    RETRY,
    Stand,
    ours,
    parked,
    resting,
)
from tests.core.parking.test_going_on import TURN, prompted

HAPPENS = {
    "tick": lambda s: s.tick(),
    "many ticks": lambda s: s.tick(12),
    "long": lambda s: s.tick(65),
    "read": lambda s: s.read(parked()),
    "read resuming": lambda s: s.read(parked(stage="resuming", changed_ms=s.now)),
    "read resumed": lambda s: s.read(parked(stage="resumed", changed_ms=s.now)),
    "taken": lambda s: s.taken(),
    "not taken": lambda s: s.taken(taken=False),
    "history": lambda s: _reply(s),
    "history failed": lambda s: _reply(s, failed="no"),
    "answered": lambda s: _act(s).prompt_answered(),
    "refused": lambda s: _act(s).prompt_answered(400, "no"),
    "busy": lambda s: s.status("busy"),
    "retry": lambda s: s.retry(),
    "idle": lambda s: s.status("idle"),
    "prompt": prompted,
    "retry now": lambda s: s.order(RETRY),
    "read idle": lambda s: _act(s).status_read("idle"),
    "deleted": lambda s: s.deleted(),
}
USUAL = ("tick", "many ticks", "taken", "taken", "history", "history", "answered", "read idle")


def _act(stand: Stand) -> Stand:
    stand.name = next(reversed(stand.state.actions), "act_none")
    return stand


def _reply(stand: Stand, failed: str | None = None) -> list[Effect]:
    return _act(stand).history(None if failed else TURN, failed)


STORIES = st.lists(st.one_of(st.sampled_from(USUAL), st.sampled_from(sorted(HAPPENS))), max_size=30)


@settings(max_examples=150, deadline=None)
@given(story=STORIES)
def test_one_message_at_most_whatever_happens(story: list[str]) -> None:
    stand = resting(parked())
    for what in story:
        HAPPENS[what](stand)
    prompts = {msgspec.json.decode(e.body)["messageID"] for e in stand.all_sent(SendPrompt)}
    assert len(prompts) <= 1


@settings(max_examples=150, deadline=None)
@given(
    story=STORIES.map(lambda s: [w for w in s if w != "retry now"]),
    cuts=st.lists(st.integers(1, 9), min_size=1, max_size=20),
)
def test_any_batching_ends_alike(story: list[str], cuts: list[int]) -> None:
    stand = resting(parked())
    before = stand.state
    stand.told.clear()
    for what in story:
        HAPPENS[what](stand)
    state, sent = _replayed(before, stand.told, cuts)
    assert (state.journal, state.actions, state.tending) == (
        stand.state.journal, stand.state.actions, stand.state.tending,
    )  # fmt: skip
    assert state.servers[LAB].sessions == stand.server.sessions
    assert sent == stand.sent


def _replayed(state: State, told: list[Event], cuts: list[int]) -> tuple[State, list[Effect]]:
    sent: list[Effect] = []
    place, turn = 0, 0
    while place < len(told):
        size = cuts[turn % len(cuts)]
        state, _, effects = step(state, told[place : place + size])
        sent += ours(effects)
        place, turn = place + size, turn + 1
    return state, sent
