"""Opens the tab of tasks over rows that only the test changes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace
from tests.tui.opened import Opened, opened
from tests.tui.story import story
from tests.tui.task_rows import ALL, OPEN

from omo_watch.lines.tasks import stopping as task_stopping
from omo_watch.screens.tasks import TasksScreen
from omo_watch_core.select import tasks as selected
from omo_watch_core.state import State
from omo_watch_core.tasks.derive.row import LaneRow, TaskRow


class Derived:
    """Hold what the table of tasks is derived to be."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.lanes: Sequence[LaneRow] = OPEN
        self.rows: Sequence[TaskRow] = ALL
        self.asked = 0
        patch.setattr(selected, "derive", self._rows)
        patch.setattr(selected, "lanes", self._lanes)
        patch.setattr(task_stopping, "derive", self._rows)

    def take(self, lanes: Sequence[LaneRow], ended: Sequence[TaskRow] = ()) -> None:
        """Derive these from now on."""
        self.lanes = lanes
        self.rows = (*(one for lane in lanes for one in lane.tasks), *ended)

    def _rows(self, state: State) -> tuple[TaskRow, ...]:
        self.asked += 1
        return tuple(self.rows)

    def _lanes(self, state: State, rows: Sequence[TaskRow]) -> tuple[LaneRow, ...]:
        return tuple(self.lanes)


@asynccontextmanager
async def tasked(
    size: tuple[int, int] = (80, 24), state: State | None = None
) -> AsyncIterator[tuple[Opened, TasksScreen]]:
    """Open the tab of tasks."""
    async with opened(state or replace(story(), owner="me"), size) as screen:
        await screen.press("2")
        front = screen.app.screen
        assert isinstance(front, TasksScreen)
        yield screen, front
