"""Moments of the demo's story and beside it, as states: what the pictures and tests show."""

from __future__ import annotations

from msgspec.structs import replace
from tests.tui.make import (
    HOUR,
    MINUTE,
    NOW,
    SECOND,
    failed_models,
    ref,
    retrying,
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
from omo_watch_core.charge.duty import Duty
from omo_watch_core.commands import Cancel
from omo_watch_core.edge.demo.rehearsal import Rehearsal, demo_state
from omo_watch_core.events import JournalRead, StatusHeard
from omo_watch_core.journal.nouns import Journal, Parked
from omo_watch_core.journal.place import place_of
from omo_watch_core.model import Toast
from omo_watch_core.state import State
from omo_watch_core.step import step


def honest() -> State:
    """One session whose message states another reset than the server."""
    made = session(
        "ses_honest", "Draft the release notes", OPUS, status="busy", since=90 * SECOND, cost=0.4
    )
    message = "You have used up your quota. It will reset in 2 hours 15 minutes."
    made = retrying(made, 461 * SECOND, message, attempt=2)
    made = failed_models(made, (OPUS, "quota", 15 * SECOND, 461 * SECOND))
    return state(server("laptop", [made], plugin=False), chains={"build": (OPUS, PRO)})


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


def proved() -> State:
    """A move that an answer has proved."""
    return acted(override("act_1", "proved", lasted=800))


def not_proved() -> State:
    """A move that nobody has proved."""
    seen = f"no answer of that model was seen; the newest answer is from {OPUS}"
    return acted(override("act_1", "accepted", lasted=15 * SECOND, evidence=seen))


def running() -> State:
    """A move that goes on."""
    return acted(override("act_1", None, lasted=200))


def came_back() -> State:
    """Two moves without proof, and a stop that did not hold."""
    back = cancel("act_3", "came back", aborts=3, evidence="Read event loop code came back twice")
    return acted(
        override("act_1", "accepted", lasted=15 * SECOND),
        override("act_2", "accepted", lasted=15 * SECOND),
        override("act_4", "accepted", lasted=15 * SECOND),
        back,
    )


def batch() -> State:
    """Eight that were stopped together, of which one did not stop."""
    good = (replace(cancel(f"act_{n}", "stopped", aborts=1, evidence=""), batch="b")
            for n in range(7))  # fmt: skip
    alive = cancel("act_8", "still alive", aborts=4, evidence="1 still running after the last one")
    return acted(*good, replace(alive, batch="b"))


def being_stopped() -> State:
    """A tree whose stop goes on."""
    begun = replace(
        cancel("act_1", "stopped", aborts=1, evidence=""),
        result=None, ended_ms=None, phase="watching",
    )  # fmt: skip
    return acted(begun)


def task_stuck() -> State:
    """A task of the plugin that has shown nothing, and a free model in its chain."""
    made = story()
    laptop = made.servers["laptop"]
    docs = replace(laptop.sessions["ses_docs"], answered=False)
    laptop = replace(laptop, sessions={**laptop.sessions, "ses_docs": docs})
    return replace(made, servers={**made.servers, "laptop": laptop})


def stopped() -> State:
    """A stop that held."""
    quiet = "Port the scheduler and 3 below, quiet for 3s"
    return acted(cancel("act_1", "stopped", aborts=1, evidence=quiet))


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
        directory="/home/dev/billing",
        title="Model Fallback",
        message="Switching to gpt-5.4 for this turn",
        variant="warning",
        at_ms=NOW - 4 * SECOND,
    )
    return replace(story(), toasts=(toast,))


def offered() -> State:
    """The demo a while after its begin, watched by a screen that looks after models."""
    return Rehearsal(duty=Duty()).run_to(9_000)


def unwritten() -> State:
    """The journal's file is held by somebody."""
    fault = "journal.db cannot be used: database is locked"
    return replace(story(), journal=Journal(fault=fault))


def faulty() -> State:
    """A part of the program itself failed."""
    return replace(story(), faults=("ValueError: no such thing",))


def read_only() -> State:
    """The story, where nothing may be changed."""
    return replace(story(), mode="watch")


def nothing_needs_me() -> State:
    """One that waits for a limit, one at rest."""
    waiting = story().servers["ci-box"].sessions["ses_nightly"]
    return state(server("laptop", [waiting, session("ses_a", "Tidy up", OPUS, since=HOUR)]))


def hostile() -> State:
    """Titles that try to break the screen."""
    titles = (
        "[/foo] [@click=app.quit]markup[/]",
        "翻訳して表を直す、長い題名はどこかで切られる",
        "tabs\tand\nlines   and  blanks",
        "e\u0301te\u0301 et 👩‍👩‍👧 famille",
        "a_very_long_word_without_any_blank_that_never_ends_and_goes_on_and_on",
        "",
    )
    made = [
        session(f"ses_{n}", title, OPUS, status="busy", since=(n + 1) * MINUTE)
        for n, title in enumerate(titles)
    ]
    return state(server("laptop", made))


def asking() -> State:
    """What a client of the demo knows: a permission of a root, a question of a child."""
    return demo_state()


def dead() -> State:
    """The demo, after somebody stopped the session that wanted permission."""
    rehearsal = Rehearsal()
    rehearsal.run_to(5_000)
    (server,) = [s for s in rehearsal.state.servers.values() if s.name == "ci-box"]
    (session,) = [ask.session for ask in server.asks.values()]
    rehearsal.submit(Cancel(nonce="c" * 14, server=server.name, session=session))
    return replace(rehearsal.run_to(10_000), actions={})
