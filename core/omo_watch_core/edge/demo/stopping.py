"""The plugin's command that cancels all tasks of a session, which costs a turn there."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import UNSET

from omo_watch_core.edge.demo import aborts, prompts
from omo_watch_core.edge.demo.beats import Beat, Cue, Pen
from omo_watch_core.edge.demo.nouns import Session
from omo_watch_core.edge.demo.script import Reaction, Script
from omo_watch_core.edge.demo.world import World

COMMAND = "stop-continuation"
TEXT = "<auto-slash-command>\n# /stop-continuation Command"


def stop_all(
    script: Script, world: World, session: Session, now: int, pending: Sequence[Beat]
) -> Reaction:
    """React to the command: what runs below stops at once, then the session has a turn."""
    running = aborts.running_of(world, world.below(session.id)[::-1])
    beats = [*aborts.stop(world, running, now)]
    for name in running:
        if world.sessions[name].parent_id == session.id:
            pen = Pen(world, name, now)
            pen.play(Cue(line=aborts.CHILD_CANCELLED, session=name))
            beats += pen.written()
    agent = None if session.agent is UNSET else session.agent
    turn = prompts.Prompt(parts=(prompts.PromptPart(text=TEXT),), agent=agent)
    after = prompts.prompt(script, world, session, turn, now, pending)
    return Reaction(drop=frozenset(running), beats=(*beats, *after.beats))
