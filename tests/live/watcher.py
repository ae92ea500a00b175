"""A loop over real servers as tests use it: look at rows, wait for words, ask for actions."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from omo_watch.cli.watching import Watching, all_settled, blank_state, nonce, watching
from omo_watch_core.actions.action import Action, AnswerAction, CancelAction, OverrideAction
from omo_watch_core.commands import Answer, Cancel, Command, Override, Reply, Strength
from omo_watch_core.edge.address import Address
from omo_watch_core.model import ModelRef
from omo_watch_core.select.row import Row, RowKey, row
from omo_watch_core.state import Server, State
from tests.live.lab import Lab
from tests.live.target import Target

NAME = "lab"
SECONDS = 40.0


class Watcher:
    """A running loop and the one server that a test mostly asks about."""

    def __init__(self, view: Watching) -> None:
        self.view = view

    @property
    def state(self) -> State:
        return self.view.state

    @property
    def server(self) -> Server:
        return self.state.servers[NAME]

    async def until(self, holds: Callable[[State], object], seconds: float = SECONDS) -> State:
        """Wait for a state; TimeoutError tells the connection and every session's word."""
        if not await self.view.until(lambda state: bool(holds(state)), seconds):
            raise TimeoutError(f"{self.server.link}\n{self.words()}\n{self.state.actions}")
        return self.state

    async def knows_all(self) -> State:
        """Wait until the first look at every server is complete, models included."""
        return await self.until(
            lambda state: all_settled(state) and all(s.models for s in state.servers.values())
        )

    def row(self, session: str) -> Row:
        """Give what the screen says of a session."""
        line = row(self.state, RowKey(server=NAME, session=session))
        assert line is not None, f"no session {session}"
        return line

    def words(self) -> Mapping[str, str]:
        """Give every session's state in the screen's words."""
        return {name: self.row(name).state for name in self.server.sessions}

    async def becomes(self, session: str, *words: str, seconds: float = SECONDS) -> Row:
        """Wait until a session is shown as one of these words."""
        await self.until(lambda _: self.words().get(session) in words, seconds)
        return self.row(session)

    async def move(
        self, session: str, model: str, variant: str | None = None, send: str | None = None
    ) -> OverrideAction:
        """Move a session to a model of the scripted provider and wait for the result."""
        target = ModelRef(provider="fake", model=model, variant=variant)
        done = await self._act(
            Override(nonce=nonce(), server=NAME, session=session, target=target, send=send)
        )
        assert isinstance(done, OverrideAction)
        return done

    async def stop(
        self, session: str, strength: Strength = "abort", confirmed: bool = False
    ) -> CancelAction:
        """Stop a session and wait for the result."""
        done = await self._act(
            Cancel(
                nonce=nonce(),
                server=NAME,
                session=session,
                strength=strength,
                confirmed=confirmed,
            )
        )
        assert isinstance(done, CancelAction)
        return done

    async def answer(
        self,
        ask: str,
        reply: Reply,
        *answers: Sequence[str],
        text: str | None = None,
    ) -> AnswerAction:
        """Answer a request, dead or alive, and wait for the result."""
        known = {**self.server.dead, **self.server.asks}[ask]
        said = tuple(tuple(labels) for labels in answers)
        done = await self._act(
            Answer(
                nonce=nonce(), server=NAME, session=known.session, ask=ask,
                reply=reply, answers=said, text=text,
            )
        )  # fmt: skip
        assert isinstance(done, AnswerAction)
        return done

    async def _act(self, command: Command) -> Action:
        name = self.view.loop.submit(command)
        await self.until(lambda state: state.actions[name].result is not None, 70)
        return self.state.actions[name]


@asynccontextmanager
async def watch(target: Target, *others: Target) -> AsyncIterator[Watcher]:
    """Watch a server, and others beside it; afterwards nothing of the loop is left or failed."""
    addresses = [
        Address.of(name, each.url, each.password) for name, each in _named((target, *others))
    ]
    async with watching(addresses, blank_state(addresses)) as view:
        yield Watcher(view)
    assert view.loop.faults == []


@asynccontextmanager
async def quiet_lab(target: Target, directory: int = 0) -> AsyncIterator[Lab]:
    """Drive one directory of a server; nothing runs or waits for an answer there afterwards."""
    async with Lab(target, directory) as lab:
        try:
            yield lab
        finally:
            await lab.quiet()


def _named(targets: Sequence[Target]) -> list[tuple[str, Target]]:
    return [(f"{NAME}{number or ''}", target) for number, target in enumerate(targets)]
