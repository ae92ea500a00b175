"""Moments beside the demo's story, as states: what tests show."""

from __future__ import annotations

from msgspec.structs import replace
from tests.tui.make import (
    HOUR,
    NOW,
    SECOND,
    ref,
    server,
    session,
    state,
)
from tests.tui.story import BILLING, OPUS, PRO, story

from omo_watch_core.actions.action import (
    Action,
    CancelAction,
    OverrideAction,
    ParkAction,
    Result,
)
from omo_watch_core.edge.demo.rehearsal import demo_state
from omo_watch_core.events import JournalRead, StatusHeard
from omo_watch_core.journal.nouns import Parked
from omo_watch_core.journal.place import place_of
from omo_watch_core.model import Toast
from omo_watch_core.state import State
from omo_watch_core.step import step


def acted(*actions: Action) -> State:
    """Give the story with actions of an operator."""
    return replace(story(), actions={action.id: action for action in actions})


def override(
    name: str, result: Result | None, *, lasted: int, evidence: str = ""
) -> OverrideAction:
    """Make a move of Refactor billing that began `lasted` milliseconds ago."""
    return OverrideAction(
        id=name,
        server="laptop",
        session=BILLING,
        title="Refactor billing",
        started_ms=NOW - lasted,
        phase="ended" if result else "aborting",
        phase_ms=NOW,
        result=result,
        evidence=evidence,
        ended_ms=NOW if result else None,
        target=ref(PRO),
        source=ref(OPUS),
    )


def cancel(name: str, result: Result, *, aborts: int, evidence: str) -> CancelAction:
    """Make a stop of a session and three below it."""
    return CancelAction(
        id=name,
        server="laptop",
        session="ses_scheduler",
        title="Port the scheduler",
        started_ms=NOW - 4 * SECOND,
        phase="ended",
        phase_ms=NOW,
        result=result,
        evidence=evidence,
        ended_ms=NOW,
        strength="tree",
        targets=("ses_scheduler", "ses_loop", "ses_notes", "ses_callers"),
        aborts=aborts,
    )


def not_proved() -> State:
    """A move that nobody has proved."""
    seen = f"no answer of that model was seen; the newest answer is from {OPUS}"
    return acted(override("act_1", "accepted", lasted=15 * SECOND, evidence=seen))


def came_back() -> State:
    """Two moves without proof, and a stop that did not hold."""
    back = cancel("act_3", "came back", aborts=3, evidence="Read event loop code came back twice")
    return acted(
        override("act_1", "accepted", lasted=15 * SECOND),
        override("act_2", "accepted", lasted=15 * SECOND),
        override("act_4", "accepted", lasted=15 * SECOND),
        back,
    )


def parked() -> State:
    """A session that was put aside a moment ago, as the journal says."""
    row = Parked(
        place=place_of(story().servers["laptop"].url),
        session=BILLING,
        title="Refactor billing",
        model=ref(OPUS),
        due_ms=NOW + 461 * SECOND,
        owner="ann@desk",
        since_ms=NOW - SECOND,
        changed_ms=NOW - SECOND,
        stage="parked",
    )
    directory = story().servers["laptop"].sessions[BILLING].info.directory
    rests = StatusHeard(
        server="laptop", at_ms=NOW, session=BILLING, directory=directory, status="idle"
    )
    folded, _, _ = step(story(), [rests, JournalRead(server="", at_ms=NOW, parked=(row,))])
    said = "Refactor billing goes on at 14:11 (in 7m41s) with claude-opus-4-6"
    made = ParkAction(
        id="act_1", server="laptop", session=BILLING, title="Refactor billing", phase="ended",
        started_ms=NOW - SECOND, phase_ms=NOW, result="parked", evidence=said, ended_ms=NOW,
    )  # fmt: skip
    return replace(folded, actions={"act_1": made})


def toasted() -> State:
    """What a plugin has just said."""
    toast = Toast(
        server="laptop",
        directory="/srv/dev/billing",
        title="Model Fallback",
        message="Switching to gpt-5.4 for this turn",
        variant="warning",
        at_ms=NOW - 4 * SECOND,
    )
    return replace(story(), toasts=(toast,))


def faulty() -> State:
    """A part of the program itself failed."""
    return replace(story(), faults=("ValueError: no such thing",))


def nothing_needs_me() -> State:
    """One that waits for a limit, one at rest."""
    waiting = story().servers["ci-box"].sessions["ses_nightly"]
    return state(server("laptop", [waiting, session("ses_a", "Tidy up", OPUS, since=HOUR)]))


def asking() -> State:
    """What a client of the demo knows: a permission of a root, a question of a child."""
    return demo_state()
