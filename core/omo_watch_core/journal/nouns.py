"""What the journal holds; all times in local epoch milliseconds."""

from __future__ import annotations

from typing import Literal

import msgspec

from omo_watch_core.journal.kept import Closed, Hold
from omo_watch_core.model import ModelRef
from omo_watch_core.tasks.own import LaneSetting, OwnTask
from omo_watch_core.value import Value

Scope = Literal["session", "agent", "category", "provider"]
Until = Literal["cleared", "time", "recovered", "turns"]
ParkedStage = Literal["parking", "parked", "resuming", "resumed", "dropped"]


class Deed(Value):
    """Hold what was done: one action, as it can be read back later; never a text of a person."""

    id: str
    kind: str
    place: str
    """The server, as `place_of` names it."""
    session: str
    title: str
    owner: str
    """Who did it, as marks name it."""
    stage: str
    started_ms: int
    changed_ms: int
    source: ModelRef | None = None
    target: ModelRef | None = None
    message: str = ""
    """The id of the prompt that was sent."""
    automatic: bool = False
    evidence: str = ""
    hint: str = ""
    ended_ms: int | None = None
    lease: str = ""
    """The lease that it made."""
    undoes: str = ""
    """The deed that it takes back."""
    asked: str = ""
    """The request that it answered; earlier versions wrote none."""


class Step(Value):
    """Hold one moment of a deed."""

    action: str
    at_ms: int
    stage: str
    what: str
    """A request as verb and path, or what was seen."""


class Lease(Value):
    """Hold a model for sessions until something ends it."""

    id: str
    place: str
    scope: Scope
    name: str
    """The session, agent, category or provider that is held."""
    target: ModelRef
    owner: str
    since_ms: int
    changed_ms: int
    source: ModelRef | None = None
    """The model before."""
    until: Until = "cleared"
    until_ms: int | None = None
    """Of `time`: when it ends; of `recovered`: when the model before is free again, if known."""
    turns: int | None = None
    """How many prompts of a person it holds for."""
    used: tuple[str, ...] = ()
    """The prompts of a person that it held for."""
    strict: bool = False
    """No chain below it: where its model fails nothing else is tried."""
    automatic: bool = False
    """No person asked for it: it came with a fallback."""
    after: str = ""
    """A message id: what was asked before it does not count."""
    ended_ms: int | None = None
    ended: str = ""
    """Why it ended."""


class Parked(Value):
    """Hold a session that waits, stopped, for a limit to pass."""

    place: str
    session: str
    title: str
    model: ModelRef
    due_ms: int
    """When it is to go on."""
    owner: str
    """Who parked it."""
    since_ms: int
    changed_ms: int
    stage: ParkedStage = "parking"
    resumer: str = ""
    """The program that lets it go on."""
    why: str = ""
    """How it ended."""
    newest: str = ""
    """The newest message when it was parked; the id of the prompt is derived from it."""
    parent: str = ""
    """The session whose own turn waited for this one."""
    taken_ms: int = 0
    """When a program took it to let it go on; 0 before."""


Entry = Deed | Step | Lease | Parked | OwnTask | LaneSetting | Closed | Hold


class Journal(Value):
    """Hold what is known of the journal while the program runs."""

    fault: str = ""
    """Why nothing can be kept at this moment; one sentence."""
    read: bool = False
    """It was read once since the program began."""
    deeds: dict[str, Deed] = msgspec.field(default_factory=dict[str, Deed])
    """What was done earlier or by others, oldest first; own running actions are in the state."""
    steps: dict[str, tuple[Step, ...]] = msgspec.field(default_factory=dict[str, tuple[Step, ...]])
    """Of the deeds that a person looked at of late, oldest first."""
    leases: dict[str, Lease] = msgspec.field(default_factory=dict[str, Lease])
    """Those that hold, and those that ended since the program began."""
    parked: dict[tuple[str, str], Parked] = msgspec.field(
        default_factory=dict[tuple[str, str], Parked]
    )
    """By place and session."""
    tasks: dict[str, OwnTask] = msgspec.field(default_factory=dict[str, OwnTask])
    """Background tasks of our own lanes, and those that ended of late, by id."""
    lanes: dict[tuple[str, str], LaneSetting] = msgspec.field(
        default_factory=dict[tuple[str, str], LaneSetting]
    )
    """By place and lane."""
    closed: dict[str, Closed] = msgspec.field(default_factory=dict[str, Closed])
    """News of the Inbox that a person put away, by id."""
    holds: dict[str, Hold] = msgspec.field(default_factory=dict[str, Hold])
    """Models that are held, and those that were, by `provider/model`."""


class GivenUp(Value):
    """Hold who gave a wait of a session up, and when."""

    by: str
    at_ms: int
