"""What a session's work gave: the output of its tools, and its changes to files."""

from __future__ import annotations

from typing import Protocol, TypeVar

from omo_watch_core.value import Value

T_co = TypeVar("T_co", covariant=True)


class Unread(Protocol[T_co]):
    """Be what a server wrote, until somebody looks at the session: most are looked at by nobody."""

    def read(self) -> T_co:
        """Read and clean it, which is slow."""
        ...


class Output(Value):
    """Hold what a tool call gave back, as far as a person reads it; kept in memory only."""

    printed: str = ""
    diff: str = ""
    """Unified; of what an edit did."""
    added: int = 0
    removed: int = 0
    """Lines of the whole diff, also of one that is cut."""
    let_go: bool = False
    """There was some, and room was needed."""

    @property
    def size(self) -> int:
        """Give how many characters it holds."""
        return len(self.printed) + len(self.diff)


NO_OUTPUT = Output()


class FileChange(Value):
    """Hold what a session changed in one file."""

    file: str
    patch: str = ""
    """Unified; empty where the server sent none, or too much."""
    added: int = 0
    removed: int = 0
    status: str = ""
    """added, deleted or modified."""
    cut: bool = False
    """There are more lines of it than `patch` has."""


class Diff(Value):
    """Hold what a session changed in its files, as far as a person goes through it."""

    files: tuple[FileChange, ...] = ()
    more: int = 0
    """How many files changed beside these."""


class Changed(Value):
    """Hold what is known of what a session changed in its files, while somebody looks at it."""

    diff: tuple[FileChange, ...] | None = None
    """None while nobody was told."""
    diff_more: int = 0
    """How many files changed beside these."""
    diff_ms: int = 0
    """Local time of the newest word about it."""
    diff_open: bool = False
    """A person turned to it: while the session is open it is asked for again after each turn."""
    diff_fault: str = ""
    """Why it could not be read when it was last asked for; "" where it could."""
