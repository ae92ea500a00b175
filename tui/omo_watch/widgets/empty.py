"""What stands in the table's place where there is no row."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from omo_watch.lines.sessions.empty import empty_lines
from omo_watch.widgets.sheet import Sheet
from omo_watch_core.select.condition import due
from omo_watch_core.select.view import Arrangement, View
from omo_watch_core.state import State


class Empty(Sheet):
    """Say why there is no row."""

    def __init__(self) -> None:
        super().__init__("empty")
        self.view = View()
        self.found = Arrangement()

    def draw(self, width: int, height: int) -> Sequence[Strip]:
        """Draw the reason."""
        state = self.app.desk.state
        waits = soonest(state) if self.view.needs_me else None
        return empty_lines(state, self.view, self.found, waits, width, self.pen)


def soonest(state: State) -> tuple[int, float] | None:
    """Count the sessions that wait for a limit, and give when the first one is due."""
    times = [
        when
        for server in state.servers.values()
        for session in server.sessions.values()
        if session.status == "retry" and (when := due(server, session)) is not None
    ]
    return (len(times), min(times)) if times else None
