"""What the screen needs of the program around it: the state, a way to ask, and a way to look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from omo_watch_core.changes import Changes
from omo_watch_core.commands import Command
from omo_watch_core.select.inbox_rows import InboxRow
from omo_watch_core.state import SessionKey, State

Show = Callable[[State, Changes], None]


class Look(Protocol):
    """Be one place where a server was looked for, and what was found there."""

    @property
    def place(self) -> str:
        """Name the place: `host:port`, `this machine`, `environment`, a process."""
        ...

    @property
    def what(self) -> str:
        """Say what it is: `the usual port`, `opencode serve`, a variable's name."""
        ...

    @property
    def result(self) -> str:
        """Say what was found: `OpenCode 1.18.33`, `none found`, or why it is not well."""
        ...


class Desk(Protocol):
    """Be the loop behind the screen, or a script in its place."""

    @property
    def state(self) -> State:
        """Give the newest state."""
        ...

    @property
    def looks(self) -> Sequence[Look]:
        """Give where servers were looked for, for the screen without any."""
        ...

    @property
    def has_opencode(self) -> bool:
        """Tell whether `opencode` can be started on this machine."""
        ...

    def attend(self, show: Show) -> None:
        """Call `show` on the loop of the screen after every batch, and each second for the time."""
        ...

    def submit(self, command: Command) -> None:
        """Do what the operator asks for; what becomes of it is told by the state."""
        ...

    def look(self, key: SessionKey | None, *, closely: bool = False) -> None:
        """Turn to the one session that a person looks at, or none; `closely` is full screen."""
        ...

    def look_at_diff(self, key: SessionKey) -> None:
        """Turn to what a session changed in its files: its server is asked."""
        ...

    def add_server(self, url: str) -> None:
        """Watch one more server; raise ValueError with a sentence where this is no address."""
        ...

    def look_again(self) -> None:
        """Look for servers now."""
        ...

    def start_demo(self) -> None:
        """Start the demo server and watch it."""
        ...

    def start_server(self) -> None:
        """Start `opencode serve` as a child and watch it."""
        ...

    def told(self, deeds: Sequence[str]) -> None:
        """Note that a person has read of these deeds, which were cut off."""
        ...

    def close_news(self, rows: Sequence[InboxRow]) -> None:
        """Put news of the Inbox away; they stay away over a restart."""
        ...

    def look_at_deed(self, deed: str) -> None:
        """Turn to a deed of the journal: its steps are read."""
        ...

    def environment(self, server: str) -> dict[str, str]:
        """Give the environment of a program here that is to speak to a server."""
        ...

    def nonce(self) -> str:
        """Give 14 letters or digits that no other command has."""
        ...

    async def run(self) -> None:
        """Read, fold and act until stopped."""
        ...

    async def stop(self) -> None:
        """End all connections and what was started."""
        ...
