"""The lines of the story itself: what the cast does as long as nobody interferes."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.edge.demo import prompts, tools, turns
from omo_watch_core.edge.demo.beats import Beat, Cue, Pen
from omo_watch_core.edge.demo.lines import Line
from omo_watch_core.edge.demo.prompts import Prompt, PromptPart
from omo_watch_core.edge.demo.sayings import ToastShown
from omo_watch_core.edge.demo.script import Script
from omo_watch_core.edge.demo.words import CUT_OFF, FINDINGS, FOLLOW_UPS, MIGRATION, NOTES, TESTED
from omo_watch_core.edge.demo.world import World

STREAM_PACE_MS = 380
STREAM_WORDS = 2
LOOP_MS = 5_000
LOOP_LATER_MS = 30_000
LOOPS = 12
"""How often a loop turns quickly before it turns slowly."""
TESTS_AGAIN = "tests again"
"""The line by which a running call of the test runner ends."""
TEST_MS = 70_000
FOLLOW_UP_MS = 150_000
TOASTS = "toasts"
"""The line by which toasts appear."""
TOAST_MS = 60_000


def ends_soon(script: Script, world: World, cue: Cue, now: int) -> tuple[Beat, ...]:
    """Say the last words of an answer, and be asked something else much later."""
    opened = world.open_entry(cue.session)
    turn = turns.turn_of(world, cue.session, script.models)
    if opened is None or turn is None:
        return ()
    pen = Pen(world, cue.session, now)
    said = FOLLOW_UPS[-1][1]
    turns.step_start(pen, opened[0].id)
    turns.talk(pen, opened[0].id, said, 160, 3)
    turns.finish(pen, turn, opened[0].id, len(said.split()))
    turns.end_turn(pen)
    return (*pen.written(), _again("follow up", cue, now + FOLLOW_UP_MS))


def follow_up(script: Script, world: World, cue: Cue, now: int) -> tuple[Beat, ...]:
    """Ask the next question of a person, if nobody else is at it."""
    later = _again("follow up", cue, now + FOLLOW_UP_MS, cue.number + 1)
    session, last = world.sessions[cue.session], world.prompt(cue.session)
    if last is None or world.status(cue.session).kind != "idle":
        return (later,)
    asks, says = FOLLOW_UPS[cue.number % len(FOLLOW_UPS)]
    given = Prompt(parts=(PromptPart(text=asks),), agent=last.agent, model=last.model, says=says)
    return (*prompts.prompt(script, world, session, given, now).beats, later)


def streams(texts: tuple[str, ...]) -> Line:
    """Make a line that tells one text after the other, and reads a file between two of them."""

    def line(script: Script, world: World, cue: Cue, now: int) -> tuple[Beat, ...]:
        turn = turns.turn_of(world, cue.session, script.models)
        if turn is None:
            return ()
        pen = Pen(world, cue.session, now)
        message = turns.ask_model(pen, turn, first=False)
        turns.step_start(pen, message)
        text = texts[cue.number % len(texts)]
        turns.talk(pen, message, text, STREAM_PACE_MS, STREAM_WORDS)
        page = f"notes/page-{cue.number % 40 + 1}.md"
        tools.use(pen, message, "read", {"filePath": page}, page, 250)
        turns.finish(pen, turn, message, len(text.split()), "tool-calls")
        return (*pen.written(), _again(cue.line, cue, pen.now, cue.number + 1))

    return line


def loops(script: Script, world: World, cue: Cue, now: int) -> tuple[Beat, ...]:
    """Begin the same answer again and again, because its provider breaks off each time."""
    turn = turns.turn_of(world, cue.session, script.models)
    if turn is None:
        return ()
    pen = Pen(world, cue.session, now)
    message = turns.ask_model(pen, turn, first=False)
    turns.step_start(pen, message)
    turns.talk(pen, message, CUT_OFF, 120)
    turns.break_off(pen, message)
    pause = LOOP_MS if cue.number < LOOPS else LOOP_LATER_MS
    return (*pen.written(), _again(cue.line, cue, pen.now + pause, cue.number + 1))


def tests_again(script: Script, world: World, cue: Cue, now: int) -> tuple[Beat, ...]:
    """See the tests end, say a word about it, and run them once more."""
    opened = world.open_entry(cue.session)
    turn = turns.turn_of(world, cue.session, script.models)
    if opened is None or turn is None:
        return ()
    pen = Pen(world, cue.session, now)
    for part in opened[1]:
        if tools.is_running(part):
            tools.complete(pen, part, "1 failed, 141 passed in 68.20s", "pytest -q")
    spent = turns.finish(pen, turn, opened[0].id, 12, "tool-calls")
    message = turns.ask_model(pen, turn, first=False, spent=spent)
    turns.step_start(pen, message)
    turns.talk(pen, message, TESTED[cue.number % len(TESTED)], turns.PACE_MS)
    run_tests(pen, message)
    return (*pen.written(), _again(cue.line, cue, pen.now + TEST_MS, cue.number + 1))


def run_tests(pen: Pen, message: str) -> None:
    """Begin a call of the test runner."""
    part = tools.begin(pen, message, "bash")
    pen.rest(20)
    given: dict[str, object] = {"command": "pytest -q", "description": "Run all tests"}
    tools.run(pen, part, given, metadata={"output": ""})


def toasts(script: Script, world: World, cue: Cue, now: int) -> tuple[Beat, ...]:
    """Show the next toast of the server's plugin."""
    if not script.toasts:
        return ()
    toast = script.toasts[cue.number % len(script.toasts)]
    shown = ToastShown(directory=script.directory, toast=toast)
    beat = Beat(at_ms=now, session="", moves=(shown,))
    return (beat, _again(cue.line, cue, now + TOAST_MS, cue.number + 1))


def _again(line: str, cue: Cue, at_ms: int, number: int = 0) -> Beat:
    return Beat(at_ms=at_ms, session=cue.session, moves=(replace(cue, line=line, number=number),))


STORY_LINES: dict[str, Line] = {
    "ends soon": ends_soon,
    "follow up": follow_up,
    "streams notes": streams(NOTES),
    "streams findings": streams(FINDINGS),
    "streams migration": streams(MIGRATION),
    "loops": loops,
    TESTS_AGAIN: tests_again,
    TOASTS: toasts,
}
