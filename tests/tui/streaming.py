"""A session that is read closely while it and twenty others stream."""

from __future__ import annotations

from msgspec.structs import replace
from tests.tui.make import SECOND, part, said
from tests.tui.opened import Opened
from tests.tui.story import BILLING, story

from omo_watch.screens.session import SessionScreen
from omo_watch_core.changes import Changes
from omo_watch_core.events import Event, MessageSeen, PartSeen, SessionOpened, TextGrew
from omo_watch_core.growing import Text
from omo_watch_core.model import Message, Part
from omo_watch_core.reduce import reduce
from omo_watch_core.state import Entry, State, Transcript, with_server

KEY = ("laptop", BILLING)
TOLD = Changes(transcripts=frozenset({KEY}))
IN = ("j", "enter")
SIZES = [(80, 24), (140, 40)]


def spoken(*entries: Entry, **more: object) -> State:
    """Give the story with another transcript of Refactor billing."""
    made = story()
    laptop = made.servers["laptop"]
    words = Transcript(entries={one.message.id: one for one in entries}, complete=True)
    return with_server(made, replace(laptop, transcripts={BILLING: replace(words, **more)}))


def answer(text: str, name: str = "msg_1", *, done: bool = False) -> Entry:
    """Make an answer with one text that grows, or is whole."""
    made = part(f"prt_{name}", name, "text", text)
    return said(name, "assistant", SECOND, [replace(made, ended_ms=1 if done else None)])


def numbered(first: int, last: int) -> str:
    """Write one line for each number."""
    return "\n".join(f"line {n}." for n in range(first, last))


def front(screen: Opened) -> SessionScreen:
    """Give the screen of the session."""
    found = screen.app.screen
    assert isinstance(found, SessionScreen)
    return found


def read(screen: Opened) -> list[str]:
    """Give what stands in the pane in front."""
    log = front(screen).front
    return [log.render_line(y).text.rstrip() for y in range(log.size.height)]


class Streaming:
    """Let Refactor billing and twenty other sessions stream into an open screen."""

    def __init__(self, screen: Opened, state: State) -> None:
        self.screen = screen
        self.state = state
        self.grown = 0

    async def tell(self, *told: Event) -> None:
        """Fold events as the loop does, and show what they changed."""
        self.state, changes = reduce(self.state, list(told))
        await self.screen.tell(self.state, changes)

    async def grow(self, session: str = BILLING, lines: int = 1) -> None:
        """Let the newest answer grow by lines."""
        for _ in range(lines):
            self.grown += 1
            await self.tell(self._delta(session))

    async def grow_beside(self) -> None:
        """Let twenty other sessions grow at once."""
        others = [f"ses_other{n}" for n in range(20)]
        await self.tell(*(self._delta(name) for name in others))

    async def answer(self, name: str, text: str) -> None:
        """Let a whole new answer come."""
        at = self.state.now_ms + self.grown
        message = Message(id=name, session=BILLING, role="assistant", created_ms=at)
        told = Part(
            id=f"prt_{name}", message=name, session=BILLING, kind="text", text=Text.of(text)
        )
        await self.tell(
            MessageSeen(server="laptop", at_ms=at, message=message),
            PartSeen(server="laptop", at_ms=at, part=told),
        )

    def _delta(self, session: str) -> TextGrew:
        return TextGrew(
            server="laptop", at_ms=self.state.now_ms + self.grown, session=session,
            message="msg_09", part="prt_msg_09", delta=f"\nnew {self.grown}.",
        )  # fmt: skip


async def streaming(screen: Opened) -> Streaming:
    """Open Refactor billing, whose newest answer grows from now on."""
    state = screen.desk.state
    opened_it = SessionOpened(server="laptop", at_ms=state.now_ms, session=BILLING)
    made = Streaming(screen, state)
    await made.tell(opened_it)
    await made.answer("msg_09", numbered(0, 120))
    return made
