"""What became of what was written to the journal, and what it says."""

from __future__ import annotations

from omo_watch_core.events.base import Event
from omo_watch_core.journal.kept import Closed, Hold
from omo_watch_core.journal.nouns import Deed, Lease, Parked, Step
from omo_watch_core.tasks.own import LaneSetting, OwnTask


class JournalRead(Event):
    """The journal was read: what is newest in it, and all that holds."""

    deeds: tuple[Deed, ...] = ()
    leases: tuple[Lease, ...] = ()
    parked: tuple[Parked, ...] = ()
    tasks: tuple[OwnTask, ...] = ()
    lanes: tuple[LaneSetting, ...] = ()
    closed: tuple[Closed, ...] = ()
    holds: tuple[Hold, ...] = ()


class DeedLookedAt(Event):
    """A person looks at a deed: its steps are to be read."""

    action: str


class StepsRead(Event):
    """The steps of a deed were read, oldest first."""

    action: str
    steps: tuple[Step, ...]


class JournalFailed(Event):
    """The journal could not be read or written; what it missed is tried again with the next."""

    reason: str


class NeverSent(Event):
    """A request was held back: its action had ended before its intent was written."""

    action: str


class CutOffTold(Event):
    """A person was told of deeds that were cut off."""

    deeds: tuple[str, ...]


class NewsClosed(Event):
    """A person put news of the Inbox away."""

    closed: tuple[Closed, ...]


class ParkedTaken(Event):
    """Whether this program may let a parked session go on, or an action may end that: one only."""

    place: str
    session: str
    taken: bool
    action: str = ""


class LanesKept(Event):
    """Which program runs the background tasks of a server: one only."""

    place: str
    owner: str
    own: bool
    """It is this program."""
