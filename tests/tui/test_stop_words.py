"""What a confirmation says will happen, for each kind of session, strength and way."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.tui.make import (
    MINUTE,
    NOW,
    SECOND,
    ask,
    down,
    ended,
    retrying,
    server,
    session,
    state,
    using,
)

from omo_watch.lines.stopping.words import (
    NOTHING_RUNS,
    abort_words,
    delete_words,
    rescue_words,
    short_words,
    steer_words,
    stop_all_words,
    tree_words,
)
from omo_watch_core.model import Message, ModelRef
from omo_watch_core.select.row import Row, RowKey, row
from omo_watch_core.state import Session

ONE, ALL = "One abort here, then one for each below that still shows busy.", "ses_p"
TASKS = "The plugin calls tasks with output completed; those without keep their slots."
UNTOLD = "The plugin does not notice, and its slot stays taken: better rescue it."
QUEUED = "The prompt that waits behind it stays in the history and is not run."
BELOW = "What runs below stops with it, also in the background."


def alone(**fields: object) -> Session:
    made = session("ses_a", "Alone", "fake/a", status="busy", since=MINUTE)
    return replace(made, **fields)


def child(*, shown: bool = True) -> Session:
    made = session("ses_c", "Child", "fake/a", status="busy", since=MINUTE, parent="ses_p")
    return replace(made, answered=shown)


def parent(*, rests: bool = False, waits: bool = False) -> Session:
    made = session("ses_p", "Parent", "fake/a", status="busy", since=MINUTE)
    made = using(made, "task", "Look around", SECOND) if waits else made
    return ended(made) if rests else made


def seen(*sessions: Session, plugin: bool | None = False, of: str = "", **more: Any) -> Row:
    laptop = server("laptop", sessions, plugin=plugin, **more)
    found = row(state(laptop), RowKey(server="laptop", session=of or sessions[0].id))
    assert found is not None
    return found


def queued() -> Session:
    typed = Message(id="msg_3", session="ses_a", role="user", created_ms=NOW)
    return alone(prompt=typed)


ABORTS = {
    "alone": (seen(alone()), 0, "Ends the run now. What it wrote so far stays."),
    "a wait": (
        seen(retrying(alone(), SECOND, "limited")), 0,
        "Ends the wait now. What it wrote so far stays.",
    ),
    "an ask": (
        seen(alone(), asks=[ask("ses_a", "permission", "ls", SECOND)]), 0,
        "Ends the run and its request. What it wrote so far stays.",
    ),
    "a gap": (
        seen(alone(), link=down(38 * SECOND, SECOND)), 0,
        "Asks the server first, then ends what runs. What it wrote so far stays.",
    ),
    "a prompt waits behind it": (
        seen(queued()), 0, f"Ends the run now. What it wrote so far stays. {QUEUED}",
    ),
    "at rest": (seen(ended(alone())), 0, NOTHING_RUNS),
    "foreground child": (
        seen(child(), parent(waits=True)), 0,
        "Ends the run now. Its parent Parent sees the task fail and goes on.",
    ),
    "background child of the server": (
        seen(child(), parent(rests=True)), 0, "Ends the run now. Its parent is not told.",
    ),
    "task with output": (
        seen(child(), parent(rests=True), plugin=True), 0,
        "Ends the run now. The plugin will call it completed.",
    ),
    "task without output": (
        seen(child(shown=False), parent(rests=True), plugin=True), 0,
        f"Ends the run now. {UNTOLD}",
    ),
    "task that its parent waits for": (
        seen(child(), parent(waits=True), plugin=True), 0,
        "Ends the run now. Its parent Parent gets the task as aborted and goes on.",
    ),
    "child, nobody saw the plugin": (
        seen(child(), parent(rests=True), plugin=None), 0, "Ends the run now.",
    ),
    "parent": (seen(parent(), child()), 1, f"Ends the run now. {BELOW}"),
    "parent of two": (
        seen(parent(), child()), 2,
        "Ends the run now. The 2 that run below stop with it, also in the background.",
    ),
    "idle parent": (
        seen(parent(rests=True), child()), 1, f"It is idle itself. {BELOW} Nobody is told.",
    ),
    "parent of tasks": (
        seen(parent(), child(), plugin=True), 1,
        "Ends the run now. What runs below keeps running: "
        "the plugin does not stop its tasks with their parent.",
    ),
    "parent of two tasks": (
        seen(parent(), child(), plugin=True), 2,
        "Ends the run now. The 2 that run below keep running: "
        "the plugin does not stop its tasks with their parent.",
    ),
    "idle parent of tasks": (
        seen(parent(rests=True), child(), plugin=True), 1,
        "It is idle, and the plugin's tasks below it go on: nothing is sent.",
    ),
    "parent, nobody saw the plugin": (
        seen(parent(), child(), plugin=None), 1,
        "Ends the run now. "
        "Whether what runs below stops with it is not known: nobody saw the plugin yet.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ABORTS)
def test_what_an_abort_does(name: str) -> None:
    found, running, said = ABORTS[name]
    assert abort_words(found, running) == said


@pytest.mark.parametrize(
    ("found", "running", "said"),
    [
        (seen(alone()), 0, f"{ONE} What it wrote so far stays."),
        (seen(ended(alone())), 0, NOTHING_RUNS),
        (
            seen(child(), parent(waits=True)), 0,
            f"{ONE} Its parent Parent sees the task fail and goes on.",
        ),
        (seen(parent(rests=True), child(), plugin=True), 1, f"{ONE} {TASKS}"),
    ],
)  # fmt: skip
def test_what_stopping_a_tree_does(found: Row, running: int, said: str) -> None:
    assert tree_words(found, running) == said


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (seen(alone()), "The agent reads it with its next step and may ignore it."),
        (seen(retrying(alone(), SECOND, "x")), "It is not read before the limit ends."),
        (
            seen(alone(), asks=[ask("ses_a", "permission", "ls", SECOND)]),
            "It is not read before the request is answered.",
        ),
        (seen(ended(alone())), "It is idle: nothing is sent."),
    ],
)
def test_what_a_message_does(found: Row, said: str) -> None:
    assert steer_words(found).endswith(said)


def test_what_a_rescue_does() -> None:
    other = ModelRef(provider="fake", model="b")
    task = seen(child(shown=False), parent(rests=True), plugin=True)
    went = "b goes on from here with its agent, and the plugin takes its end."
    assert rescue_words(task, other) == f"Stops the run; {went}"
    assert rescue_words(seen(ended(child()), parent(), plugin=True), other) == went
    assert rescue_words(task, None).startswith("No other model of its chain is free")


def test_what_the_plugins_command_does_and_costs() -> None:
    assert stop_all_words("Parent", 3) == (
        "The plugin cancels all 3 tasks of Parent, queued ones too. It also stops its goal and "
        "todo continuation, and costs one turn of a model."
    )
    assert "the one task of Parent" in stop_all_words("Parent", 1)


def test_what_a_deletion_does() -> None:
    task = seen(child(), parent(), plugin=True)
    assert delete_words(task, 0) == (
        "Stops it, then deletes it: its history is lost. The plugin calls it completed."
    )
    mute = seen(child(shown=False), parent(), plugin=True)
    assert delete_words(mute, 2) == (
        "Stops it, then deletes it with the 2 below it: its history is lost. "
        "The plugin calls it cancelled."
    )


@pytest.mark.parametrize(
    ("found", "strength", "running", "said"),
    [
        (seen(alone()), "abort", 0, "stops"),
        (seen(alone()), "steer", 0, "is asked, goes on"),
        (seen(ended(alone())), "steer", 0, "nothing is sent"),
        (seen(ended(alone())), "tree", 0, "idle, nothing is sent"),
        (seen(parent(), child()), "abort", 1, "stops with 1 below"),
        (seen(parent(rests=True), child()), "abort", 2, "idle, 2 below stop"),
        (seen(parent(), child(), plugin=True), "abort", 2, "stops, 2 below go on"),
        (seen(parent(), child(), plugin=True), "tree", 2, "stops with 2 below"),
        (seen(parent(rests=True), child(), plugin=True), "abort", 2, "idle, nothing is sent"),
        (seen(child(), parent(), plugin=True), "abort", 0, "stops, called completed"),
        (seen(child(shown=False), parent(), plugin=True), "abort", 0, "stops, keeps its slot"),
        (seen(child(), parent(waits=True)), "abort", 0, "stops, its parent goes on"),
    ],
)
def test_the_same_in_few_words(found: Row, strength: str, running: int, said: str) -> None:
    assert short_words(found, strength, running) == said


def test_what_stops_with_another_one_says_so() -> None:
    assert short_words(seen(child(), parent()), "tree", 0, "Parent") == "stops with Parent"
