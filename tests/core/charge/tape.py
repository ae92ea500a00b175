"""A recording played to a program that looks after models, second by second."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core import replay
from omo_watch_core.effects import Effect, ReadStatus, SendAbort, SendPrompt
from omo_watch_core.events import Event
from omo_watch_core.fallback.chains import Chains
from omo_watch_core.link import Link
from omo_watch_core.replay import Recording
from omo_watch_core.signs import Look
from omo_watch_core.state import Directory, Server, State
from tests.core.actions.stage import LAB
from tests.core.charge.desk import Desk
from tests.core.charge.setting import CHAIN, OURS, starting

FOLDER = Path(__file__).parents[2] / "recordings"


@cache
def recording(name: str) -> Recording:
    """Read a recording."""
    return replay.read((FOLDER / f"{name}.jsonl").read_bytes().splitlines(), server=LAB)


def told(name: str, extra_s: int = 0) -> Iterator[Event]:
    """Give the events of a recording with the seconds of the clock between them."""
    tape = recording(name)
    second = tape.base_ms
    for event in (*tape.events, ev.Ticked(server="", at_ms=tape.end_ms + extra_s * 1_000)):
        while second + 1_000 <= event.at_ms:
            second += 1_000
            yield ev.Ticked(server="", at_ms=second)
        yield event


def looked_at(name: str, plugin: bool) -> dict[str, Directory]:
    """Give the directories of a recording as if each had been asked for the plugin before it."""
    return {
        event.directory: Directory(path=event.directory, heard=True, plugin=plugin)
        for event in recording(name).events
        if isinstance(event, ev.DirectoryHeard)
    }


def before(name: str, *, plugin: bool) -> State:
    """Give a state in charge of the server of a recording, with a chain for everybody."""
    base = recording(name).base_ms
    link = Link(phase="live", opened_ms=base, heard_ms=base)
    server = Server(
        name=LAB, url="", link=link, plugin=plugin, claim=OURS, directories=looked_at(name, plugin)
    )
    chains = Chains(everywhere=CHAIN)
    return replace(starting(), now_ms=base, servers={LAB: server}, chains=chains)


class Player:
    """Play a recording; all questions are answered at once from what it has told so far.

    The recording goes on as it did: what is sent changes nothing in it.
    """

    def __init__(self, name: str, *, plugin: bool) -> None:
        self.desk = Desk()
        self.desk.state = before(name, plugin=plugin)
        self.began = recording(name).base_ms
        self.done: list[tuple[int, Effect]] = []
        """What was sent and told, and when: milliseconds since the beginning."""
        for event in told(name):
            self._hear(event)
            if isinstance(event, ev.StreamOpened | ev.DirectoryHeard):
                self._look(event.at_ms, name, plugin)

    def _hear(self, event: Event) -> None:
        desk, stopped = self.desk, set[str]()
        desk.now = event.at_ms
        seen = len(desk.sent)
        desk.tell(event)
        while desk.open:
            self._reply(desk.open[0], stopped)
        self.done += [(event.at_ms - self.began, effect) for effect in desk.sent[seen:]]

    def _look(self, at_ms: int, name: str, plugin: bool) -> None:
        """Answer what is asked about the plugin when an instance or a connection begins."""
        look = Look(seen=("config",) if plugin else ())
        for path in looked_at(name, plugin):
            self._hear(
                ev.PluginLooked(server=LAB, at_ms=at_ms, asked_ms=at_ms, directory=path, look=look)
            )

    def _reply(self, request: Effect, stopped: set[str]) -> None:
        desk = self.desk
        if isinstance(request, SendAbort):
            stopped.add(request.session)
            desk.history.stop(request.session, desk.now)
            desk.aborted(silent=False)
        elif isinstance(request, ReadStatus) and request.session in stopped:
            desk.status_read("idle")
        elif isinstance(request, SendPrompt):
            desk.prompted(runs=False)
        else:
            desk.serve_one()
