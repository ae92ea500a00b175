"""What a person may do with a task: stop it, let it start earlier, change its lane."""

from __future__ import annotations

from omo_watch.lines.tasks.able import can_move_up, is_ours
from omo_watch.lines.tasks.stopping import own_words, stop_all_on, waiting_words
from omo_watch.screens.about import About
from omo_watch.screens.asking import AskingScreen
from omo_watch.screens.bulk_cancel import BulkCancelScreen
from omo_watch.screens.page import Page
from omo_watch_core.commands import CancelTask, MoveUp, SetLane, StopAll, Strength
from omo_watch_core.tasks.derive.row import LaneRow, TaskRow

NOT_OURS = "this lane is not ours: {} alone decides what starts in it"
RUNNER = {"plugin": "the plugin", "server": "the server", "omo-watch": "omo-watch"}
LEAST = "a lane has one slot at least; {pause} pauses it"
FIRST = "only a task of ours that waits behind another one can start earlier"
ENDED = "it has ended, and there is nothing to stop"


class TaskActs(Page):
    """Act on the task under the cursor."""

    @property
    def chosen(self) -> TaskRow | None:
        """Give the task under the cursor."""
        raise NotImplementedError

    @property
    def lane(self) -> LaneRow | None:
        """Give its lane."""
        raise NotImplementedError

    @property
    def marked(self) -> list[TaskRow]:
        """Give the tasks that are marked."""
        raise NotImplementedError

    @property
    def about(self) -> About:
        """Name the tasks that keys are about, and whom a new one would be launched under."""
        here = self.chosen.key if self.chosen else None
        return About(self.subject, self.marked_keys, (here, self.parent_key))

    def action_move_up(self) -> None:
        """Let the task under the cursor start next."""
        task = self.chosen
        if not self._may_act() or task is None:
            return
        if not can_move_up(task):
            self.result.refuse(FIRST)
            return
        desk = self.app.desk
        desk.submit(
            MoveUp(nonce=desk.nonce(), server=task.server, session=task.parent, task=task.id)
        )

    def action_pause(self) -> None:
        """Start nothing new in the lane under the cursor, or go on."""
        lane = self._own_lane()
        if lane:
            self._set(lane, paused=not lane.paused)

    def action_width(self, slots: int) -> None:
        """Give the lane under the cursor more slots, or fewer."""
        lane = self._own_lane()
        if lane is None:
            return
        width = lane.width + slots if lane.width else max(lane.held, 1)
        if width < 1:
            self.result.refuse(LEAST)
        else:
            self._set(lane, width=width)

    def _ask_to_stop(self, strength: Strength | None) -> None:
        """Ask about all that is marked, else about the task under the cursor."""
        keys = [(task.server, task.session) for task in self.marked if task.session]
        if not self._may_act(keys):
            return
        task = self.chosen
        if keys:
            self.app.push_screen(BulkCancelScreen(keys, strength, self.unmark))
        elif task is not None and task.origin == "omo-watch" and not task.is_finished:
            self._stop_own(task)
        elif self.subject:
            super()._ask_to_stop(strength)
        elif task is not None and not task.is_finished and task.origin == "plugin":
            self._stop_waiting(task)
        elif task is not None:
            self.result.refuse(ENDED)

    def _stop_own(self, task: TaskRow) -> None:
        command = CancelTask(
            nonce=self.app.desk.nonce(), server=task.server, session=task.parent, task=task.id
        )
        title = f"Stop {task.description or task.id}"
        self.app.push_screen(AskingScreen(title, command, own_words(task), "stop it"))

    def _stop_waiting(self, task: TaskRow) -> None:
        """Say that only all tasks of its parent can be stopped, and offer that."""
        state = self.app.desk.state
        session = stop_all_on(state, task)
        command = StopAll(
            nonce=self.app.desk.nonce(), server=task.server, session=session, confirmed=True
        )
        title = f"Stop {task.description or task.id}"
        self.app.push_screen(
            AskingScreen(title, command, waiting_words(state, task, session), "stop all of them")
        )

    def _own_lane(self) -> LaneRow | None:
        lane = self.lane
        if not self._may_act() or self.chosen is None:
            return None
        if not is_ours(lane):
            who = RUNNER[self.chosen.origin] if self.chosen.origin != "omo-watch" else "its end"
            self.result.refuse(NOT_OURS.format(who))
            return None
        return lane

    def _set(self, lane: LaneRow, width: int | None = None, paused: bool | None = None) -> None:
        desk = self.app.desk
        desk.submit(
            SetLane(
                nonce=desk.nonce(), server=lane.server, session="", lane=lane.key, width=width,
                paused=paused,
            )
        )  # fmt: skip
