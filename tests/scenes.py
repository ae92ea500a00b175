"""One catalogue of what the screen can look like: for tests, for the pictures, and to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from msgspec.structs import replace

from omo_watch.app import OmoWatch
from omo_watch.desk import Look
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
from tests.tui.desk import Looked, ScriptedDesk
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
from tests.tui.recorded import two_writers
from tests.tui.steered import steered
from tests.tui.story import BILLING, OPUS, PRO, story

Size = tuple[int, int]
SMALL: Size = (80, 24)
LARGE: Size = (140, 40)
LOOKS = (
    Looked("environment", "OPENCODE_SERVER_PASSWORD", "is not set"),
    Looked("default", "http://127.0.0.1:4096", "nothing listens there"),
    Looked("processes", "process 4711", "its own screen listens on no port: start it with --port"),
)


@dataclass(frozen=True, slots=True)
class Scene:
    """Hold all that a picture depends on."""

    name: str
    doc: str
    state: Callable[[], State]
    size: Size = SMALL
    keys: tuple[str, ...] = ()
    theme: str = "dusk"
    glyphs: Literal["unicode", "ascii"] = "unicode"
    plain: bool = False
    looks: Sequence[Look] = ()
    shot: bool = False
    """Belongs to the pictures in screenshots/."""

    def app(self) -> OmoWatch:
        """Make the app that shows it."""
        desk = ScriptedDesk(self.state(), self.looks)
        return OmoWatch(desk, theme=self.theme, glyphs=self.glyphs, plain=self.plain)


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


_TURNED = ("j",)
_DEPLOY = ("slash", *"deploy", "enter", "p")
_RENAME = ("slash", *"rename", "enter", "p")
_MARKED = ("space", "j", "space", "j", "space", "j", "j", "space")
_TASK = ("slash", *"docs", "enter", "j")
_FRAMES: tuple[tuple[str, str, Callable[[], State], tuple[str, ...]], ...] = (
    ("overview", "all sessions, the cursor on one that waits", story, _TURNED),
    ("session", "one session on the whole screen", story, (*_TURNED, "enter")),
    ("picker", "choose the model that a session moves to", story, (*_TURNED, "m")),
    ("cancel", "choose how to stop a session", story, (*_TURNED, "x")),
    ("answer", "a permission, before it is answered", asking, _DEPLOY),
    ("question", "a question of a child, before it is answered", asking, _RENAME),
    ("marks", "marked rows", story, (*_TURNED, *_MARKED)),
    ("cancel-marked", "stop all that is marked", story, (*_TURNED, *_MARKED, "x", "3")),
    ("cancel-task", "the ways to stop a task", task_stuck, (*_TASK, "x")),
    ("cancel-all", "how many tasks stop-all stops", task_stuck, (*_TASK, "x", "5", "enter")),
    ("help", "keys and signs", story, (*_TURNED, "question_mark")),
    ("filter", "a filter as it is typed", story, ("slash", *"agent:oracle")),
    ("filter-empty", "a filter without a hit", story, ("slash", *"agent:oracle", "space", *"~zz")),
    ("needs-me", "only what needs a person", story, ("e",)),
    ("connect", "no server", state, ()),
    ("empty", "no session yet", lambda: state(server("laptop")), ()),
    ("honest-clock", "server and message disagree", honest, ()),
)


def _frames() -> Iterator[Scene]:
    for name, doc, make, keys in _FRAMES:
        for size in (SMALL, LARGE):
            for theme in ("dusk", "paper"):
                yield Scene(
                    name=f"{name}-{size[0]}x{size[1]}-{theme}",
                    doc=doc,
                    state=make,
                    size=size,
                    keys=keys,
                    theme=theme,
                    looks=LOOKS if name == "connect" else (),
                    shot=size == LARGE
                    and name in _SHOT
                    and (theme == "dusk" or name == "overview"),
                )


_SHOT = {
    "overview", "session", "picker", "cancel", "cancel-marked", "cancel-task", "answer", "question",
    "help",
}  # fmt: skip
_ONCE: tuple[Scene, ...] = (
    Scene("overview-120x32-dusk", "what goes below 140", story, (120, 32), _TURNED),
    Scene("overview-100x30-dusk", "what goes below 120", story, (100, 30), _TURNED),
    Scene("overview-180x50-dusk", "where more room goes", story, (180, 50), _TURNED),
    Scene("overview-contrast", "black, and rules", story, keys=_TURNED, theme="contrast"),
    Scene("overview-terminal", "the 16 colours", story, keys=_TURNED, theme="terminal"),
    Scene("overview-ascii", "without other signs", story, keys=_TURNED, glyphs="ascii"),
    Scene("overview-nocolor", "without colour", story, keys=_TURNED, plain=True),
    Scene("picker-nocolor", "without colour", story, keys=(*_TURNED, "m"), plain=True),
    Scene("picker-terminal", "16 colours", story, keys=(*_TURNED, "m"), theme="terminal"),
    Scene("picker-ascii", "a frame of ASCII", story, keys=(*_TURNED, "m"), glyphs="ascii"),
    Scene("picker-none", "no such model", story, keys=(*_TURNED, "m", *"zz")),
    Scene("answer-words", "a reject with words", asking, keys=(*_DEPLOY, "i", *"Not yet")),
    Scene("answer-dead", "nobody waits any more", dead, keys=_DEPLOY),
    Scene("answer-nocolor", "without colour", asking, keys=_DEPLOY, plain=True),
    Scene("question-ascii", "without other signs", asking, keys=_RENAME, glyphs="ascii"),
    Scene("session-ladder", "the ladder alone", story, keys=(*_TURNED, "enter", "tab")),
    Scene("session-todos", "the plan alone", story, keys=(*_TURNED, "enter", "tab", "tab")),
    Scene("help-second", "marks and who is in charge", story, keys=("question_mark", "space")),
    Scene("filter-wrong", "a field that does not exist", story, keys=("slash", *"agnet:build")),
    Scene("needs-me-empty", "nothing needs me", nothing_needs_me, keys=("e",)),
    Scene("read-only", "nothing may be changed", read_only, keys=(*_TURNED, "m")),
    Scene("too-small", "one sentence", story, (72, 20)),
    Scene("hostile", "titles that try to break the screen", hostile),
    Scene("mismatch-80x24", "claim and fact differ", two_writers),
    Scene("mismatch-140x40", "the same with more room", two_writers, LARGE),
    Scene("mismatch-100x30", "the same in between", two_writers, (100, 30)),
    Scene("mismatch-session", "the whole screen", two_writers, LARGE, ("enter",)),
    Scene("mismatch-ladder", "the ladder alone", two_writers, keys=("enter", "tab")),
    Scene("mismatch-paper", "on paper", two_writers, LARGE, theme="paper"),
    Scene("mismatch-contrast", "black", two_writers, theme="contrast"),
    Scene("mismatch-terminal", "16 colours", two_writers, theme="terminal"),
    Scene("mismatch-ascii", "without other signs", two_writers, LARGE, glyphs="ascii"),
    Scene("mismatch-nocolor", "without colour", two_writers, plain=True),
    Scene("fault", "a part of the program failed", faulty, keys=_TURNED),
    Scene("toast", "what a plugin says", toasted, keys=_TURNED),
    Scene("offer-80x24", "a step that one key takes", offered, keys=_TURNED),
    Scene("offer", "the same with more room", offered, LARGE, _TURNED, shot=True),
    Scene("unwritten", "the journal cannot be written", unwritten, keys=_TURNED),
    Scene("steered", "another operator steers", steered, LARGE, _TURNED),
    Scene("steered-80x24", "the same with less room", steered, keys=_TURNED),
    Scene("steered-picker", "said before a move", steered, keys=(*_TURNED, "m")),
    Scene("steered-cancel", "said before a stop", steered, keys=(*_TURNED, "x")),
    Scene("result-running", "a move that goes on", running, keys=_TURNED),
    Scene("result-proved", "a move that is proved", proved, LARGE, _TURNED, shot=True),
    Scene("result-not-proved", "a move that is not", not_proved, LARGE, _TURNED, shot=True),
    Scene("result-not-proved-80x24", "the same with less room", not_proved, keys=_TURNED),
    Scene("parked", "a session that was put aside", parked, LARGE, _TURNED, shot=True),
    Scene("parked-80x24", "the same with less room", parked, keys=_TURNED),
    Scene("result-stopped", "a stop that held", stopped, keys=_TURNED),
    Scene("result-batch", "eight stopped together, one not", batch, keys=_TURNED),
    Scene("result-being-stopped", "rows that are being stopped", being_stopped, LARGE, _TURNED),
    Scene("marks-nocolor", "without colour", story, keys=(*_TURNED, *_MARKED), plain=True),
    Scene("marks-ascii", "without other signs", story, keys=(*_TURNED, *_MARKED), glyphs="ascii"),
    Scene("result-came-back", "bad news, pushed up", came_back, keys=_TURNED),
)
SCENES: tuple[Scene, ...] = (*_frames(), *_ONCE)
SHOTS: tuple[Scene, ...] = tuple(scene for scene in SCENES if scene.shot)
