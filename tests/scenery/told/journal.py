"""What another program did in the demo's story, as the journal or the sessions themselves say."""

from __future__ import annotations

from functools import cache

from msgspec.structs import replace

from omo_watch_core.clock import SECOND
from omo_watch_core.commands import LeaseWish
from omo_watch_core.edge.demo.ci_box import CI_BOX
from omo_watch_core.edge.demo.gpu_2 import GPU_2
from omo_watch_core.edge.demo.laptop import LAPTOP
from omo_watch_core.edge.demo.rehearsal import Rehearsal
from omo_watch_core.events import Crashed, JournalFailed, JournalRead, StepsRead
from omo_watch_core.journal.deeds import deed_of
from omo_watch_core.journal.folding import fold
from omo_watch_core.journal.nouns import Step
from omo_watch_core.journal.stages import SENT
from omo_watch_core.reduce import reduce
from omo_watch_core.state import State
from tests.scenery.told.results import fought
from tests.scenery.told.story import story
from tests.scenery.told.watching import BILLING, PRO, SCHEDULER, given, look, move, watch

ALICE = "alice@desk"
MOVED_MS = 3_000
SLOWLY = "Go on slowly, one rule after the other."
"""In the demo a model that is asked to go slowly says a word a second."""


def left(state: State) -> tuple[JournalRead, tuple[StepsRead, ...]]:
    """Give what the journal says of all that a program did: deeds, and the steps of each."""
    now, actions = state.now_ms, state.actions.values()
    deeds = JournalRead(server="", at_ms=now, deeds=tuple(deed_of(state, one) for one in actions))
    return deeds, tuple(
        StepsRead(server="", at_ms=now, action=one.id, steps=_steps(state, one.id))
        for one in actions
    )


def _steps(state: State, name: str) -> tuple[Step, ...]:
    done = state.actions[name]
    sent = tuple(
        Step(action=name, at_ms=one.at_ms, stage=SENT, what=one.what)
        for one in state.requests.get(name, ())
    )
    at = done.ended_ms or state.now_ms
    return (*sent, Step(action=name, at_ms=at, stage=done.result or "", what=done.evidence))


def begin_again(told: Rehearsal, owner: str) -> None:
    """Let the program that watched end, and one of this operator begin that reads its journal."""
    deeds, steps = left(told.state)
    told.begin(given(owner))
    told.happen(deeds, *steps)


@cache
def after_restart() -> State:
    """A move without proof that an earlier run of the program began."""
    told = fought()
    begin_again(told, told.state.owner)
    return told.run_to(told.state.now_ms - told.start_ms + SECOND)


@cache
def steered() -> State:
    """Another operator moved two sessions, and holds one of them on its model."""
    told = watch((LAPTOP, CI_BOX, replace(GPU_2, falls_ms=2 * MOVED_MS)), owner=ALICE)
    told.run_to(MOVED_MS)
    move(told, SCHEDULER, PRO, send=SLOWLY, lease=LeaseWish())
    move(told, BILLING, PRO, send=SLOWLY)
    told.run_to(MOVED_MS + 2_000)
    told.begin(given())
    look(told)
    return told.run_to(3 * MOVED_MS)


def unwritten() -> State:
    """The journal's file is held by somebody."""
    state, why = story(), "journal.db cannot be used: database is locked"
    return fold(state, [JournalFailed(server="", at_ms=state.now_ms, reason=why)])


def faulty() -> State:
    """A part of the program itself failed."""
    state, why = story(), "ValueError: no such thing"
    return reduce(state, [Crashed(server="", at_ms=state.now_ms, reason=why)])[0]
