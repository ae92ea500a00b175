"""Who plays: one session each, with its past and how it stands when the curtain rises."""

from __future__ import annotations

from typing import Literal

import msgspec

from omo_watch_core.edge.demo.nouns import Fault, FileDiff, Json, Query, Status, Todo
from omo_watch_core.value import Value

Stand = Literal["answered", "open", "empty", "stopped", "failed"]
"""How the last answer stands; `empty` has ended without a word, `stopped` while it waited."""


class You(Value):
    """A person says something."""

    text: str


class Says(Value):
    """The agent says something."""

    text: str


class Does(Value):
    """The agent calls a tool."""

    tool: str
    title: str
    """What a person would call it: the command, the file, the question."""
    output: str = ""
    given: Json = msgspec.field(default_factory=dict[str, object])
    took_ms: int = 200
    running_ms: int | None = None
    """Runs for so long by now; None for a call that has ended."""
    child: str = ""
    """The role that a `task` call started."""
    diff: str = ""
    """What an edit did."""


class Sends(Value, kw_only=True):
    """The agent sends somebody on an errand in the background."""

    title: str
    prompt: str
    agent: str
    model: str
    """`provider/model`."""
    ago_ms: int
    """So long before the curtain rises."""
    took_ms: int = 900
    """How long the call took: it waits for a slot, and gives up after a minute."""
    task: str = ""
    """The plugin's id of it; "" where the server itself runs it."""
    child: str = ""
    """The role that does it; "" while it waits for a slot."""
    category: str = ""


class Told(Value):
    """Whoever runs the tasks tells what became of them; `{name}` stands for a role's session."""

    text: str
    synthetic: bool = False


class Cut(Value):
    """The agent says something, and its provider breaks off without a finish."""

    text: str


class Waits(Value):
    """A model is asked and has not said anything."""


Line = You | Says | Does | Sends | Told | Cut | Waits


class Role(Value, kw_only=True):
    """Hold one session of the story; times count back from the rise of the curtain."""

    name: str
    title: str
    directory: str
    agent: str
    model: str
    """`provider/model`."""
    variant: str = ""
    parent: str = ""
    """The role above it."""
    born_ms: int
    """Its first prompt was so long ago."""
    spoke_ms: int
    """Its last sign of life was so long ago."""
    stands: Stand = "answered"
    sent: bool = False
    """The plugin sent it on its errand: its first prompt and its rules say so."""
    status: Status | None = None
    """What it does; None is idle. Its next try counts from the rise of the curtain."""
    fault: Fault | None = None
    """How it failed."""
    past: tuple[Line, ...] = ()
    context: int = 12_000
    cost: float = 0.0
    parked_ms: int = 0
    """Parked by an operator for so long from now on; 0 is not parked."""
    todos: tuple[Todo, ...] = ()
    changes: tuple[FileDiff, ...] = ()
    """What it changed in its files."""
    permission: str = ""
    """The command that waits for a person's leave."""
    query: Query | None = None
    """The question that waits for an answer."""
    line: str = ""
    """How it goes on."""
    line_at_ms: int = 0
    """When that begins, from the rise of the curtain."""
