"""The stage: given the time and what clients do, what is said and what is remembered."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from omo_watch_core.edge.demo.beats import Beat, Cue, Move, realise
from omo_watch_core.edge.demo.frames import Frame, Place, frame, repeat
from omo_watch_core.edge.demo.lines import TURN_LINES
from omo_watch_core.edge.demo.plots import STORY_LINES
from omo_watch_core.edge.demo.relay import RELAY_LINES
from omo_watch_core.edge.demo.sayings import Saying, SessionCreated, SessionDeleted, ToastShown
from omo_watch_core.edge.demo.script import Reaction, Script
from omo_watch_core.edge.demo.world import World, remember
from omo_watch_core.value import Value

LINES = {**TURN_LINES, **STORY_LINES, **RELAY_LINES}


class Stage(Value):
    """Hold where the story of one server stands."""

    script: Script
    world: World
    agenda: tuple[Beat, ...] = ()
    """What is to come, soonest first."""
    told: int = 0
    """Events so far."""
    numbers: dict[str, int] = msgspec.field(default_factory=dict[str, int])
    """Durable events so far, by session."""

    @property
    def due_ms(self) -> int | None:
        """Give when something happens next."""
        return self.agenda[0].at_ms if self.agenda else None

    def pending(self, session: str) -> tuple[Beat, ...]:
        """Give what is to come for a session."""
        return tuple(beat for beat in self.agenda if beat.session == session)


Told = tuple[Stage, tuple[Frame, ...]]
"""The stage afterwards, and what was said."""


def play(stage: Stage, now_ms: int) -> Told:
    """Let happen all that is due by now."""
    frames: list[Frame] = []
    while stage.agenda and stage.agenda[0].at_ms <= now_ms:
        beat, agenda = stage.agenda[0], stage.agenda[1:]
        stage, said = _perform(replace(stage, agenda=agenda), beat)
        frames += said
    return stage, tuple(frames)


def react(stage: Stage, reaction: Reaction, now_ms: int) -> Told:
    """Let a deed of a client take effect; what it changes at once is said at once."""
    kept = [beat for beat in stage.agenda if beat.session not in reaction.drop]
    return play(replace(stage, agenda=_in_order([*kept, *reaction.beats])), now_ms)


def _perform(stage: Stage, beat: Beat) -> Told:
    frames: list[Frame] = []
    for move in beat.moves:
        stage, said = _move(stage, move, beat.at_ms)
        frames += said
    return stage, tuple(frames)


def _move(stage: Stage, move: Move, at_ms: int) -> Told:
    if isinstance(move, Cue):
        if move.session and move.session not in stage.world.sessions:
            return stage, ()
        beats = LINES[move.line](stage.script, stage.world, move, at_ms)
        return replace(stage, agenda=_in_order([*stage.agenda, *beats])), ()
    saying = move if isinstance(move, Saying) else realise(stage.world, move, at_ms)
    if saying is None or not _is_heard(stage.world, saying):
        return stage, ()
    return _say(stage, saying, at_ms)


def _is_heard(world: World, saying: Saying) -> bool:
    own = isinstance(saying, SessionCreated | ToastShown)
    return own or saying.session_id in world.sessions


def _say(stage: Stage, saying: Saying, at_ms: int) -> Told:
    place = _place(stage, saying)
    frames = [frame(saying, place, at_ms, stage.told)]
    numbers = stage.numbers
    if saying.durable:
        sequence = numbers.get(saying.session_id, 0)
        numbers = {**numbers, saying.session_id: sequence + 1}
        frames.append(repeat(saying, place, at_ms, stage.told, sequence))
    world = remember(stage.world, saying)
    after = replace(stage, world=world, told=stage.told + 1, numbers=numbers)
    return after, tuple(frames)


def _place(stage: Stage, saying: Saying) -> Place:
    if isinstance(saying, ToastShown):
        directory = saying.directory
    elif isinstance(saying, SessionCreated | SessionDeleted):
        directory = saying.info.directory
    else:
        directory = stage.world.sessions[saying.session_id].directory
    return Place(directory=directory, project=stage.script.project(directory))


def _in_order(beats: Iterable[Beat]) -> tuple[Beat, ...]:
    """Sort by time; what was written first happens first."""
    return tuple(sorted(beats, key=lambda beat: beat.at_ms))
