"""A server by script and a program on it: what the program wants done is done, and told."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.actions.action import Action
from omo_watch_core.commands import CancelTask, Command, MoveUp, NewTask, SetLane
from omo_watch_core.decide import decide
from omo_watch_core.effects import Effect
from omo_watch_core.fallback.chains import AgentEntry, Chains
from omo_watch_core.journal.nouns import Journal
from omo_watch_core.link import Link
from omo_watch_core.model import Failure, ModelRef, SessionInfo
from omo_watch_core.state import Server, Session, State
from omo_watch_core.tasks.lanes import Limits
from omo_watch_core.tasks.own import OwnTask
from omo_watch_core.tasks.run.queue import lanes_of
from tests.core.actions.stage import GPT, HOME, KIMI, LAB, MODELS, OPUS, START
from tests.core.running.behind import Behind

PARENT = "ses_parent"
PLACE = "http://127.0.0.1:4096"
CHAIN = Chains(agents={"explore": AgentEntry(chain=("fake/ok-gpt", "fake/ok-kimi"))})
LIMIT = "Rate limit reached"


def blank(owner: str = "ann@desk", **fields: Any) -> State:
    """Give a state with one live server, listed, with one session that rests."""
    info = SessionInfo(id=PARENT, title="Refactor billing", directory=HOME, agent="build")
    server = Server(
        name=LAB,
        url=PLACE,
        link=Link(phase="live", opened_ms=START - 60_000, heard_ms=START),
        models={known.ref.name: known for known in MODELS},
        sessions={PARENT: Session(info=info, since_ms=START - 60_000, status_ms=START)},
        listed_ms=START,
    )
    base: dict[str, Any] = {
        "owner": owner, "runs_tasks": True, "chains": CHAIN, "limits": Limits(default=2.0),
        "journal": Journal(read=True),
    }  # fmt: skip
    return State(now_ms=START, servers={LAB: server}, **{**base, **fields})


class World(Behind):
    """Tell a story of tasks; children do what the story says, requests are answered at once."""

    def __init__(self, state: State | None = None) -> None:
        super().__init__(state or blank())
        self._count = 0

    # --- what a person wants

    def order(self, command: Command) -> Action:
        """Ask for something; everything that follows at once happens."""
        self.state = replace(self.state, now_ms=self.now)
        self.state, effects = decide(self.state, command)
        self.do(effects)
        return self.state.actions[f"act_{command.nonce}"]

    def new(self, text: str = "Look around", model: ModelRef | None = OPUS, **fields: Any) -> str:
        """Launch a task, and give its id."""
        command = NewTask(
            nonce=self.nonce(), server=LAB, session=fields.pop("parent", PARENT),
            agent=fields.pop("agent", "explore"), prompt=text, target=model, **fields,
        )  # fmt: skip
        self.order(command)
        return next(reversed(self.state.journal.tasks))

    def cancel(self, task: str) -> Action:
        """Stop a task."""
        return self.order(CancelTask(nonce=self.nonce(), server=LAB, session="", task=task))

    def first(self, task: str) -> Action:
        """Let a task start next."""
        return self.order(MoveUp(nonce=self.nonce(), server=LAB, session="", task=task))

    def lane(self, key: str = OPUS.name, **fields: Any) -> Action:
        """Change a lane."""
        command = SetLane(nonce=self.nonce(), server=LAB, session="", lane=key, **fields)
        return self.order(command)

    def nonce(self) -> str:
        """Make letters that nothing else has."""
        self._count += 1
        return f"{self._count:0>14}"

    # --- what is known

    def own(self, task: str) -> OwnTask:
        """Give a task."""
        return self.state.journal.tasks[task]

    def status(self, task: str) -> str:
        """Give the status of a task."""
        return self.own(task).task.status

    def child(self, task: str) -> str:
        """Give the session of a task."""
        session = self.own(task).task.session
        assert session is not None
        return session

    def held(self, key: str = OPUS.name) -> int:
        """Count the slots in use of a lane."""
        lane = lanes_of(self.state, self.state.journal.tasks.values(), PLACE).get(key)
        return lane.held if lane else 0

    def all_sent(self, kind: type[Effect]) -> list[Any]:
        """Give all requests of a kind."""
        return [effect for effect in self.sent if isinstance(effect, kind)]

    # --- what happens

    def tick(self, seconds: int = 1) -> None:
        """Let time pass."""
        for _ in range(seconds):
            self.now += 1_000
            self.tell(ev.BytesHeard(server=LAB, at_ms=self.now))
            self.tell(ev.Ticked(server="", at_ms=self.now))

    def answers(self, session: str, text: str = "Well", model: ModelRef = OPUS) -> None:
        """Let a session finish its turn with an answer."""
        self.say_answer(session, model, finish="stop", completed_ms=self.now, text=text)
        self.says(session, "idle")

    def waits(self, session: str, message: str = LIMIT) -> None:
        """Let a session wait for a limit."""
        self.say_answer(session, self.model_of(session))
        self.says(session, "retry", attempt=1, next_ms=self.now + 476_000, message=message)

    def fails(self, session: str, message: str = "Invalid value", status: int = 400) -> None:
        """Let a session end with an error."""
        failure = Failure(name="APIError", message=message, status=status)
        self.say_answer(session, self.model_of(session), failure=failure, completed_ms=self.now)
        self.tell(ev.SessionErred(server=LAB, at_ms=self.now, session=session, failure=failure))
        self.says(session, "idle")

    def deleted(self, session: str) -> None:
        """Let a session go."""
        self.tell(ev.SessionDeleted(server=LAB, at_ms=self.now, session=session))

    def restart(self, *, forget: bool = True) -> World:
        """Give a new program on the same server, with what the journal kept."""
        sessions = self.state.servers[LAB].sessions
        kept = self.state.journal.tasks.values()
        state = blank(owner="ben@desk")
        server = replace(state.servers[LAB], sessions=dict(sessions))
        after = World(replace(state, now_ms=self.now, servers={LAB: server}))
        after.made, after.prompts, after._count = self.made, self.prompts, self._count + 100
        rows = tuple(msgspec.json.decode(msgspec.json.encode(own), type=OwnTask) for own in kept)
        lanes = tuple(self.state.journal.lanes.values())
        after.tell(ev.JournalRead(server="", at_ms=self.now, tasks=rows, lanes=lanes))
        return after


__all__ = ["CHAIN", "GPT", "KIMI", "LIMIT", "OPUS", "PARENT", "PLACE", "World", "blank"]
