"""One catalogue of what the screen can look like: for tests, for the pictures, and to look at."""

from __future__ import annotations

from tests.scenery import (
    attention,
    connect,
    inbox,
    keys,
    ladder,
    models,
    reach,
    session,
    themes,
)
from tests.scenery.promises import promised
from tests.scenery.scene import LARGE, Frame, Scene, frames
from tests.scenery.told.asks import dead
from tests.scenery.told.journal import faulty, steered, unwritten
from tests.scenery.told.log import logged, not_proved_in_log
from tests.scenery.told.recordings import hostile
from tests.scenery.told.results import (
    batch,
    being_stopped,
    came_back,
    not_proved,
    parked,
    proved,
    running,
    stopped,
)
from tests.scenery.told.servers import none, opening
from tests.scenery.told.story import (
    empty,
    honest,
    nothing_needs_me,
    offered,
    read_only,
    story,
)
from tests.scenery.told.toasts import many_toasts, toasted, two_toasts
from tests.tui.desk import Looked
from tests.tui.recorded import two_writers

LOOKS = (
    Looked("127.0.0.1:4096", "the usual port", "nothing listens there"),
    Looked("process 4711", "plain opencode", "listens on no port: start it with --port, or use"),
    Looked("environment", "OPENCODE_SERVER_PASSWORD", "is not set"),
)


_TURNED = ("j",)
_SCHEDULER = ("G", *"k" * 7)
"""Leads to Port the scheduler, from below."""
_DEPLOY = ("slash", *"deploy", "enter", "p")
_LOG = ("5", "escape")
_RENAME = ("slash", *"rename", "enter", "p")
_MARKED = ("space", "j", "space", "j", "space", "j", "j", "space")
_TASK = ("slash", *"title:examples", "enter", "j")
_FAMILY = ("slash", *"title:refactor", "enter", "g")
_DEAD = ("2", *"jjj")
_WISH = ("n", *"Check the tax tables", "tab", "down")
_FRAMES: tuple[Frame, ...] = (
    ("overview", "all sessions, the cursor on one that waits", story, _TURNED),
    ("session", "one session on the whole screen", story, (*_TURNED, "enter")),
    ("picker", "choose the model that a session moves to", story, (*_TURNED, "m")),
    ("cancel", "choose how to stop a session", story, (*_TURNED, "x")),
    ("answer", "a permission, before it is answered", story, _DEPLOY),
    ("question", "a question of a child, before it is answered", story, _RENAME),
    ("marks", "marked rows", story, (*_TURNED, *_MARKED)),
    ("cancel-marked", "stop all that is marked", story, (*_TURNED, *_MARKED, "x", "3")),
    ("cancel-task", "the ways to stop a task", story, (*_TASK, "x")),
    ("cancel-all", "how many tasks stop-all stops", story, (*_TASK, "x", "5", "enter")),
    ("tasks", "all background tasks, the cursor on one that is dead", story, _DEAD),
    ("new-task", "a task, before it is launched", story, (*_TURNED, *_WISH)),
    ("help", "keys and signs", story, (*_TURNED, "question_mark")),
    ("filter", "a filter as it is typed", story, ("slash", *"agent:oracle")),
    ("filter-empty", "a filter without a hit", story, ("slash", *"agent:oracle", "space", *"~zz")),
    ("needs-me", "only what needs a person", story, ("e",)),
    ("log", "what happened, and what was sent", not_proved_in_log, _LOG),
    ("empty", "no session yet", empty, ()),
    ("honest-clock", "server and message disagree", honest, ()),
)


_SHOT = frozenset({
    "overview", "session", "picker", "cancel", "cancel-marked", "cancel-task", "answer", "question",
    "help", "log", "new-task", "tasks",
})  # fmt: skip
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
    Scene("answer-words", "a reject with words", story, keys=(*_DEPLOY, "i", *"Not yet")),
    Scene("answer-dead", "nobody waits any more", dead, keys=_DEPLOY),
    Scene("answer-nocolor", "without colour", story, keys=_DEPLOY, plain=True),
    Scene("question-ascii", "without other signs", story, keys=_RENAME, glyphs="ascii"),
    Scene("session-ladder", "the ladder alone", story, keys=(*_TURNED, "enter", "tab")),
    Scene("session-tasks", "the tasks alone", story, keys=(*_TURNED, "enter", "tab", "tab")),
    Scene("session-todos", "the plan alone", story, keys=(*_TURNED, "enter", *["tab"] * 3)),
    Scene("tasks-empty", "no background task", nothing_needs_me, keys=("2",)),
    Scene("tasks-120x32", "what goes below 140", story, (120, 32), _DEAD),
    Scene("tasks-100x30", "what goes below 120", story, (100, 30), _DEAD),
    Scene("tasks-nocolor", "without colour", story, keys=_DEAD, plain=True),
    Scene("tasks-ascii", "without other signs", story, keys=_DEAD, glyphs="ascii"),
    Scene("tasks-contrast", "black", story, keys=_DEAD, theme="contrast"),
    Scene("tasks-session", "the tasks of a session beside it", story, LARGE, (*_FAMILY, "enter")),
    Scene("new-task-wrong", "what is wrong is said", story, keys=(*_TURNED, "n", "enter")),
    Scene("new-task-nocolor", "without colour", story, keys=(*_TURNED, *_WISH), plain=True),
    Scene("new-task-ascii", "without other signs", story, keys=(*_TURNED, *_WISH), glyphs="ascii"),
    Scene("help-second", "states, and who is in charge", story, keys=("question_mark", "space")),
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
    Scene("toasts-two-80x24", "a launch and a fallback", two_toasts, keys=_TURNED),
    Scene("toasts-two-140x40", "the same with more room", two_toasts, LARGE, _TURNED),
    Scene("toasts-many-80x24", "more than there is room for", many_toasts, keys=_TURNED),
    Scene("toasts-many-140x40", "the same with more room", many_toasts, LARGE, _TURNED),
    Scene("toasts-ascii", "without other signs", many_toasts, keys=_TURNED, glyphs="ascii"),
    Scene("log-demo", "what a while of the demo leaves", logged, LARGE, ("5", "j")),
    Scene("log-follow", "the newest line", logged, keys=("5",)),
    Scene("log-toast", "the whole text of a toast", not_proved_in_log, LARGE, (*_LOG, "v")),
    Scene("log-other", "what another operator did", not_proved_in_log, keys=(*_LOG, "G")),
    Scene("log-ascii", "without other signs", not_proved_in_log, keys=_LOG, glyphs="ascii"),
    Scene("log-nocolor", "without colour", not_proved_in_log, keys=(*_LOG, "j"), plain=True),
    Scene("log-contrast", "black", not_proved_in_log, keys=(*_LOG, "j"), theme="contrast"),
    Scene("log-empty", "nothing happened", opening, keys=("5",)),
    Scene(
        "log-filter", "a filter of the log", not_proved_in_log, keys=("5", "slash", *"kind:toast")
    ),
    Scene("offer-80x24", "a step that one key takes", offered, keys=_TURNED),
    Scene("offer", "the same with more room", offered, LARGE, _TURNED, shot=True),
    Scene("unwritten", "the journal cannot be written", unwritten, keys=_TURNED),
    Scene("steered", "another operator steers", steered, LARGE, _SCHEDULER),
    Scene("steered-80x24", "the same with less room", steered, keys=_SCHEDULER),
    Scene("steered-picker", "said before a move", steered, keys=(*_SCHEDULER, "m")),
    Scene("steered-cancel", "said before a stop", steered, keys=(*_SCHEDULER, "x")),
    Scene("result-running", "a move that goes on", running, keys=_TURNED),
    Scene("result-proved", "a move that is proved", proved, LARGE, _TURNED, shot=True),
    Scene("result-not-proved", "a move that is not", not_proved, LARGE, _TURNED, shot=True),
    Scene("result-not-proved-80x24", "the same with less room", not_proved, keys=_TURNED),
    Scene("parked", "a session that was put aside", parked, LARGE, _TURNED, shot=True),
    Scene("parked-80x24", "the same with less room", parked, keys=_TURNED),
    Scene("result-stopped", "a stop that held", stopped, keys=_TURNED),
    Scene("result-batch", "eight stopped together, one not", batch, keys=_TURNED),
    Scene("result-being-stopped", "rows that are being stopped", being_stopped, LARGE, _SCHEDULER),
    Scene("marks-nocolor", "without colour", story, keys=(*_TURNED, *_MARKED), plain=True),
    Scene("marks-ascii", "without other signs", story, keys=(*_TURNED, *_MARKED), glyphs="ascii"),
    Scene("result-came-back", "bad news, pushed up", came_back, keys=_TURNED),
)
_ALL: tuple[Scene, ...] = (
    *frames(_FRAMES, _SHOT),
    *frames((("connect", "no server", none, ()),), looks=LOOKS),
    *_ONCE,
    *attention.SCENES,
    *connect.SCENES,
    *inbox.SCENES,
    *keys.SCENES,
    *ladder.SCENES,
    *models.SCENES,
    *reach.SCENES,
    *session.SCENES,
    *themes.SCENES,
)
SCENES: tuple[Scene, ...] = tuple(promised(_ALL))
SHOTS: tuple[Scene, ...] = tuple(scene for scene in SCENES if scene.shot)
