"""Moments of the demo's story in which nobody does anything, and of the story cut down."""

from __future__ import annotations

from functools import cache

from msgspec.structs import replace

from omo_watch_core.charge.duty import Duty
from omo_watch_core.clock import SECOND
from omo_watch_core.edge.demo.cast import Waits
from omo_watch_core.edge.demo.ci_box import CI_BOX, ELDERS, NIGHTLY, SITE
from omo_watch_core.edge.demo.elders import elder
from omo_watch_core.edge.demo.laptop import LAPTOP
from omo_watch_core.edge.demo.models import FLASH, GPT_MINI
from omo_watch_core.edge.demo.nouns import waiting
from omo_watch_core.edge.demo.scheduler import CALLBACKS, MIGRATION, PORT, READ_LOOP, SCOPES
from omo_watch_core.edge.demo.script import Limit
from omo_watch_core.events import ServerAdded
from omo_watch_core.reduce import reduce
from omo_watch_core.state import State
from tests.scenery.told.watching import AT_MS, look, watch

EARLY_MS = 5_000
OFFERED_MS = 9_000
UNFAIR = "You have used up your quota. It will reset in 2 hours 15 minutes."
OVERLOADED = "Provider is overloaded and limits requests, try again in 7m 41s"


@cache
def story() -> State:
    """All three servers; the operator has looked at Refactor billing."""
    told = watch()
    told.run_to(1_000)
    look(told)
    return told.run_to(AT_MS)


@cache
def read_only() -> State:
    """The same, where the program was started without leave to change anything."""
    told = watch(mode="watch")
    told.run_to(1_000)
    look(told)
    return told.run_to(AT_MS)


def guarded() -> State:
    """The same, where one server is only read."""
    state = story()
    url = state.servers["laptop"].url
    added = ServerAdded(server="laptop", at_ms=state.now_ms, url=url, read_only=True)
    return reduce(state, [added])[0]


@cache
def offered() -> State:
    """The same a while earlier, watched by a screen that looks after models."""
    return watch(duty=Duty()).run_to(OFFERED_MS)


@cache
def costly() -> State:
    """An offer that others feel: a parent waits for the session that is to be moved."""
    parent = replace(PORT, agent="build")
    child = replace(
        READ_LOOP, status=waiting(1, OVERLOADED, 3 * SECOND), past=(*READ_LOOP.past[:-1], Waits()),
        line="try again", line_at_ms=3 * SECOND,
    )  # fmt: skip
    script = replace(
        CI_BOX, projects=(PORT.directory,), models=LAPTOP.models,
        cast=(parent, child, MIGRATION, CALLBACKS, SCOPES),
        limits={GPT_MINI.name: Limit(message=OVERLOADED, wait_ms=461 * SECOND)},
    )  # fmt: skip
    return watch((script,), duty=Duty()).run_to(OFFERED_MS)


@cache
def empty() -> State:
    """A server without a session."""
    return watch((replace(LAPTOP, cast=()),)).run_to(EARLY_MS)


@cache
def nothing_needs_me() -> State:
    """One session that waits for a limit, and one at rest."""
    return watch((replace(CI_BOX, cast=(NIGHTLY, elder(SITE, ELDERS[0]))),)).run_to(EARLY_MS)


@cache
def honest() -> State:
    """One session whose message states another reset than its server."""
    status = waiting(2, UNFAIR, 461 * SECOND)
    role = replace(NIGHTLY, agent="librarian", model=FLASH.name, status=status, line="")
    return watch((replace(CI_BOX, cast=(role,)),)).run_to(EARLY_MS)
