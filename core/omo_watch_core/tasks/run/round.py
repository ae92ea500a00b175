"""One look at the tasks of our own; private to that."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from omo_watch_core.actions.action import Action
from omo_watch_core.actions.advance import remember
from omo_watch_core.actions.precedence import make_way
from omo_watch_core.charge import telling
from omo_watch_core.clock import SECOND
from omo_watch_core.effects import Effect
from omo_watch_core.events import MessagesListed
from omo_watch_core.journal.place import place_of
from omo_watch_core.state import Server, State
from omo_watch_core.tasks.own import Keeping, LaneSetting, OwnTask
from omo_watch_core.tasks.record import Task

ASK_AGAIN_MS = 10 * SECOND
"""After so long a question that came to nothing is asked once more."""


class Round:
    """Collect what a look does to the tasks, and what it wants done."""

    __slots__ = ("effects", "now", "state", "tasks")

    def __init__(self, state: State) -> None:
        self.state = state
        self.now = state.now_ms
        self.tasks = state.journal.tasks
        self.effects: list[Effect] = []

    def put(self, own: OwnTask) -> None:
        """Write a task down; it is newer than what was known, also within one millisecond."""
        known = self.tasks.get(own.id)
        if known == own:
            return
        changed = max(self.now, known.changed_ms + 1 if known else 0)
        self.tasks = {**self.tasks, own.id: replace(own, changed_ms=changed)}

    def set(self, own: OwnTask, task: Task) -> OwnTask:
        """Write down what has become of a task."""
        own = replace(own, task=task)
        self.put(own)
        return self.tasks[own.id]

    def put_lane(self, lane: LaneSetting) -> None:
        """Write down what was set of a lane."""
        journal = self.state.journal
        lanes = {**journal.lanes, (lane.place, lane.key): lane}
        self.state = replace(self.state, journal=replace(journal, lanes=lanes))

    def of_place(self, place: str) -> dict[str, Task]:
        """Give the tasks of a server, by id, first launched first."""
        own = sorted(self.tasks.values(), key=lambda one: one.since_ms)
        return {one.id: one.task for one in own if one.place == place}

    def server_of(self, place: str) -> Server | None:
        """Give the server of a place, a connected one where it is watched under two names."""
        found = [s for s in self.state.servers.values() if place_of(s.url) == place]
        return next((s for s in found if s.link.is_open), found[0] if found else None)

    def begin(self, action: Action, effects: tuple[Effect, ...]) -> None:
        """Let an action go on its way, older ones of its session aside."""
        older = make_way(self.state, action)
        actions = remember({**self.state.actions, **older, action.id: action})
        self.state = replace(self.state, actions=actions)
        self.effects += effects

    def end(self, action: Action) -> None:
        """Write down how an action ended."""
        actions = {**self.state.actions, action.id: action}
        self.state = replace(self.state, actions=actions)

    def is_new_question(self, server: Server, about: str) -> bool:
        """Note that something is asked, unless that was done a moment ago."""
        place = place_of(server.url)
        known = self.state.keeping.get(place, Keeping())
        if self.now - known.read.get(about, 0) < ASK_AGAIN_MS:
            return False
        self.keep({place: replace(known, read={**known.read, about: self.now})})
        return True

    def note_listed(self, event: MessagesListed) -> None:
        """Note that the end of a history was read, also one in which nothing stands."""
        server = self.state.servers.get(event.server)
        if server is None or not any(o.task.session == event.session for o in self.tasks.values()):
            return
        place = place_of(server.url)
        known = self.state.keeping.get(place, Keeping())
        listed = {**known.listed, event.session: event.asked_ms}
        self.keep({place: replace(known, listed=listed)})

    def keep(self, keeping: Mapping[str, Keeping]) -> None:
        """Note who runs the tasks of a server."""
        self.state = replace(self.state, keeping={**self.state.keeping, **keeping})

    def tell(self, server: Server, own: OwnTask, text: str) -> None:
        """Say a word of a task to those who look on."""
        key = (server.name, own.task.session or own.task.parent)
        self.effects.append(
            telling.told("task", key, self.now, f"{own.task.title}: {text}", task=own.id)
        )

    def done(self) -> State:
        """Give the state after the look."""
        journal = self.state.journal
        if self.tasks is journal.tasks:
            return self.state
        return replace(self.state, journal=replace(journal, tasks=self.tasks))
