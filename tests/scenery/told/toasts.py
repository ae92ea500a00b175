"""What plugins say in the demo's story."""

from __future__ import annotations

from functools import cache

from msgspec.structs import replace

from omo_watch_core.clock import SECOND
from omo_watch_core.edge.demo.billing import REFACTOR
from omo_watch_core.edge.demo.frames import Place, frame
from omo_watch_core.edge.demo.laptop import LAPTOP
from omo_watch_core.edge.demo.nouns import Toast
from omo_watch_core.edge.demo.rehearsal import Rehearsal
from omo_watch_core.edge.demo.sayings import ToastShown
from omo_watch_core.edge.demo.showing import TOASTS
from omo_watch_core.edge.demo.story import STORY
from omo_watch_core.state import State
from omo_watch_core.wire.stream import StreamDecoder
from tests.scenery.told.watching import look, recast, watch

LAUNCHED_MS = 20_000
"""When the plugin first tells what it launched."""
FALLS_BACK_MS = 18_000
MISSING = Toast(
    title="Provider Cache Missing", message="Model filtering disabled.", variant="warning"
)
NEVER = Toast(title="NEVER Use Sisyphus with GPT", message="Use Hephaestus.", variant="error")


@cache
def toasted() -> State:
    """The plugin has just said that it falls back."""
    told = watch()
    told.run_to(1_000)
    look(told)
    return told.run_to(5_000)


@cache
def two_toasts() -> State:
    """A fallback and a launch, a moment ago."""
    return _late().run_to(LAUNCHED_MS + 2 * SECOND)


@cache
def many_toasts() -> State:
    """More than the place has room for; two lists are of one burst."""
    told = _late()
    told.run_to(LAUNCHED_MS - SECOND)
    _say(told, MISSING, NEVER)
    told.run_to(LAUNCHED_MS + SECOND)
    _say(told, TOASTS[1])
    told.run_to(LAUNCHED_MS + 3 * SECOND)
    _say(told, TOASTS[2])
    return told.run_to(LAUNCHED_MS + 4 * SECOND)


def _late() -> Rehearsal:
    """Let the plugin fall back shortly before it tells what it launched."""
    role = replace(REFACTOR, line_at_ms=FALLS_BACK_MS)
    told = watch((recast(LAPTOP, [role]), *STORY[1:]))
    told.run_to(1_000)
    look(told)
    return told


def _say(told: Rehearsal, *toasts: Toast) -> None:
    """Let the laptop's stream carry toasts of another screen at its side."""
    at, place = told.state.now_ms, Place(directory=LAPTOP.directory, project="billing")
    shown = (ToastShown(directory=place.directory, toast=toast) for toast in toasts)
    said = [frame(one, place, at, number).data for number, one in enumerate(shown)]
    data = b"".join(b"data: " + one + b"\n\n" for one in said)
    told.happen(*StreamDecoder("laptop").feed(data, at))
