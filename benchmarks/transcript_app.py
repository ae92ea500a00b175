"""An app with one transcript, and deltas that are folded into it, drawn and painted."""

from __future__ import annotations

from textual.app import ComposeResult

from benchmarks.bench_app import BenchApp
from benchmarks.ingest import SERVER, fresh_state
from omo_watch.widgets.transcript import TranscriptLog
from omo_watch_core.events import Event, MessageSeen, PartSeen, SessionOpened, TextGrew
from omo_watch_core.given import Output
from omo_watch_core.growing import Text
from omo_watch_core.model import Message, Part, Tool
from omo_watch_core.reduce import reduce
from omo_watch_core.select.row import RowKey, row
from omo_watch_core.state import State

MESSAGES = 50
WORDS = "A sentence of an answer that is as long as most of them are."
AT_MS = 1_795_183_402_000
TEXT, PARA = "zzz_text", 12
"""The part that grows is the last of the last message; a new line begins every so often."""


class Bench(BenchApp):
    """Show a transcript alone."""

    CSS = "#log { height: 1fr; }"

    def compose(self) -> ComposeResult:
        """Show it."""
        yield TranscriptLog()


class Reader:
    """Read transcripts of several sizes in one app, in turns."""

    def __init__(self, app: Bench, sizes: tuple[int, ...]) -> None:
        """Fold all of them before anything is measured."""
        self._log = app.query_one(TranscriptLog)
        self._states = {size: _state_of(size) for size in sizes}
        self._size = sizes[0]
        self._count = 0

    def turn(self, size: int, kind: str) -> None:
        """Show another transcript, followed, scrolled back, or searched."""
        self._size = size
        self._log.look_for("")
        self._log.at_end = True
        self._show()
        if kind == "back":
            self._log.page(-3)
        elif kind == "search":
            self._log.look_for("sentence")
            self._log.edge(1)

    def grow(self) -> None:
        """Fold a delta in and show it."""
        self._count += 1
        delta = " word" if self._count % PARA else "\nA new line"
        told = TextGrew(
            server=SERVER, at_ms=AT_MS + self._count, session=_session(self._states[self._size]),
            message=_message(MESSAGES - 1), part=TEXT, delta=delta,
        )  # fmt: skip
        self._states[self._size], _ = reduce(self._states[self._size], [told])
        self._show()

    def idle(self) -> None:
        """Do nothing."""

    def _show(self) -> None:
        state = self._states[self._size]
        seen = row(state, RowKey(server=SERVER, session=_session(state)))
        if seen is not None:
            self._log.show(state, seen, roomy=True)


def _session(state: State) -> str:
    return next(iter(state.servers[SERVER].sessions))


def _message(number: int) -> str:
    return f"msg_{number:03}"


def _state_of(parts: int) -> State:
    state = fresh_state(1)
    session = _session(state)
    told: list[Event] = [SessionOpened(server=SERVER, at_ms=AT_MS, session=session)]
    for number in range(MESSAGES):
        message = Message(
            id=_message(number), session=session, role="assistant", created_ms=AT_MS,
            completed_ms=None if number == MESSAGES - 1 else AT_MS,
        )  # fmt: skip
        told.append(MessageSeen(server=SERVER, at_ms=AT_MS, message=message))
        pieces = [_part(message, place) for place in range(parts // MESSAGES - 1)]
        growing = Part(
            id=TEXT, message=message.id, session=session, kind="text", text=Text.of(WORDS)
        )
        told += [PartSeen(server=SERVER, at_ms=AT_MS, part=one) for one in (*pieces, growing)]
    return reduce(state, told)[0]


def _part(message: Message, place: int) -> Part:
    """Make a text, or a tool every other time."""
    tool = Tool(
        name="bash", call=f"c{place}", status="completed", title="pytest -q",
        started_ms=AT_MS, ended_ms=AT_MS + 900, output=Output(printed=WORDS),
    ) if place % 2 else None  # fmt: skip
    return Part(
        id=f"prt_{place:03}", message=message.id, session=message.session,
        kind="tool" if tool else "text", text=Text.of("" if tool else WORDS), tool=tool,
        started_ms=AT_MS, ended_ms=AT_MS,
    )  # fmt: skip
