"""End a loop when that leaves nothing half done."""

from __future__ import annotations

from omo_watch_core.actions.halfway import is_halfway
from omo_watch_core.edge.clock import Clock
from omo_watch_core.edge.loop import Loop

PATIENCE_S = 5.0
"""How long an ending program waits for the prompt behind an abort of its own."""
LOOK_S = 0.05


async def stop_whole(loop: Loop, clock: Clock) -> None:
    """Stop the loop once no session that was stopped for a step waits for its prompt."""
    for _ in range(round(PATIENCE_S / LOOK_S)):
        if not is_halfway(loop.state):
            break
        await clock.sleep(LOOK_S)
    loop.stop()
