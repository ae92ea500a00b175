"""What the board of models shows, as values; the words and colours are the screen's."""

from __future__ import annotations

from typing import Literal

import msgspec

from omo_watch_core.journal.kept import Hold
from omo_watch_core.limited import Limit
from omo_watch_core.model import ModelInfo
from omo_watch_core.state import SessionKey
from omo_watch_core.value import Value

Standing = Literal["cooling", "due", "held", "not connected", "free"]
Shows = Literal["used", "all", "limited"]
SHOWS: tuple[Shows, ...] = ("used", "all", "limited")
BoardKey = tuple[str, str]
"""(provider, model name); the name is "" on the row of a provider's incident."""


class BoardView(Value):
    """Hold how the board is to be arranged."""

    filter: str = ""
    shows: Shows = "used"
    """What is limited and what sessions use; all that is known; only what is limited."""
    folds: bool = True
    """A provider in a storm is one row."""
    unfolded: frozenset[str] = frozenset()
    """Providers whose incident is shown model by model."""


class ModelRow(Value):
    """Hold one model over all servers; times are local epoch milliseconds."""

    name: str
    """`provider/model`."""
    standing: Standing
    info: ModelInfo | None = None
    """What the first server that offers it says of it."""
    servers: tuple[str, ...] = ()
    """Servers that offer it."""
    missing: tuple[str, ...] = ()
    """Servers that do not offer it although a chain of theirs names it."""
    hits: tuple[Limit, ...] = ()
    """The limits that stand, the newest first."""
    users: tuple[SessionKey, ...] = ()
    """Sessions that it answers now, or whose chain it is in."""
    on_it: tuple[SessionKey, ...] = ()
    """Those of them that are on it now."""
    note: Hold | None = None

    @property
    def key(self) -> BoardKey:
        """Give its place."""
        return (self.provider, self.name)

    @property
    def provider(self) -> str:
        """Give the provider's name."""
        return self.name.partition("/")[0]

    @property
    def is_limited(self) -> bool:
        """Tell whether it rests, or rested until a moment ago."""
        return self.standing in ("cooling", "due")

    @property
    def last(self) -> Limit | None:
        """Give the limit that lasts longest: the board goes by it."""
        return max(self.hits, key=lambda hit: hit.until_ms, default=None)

    @property
    def since_ms(self) -> int | None:
        """Give since when it is so, where that is known."""
        if self.standing == "held" and self.note is not None:
            return self.note.held_ms
        return min((hit.since_ms for hit in self.hits), default=None)


class Incident(Value):
    """Hold a provider of which several models, or many sessions, met limits at once."""

    provider: str
    models: tuple[ModelRow, ...]
    """Those that rest."""
    of: int
    """How many models of the provider are known or used."""
    sessions: tuple[SessionKey, ...]
    """Who met the limits."""
    users: tuple[SessionKey, ...]
    """Whom it concerns."""
    since_ms: int
    first_ms: float
    """When the first of them is back."""
    last_ms: float
    """When all of them are."""

    @property
    def key(self) -> BoardKey:
        """Give its place."""
        return (self.provider, "")


class Group(Value):
    """Hold what is shown of one provider, in order."""

    provider: str
    keys: tuple[BoardKey, ...]


class Board(Value):
    """Hold the order of models and what it leaves out."""

    groups: tuple[Group, ...] = ()
    rows: dict[BoardKey, ModelRow] = msgspec.field(default_factory=dict[BoardKey, ModelRow])
    """All models, also those that are not shown."""
    incidents: dict[BoardKey, Incident] = msgspec.field(default_factory=dict[BoardKey, Incident])
    hidden: int = 0
    """Models that the filter hides."""
    fault: str | None = None
    """What is wrong with the filter, one sentence; then it is not applied."""

    @property
    def keys(self) -> tuple[BoardKey, ...]:
        """Give all rows in order."""
        return tuple(key for group in self.groups for key in group.keys)

    def count(self, standing: Standing) -> int:
        """Count the models that stand so."""
        return sum(row.standing == standing for row in self.rows.values())
