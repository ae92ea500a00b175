"""What an operator did in the demo's story, and what came of it."""

from __future__ import annotations

from functools import cache

from msgspec.structs import replace

from omo_watch_core.clock import SECOND
from omo_watch_core.commands import Cancel, Park
from omo_watch_core.edge.demo.ci_box import CI_BOX
from omo_watch_core.edge.demo.gpu_2 import GPU_2
from omo_watch_core.edge.demo.laptop import LAPTOP
from omo_watch_core.edge.demo.rehearsal import Rehearsal
from omo_watch_core.edge.demo.scheduler import CALLBACKS, MIGRATION, READ_LOOP, SCOPES
from omo_watch_core.edge.demo.story import STORY, Story
from omo_watch_core.state import State
from tests.scenery.told.watching import (
    AT_MS,
    BILLING,
    GPT,
    PRO,
    SCHEDULER,
    do,
    look,
    move,
    recast,
    watch,
)

FOUGHT_MS = 1_200
"""The plugin moves Refactor billing just then: its prompt is answered, another one is not."""
JUDGED_MS = 17 * SECOND
BATCH = (
    "Explore tests", "Search ledger", "Sweep the status", "Load test", "Nightly review",
    "Index the design", "Summarise the incident",
)  # fmt: skip
HANG = "Hang up, and begin again with fewer people."
"""In the demo a model that is asked to hang never says anything."""


@cache
def running() -> State:
    """A move that goes on."""
    told = _looked()
    move(told, BILLING, PRO)
    return told.run_to(AT_MS + 100)


@cache
def proved() -> State:
    """A move that an answer has proved."""
    told = _looked()
    move(told, BILLING, PRO)
    return told.run_to(AT_MS + 2_000)


@cache
def not_proved() -> State:
    """A move that nobody has proved: the plugin moved the session too."""
    return fought().state


def fought() -> Rehearsal:
    """Move a session while the plugin does, and wait for the judgement."""
    told = watch()
    told.run_to(FOUGHT_MS)
    look(told)
    move(told, BILLING, PRO)
    told.run_to(JUDGED_MS)
    return told


@cache
def parked() -> State:
    """A session that was put aside a moment ago."""
    told = _looked()
    do(told, Park, BILLING)
    return told.run_to(AT_MS + SECOND)


@cache
def being_stopped() -> State:
    """A tree whose stop goes on."""
    told = _looked(_unruly())
    do(told, Cancel, SCHEDULER, strength="tree")
    return told.run_to(AT_MS + SECOND)


@cache
def stopped() -> State:
    """A stop that held."""
    told = _looked()
    do(told, Cancel, SCHEDULER, strength="tree")
    return told.run_to(AT_MS + 4 * SECOND)


@cache
def came_back() -> State:
    """Three moves without proof, each for a reason of its own, and a stop that did not hold."""
    told = watch(_unruly())
    told.run_to(FOUGHT_MS)
    look(told)
    move(told, BILLING, PRO)
    move(told, "Summarise incidents", GPT, send="Write the page.")
    move(told, "Load test", PRO, send=HANG)
    told.run_to(AT_MS)
    do(told, Cancel, SCHEDULER, strength="tree")
    return told.run_to(JUDGED_MS)


@cache
def batch() -> State:
    """Eight that were stopped together, of which one came back."""
    told = _looked(_unruly())
    for title in BATCH:
        do(told, Cancel, title, batch="b")
    do(told, Cancel, SCHEDULER, strength="tree", batch="b")
    return told.run_to(JUDGED_MS)


def _looked(story: Story = STORY) -> Rehearsal:
    told = watch(story)
    told.run_to(1_000)
    look(told)
    told.run_to(AT_MS)
    return told


def _unruly() -> Story:
    """Let those below Port the scheduler rest, and begin by themselves once it is stopped."""
    roles = (
        replace(
            role, status=None, stands="answered", past=role.past[:-1], line="streams findings",
            line_at_ms=AT_MS + place * 1_200 + 800,
        )
        for place, role in enumerate((READ_LOOP, MIGRATION, CALLBACKS, SCOPES))
    )  # fmt: skip
    return (recast(LAPTOP, roles), CI_BOX, GPU_2)
