"""The story folded without servers: what a client would know of it after so long."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from omo_watch_core.charge.duty import Duty
from omo_watch_core.commands import Command
from omo_watch_core.decide import action_id, decide
from omo_watch_core.edge.clock import StillClock
from omo_watch_core.edge.demo.chains import DEMO_CHAINS
from omo_watch_core.edge.demo.paper import PaperServer
from omo_watch_core.edge.demo.story import STORY, Story
from omo_watch_core.effects import Effect, Report, Wake
from omo_watch_core.events import DiffOpened, Event, ServerAdded, SessionOpened, Ticked
from omo_watch_core.state import State
from omo_watch_core.step import step

START_MS = 1_795_183_402_000
"""When the curtain rises where nobody says otherwise: a fixed Friday afternoon, UTC."""
FIRST_PORT = 4096
TICK_MS = 1_000


class Rehearsal:
    """Own the state of a client that watches the story; time goes on only when it is told to."""

    def __init__(
        self, story: Story = STORY, start_ms: int = START_MS, duty: Duty | None = None
    ) -> None:
        """Begin to watch all servers at once, at the rise of the curtain; `duty` as a screen."""
        self._clock = StillClock(start_ms)
        self._start_ms = start_ms
        self._servers = {script.name: PaperServer(script, self._clock) for script in story}
        self.begin(State(chains=DEMO_CHAINS, duty=duty))

    def begin(self, given: State) -> None:
        """Be a program that begins now, given no more than this, and watches all servers."""
        now = self._clock.now_ms()
        self.state = replace(given, now_ms=now)
        urls = (f"http://127.0.0.1:{FIRST_PORT + place}" for place in range(len(self._servers)))
        self._fold(
            [
                ServerAdded(server=name, at_ms=now, url=url)
                for name, url in zip(self._servers, urls, strict=True)
            ]
        )

    @property
    def start_ms(self) -> int:
        """Give when the curtain rose."""
        return self._start_ms

    def run_to(self, at_ms: int) -> State:
        """Watch until so long after the rise of the curtain, and give what is known then."""
        end = self._start_ms + at_ms
        while (now := self._clock.now_ms()) < end:
            tick = now - now % TICK_MS + TICK_MS
            due = min(end, tick, *(server.due_ms() for server in self._servers.values()))
            self._clock.advance(due - now)
            said = [event for server in self._servers.values() for event in server.hear()]
            ticks = [Ticked(server="", at_ms=due)] if due == tick else []
            self._fold([*said, *ticks])
        self.state = replace(self.state, now_ms=max(self.state.now_ms, end))
        return self.state

    def submit(self, command: Command) -> str:
        """Do now what an operator asks for; give the id of the action."""
        self.state, effects = decide(replace(self.state, now_ms=self._clock.now_ms()), command)
        self._fold(self._outcome(effects))
        return action_id(command)

    def look(self, server: str, session: str) -> None:
        """Turn to a session's transcript now."""
        self._fold([SessionOpened(server=server, at_ms=self._clock.now_ms(), session=session)])

    def look_at_diff(self, server: str, session: str) -> None:
        """Turn to what a session changed in its files now."""
        self._fold([DiffOpened(server=server, at_ms=self._clock.now_ms(), session=session)])

    def happen(self, *events: Event) -> None:
        """Let something else befall the program now: a word of its journal, the end of a stream."""
        self._fold(events)

    def _fold(self, events: Sequence[Event]) -> None:
        """Fold what came, do what follows, and so on until nothing follows."""
        while events:
            self.state, _, effects = step(self.state, events)
            events = self._outcome(effects)

    def _outcome(self, effects: Sequence[Effect]) -> list[Event]:
        events: list[Event] = []
        for effect in effects:
            server = self._servers.get(effect.server)
            if server is None or isinstance(effect, Report | Wake):
                continue  # what this machine has to do is not on paper
            came = server.perform(effect)
            # What a deed made the server say comes before the answer to the deed.
            events += [*server.hear(), *came]
        return events


def demo_state(at_ms: int = 5_000, story: Story = STORY) -> State:
    """Give what a client knows so long after the rise of the curtain; equal for equal arguments."""
    return Rehearsal(story).run_to(at_ms)
