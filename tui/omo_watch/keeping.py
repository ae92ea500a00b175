"""Where this program keeps its journal."""

from __future__ import annotations

from omo_watch.places import journal_file, may_have_journal
from omo_watch_core.edge.keeper import Keeper, Unkept
from omo_watch_core.state import Mode


def keeper_of(mode: Mode, *, demo: bool = False) -> Keeper:
    """Give what keeps the journal; nothing is kept of a demo, and nothing where nothing is done.

    Who only looks still reads what others keep.
    """
    file = journal_file()
    # The database's driver is not loaded where there is nothing to read or write.
    if demo or (mode == "watch" and not may_have_journal()):
        return Unkept()
    from omo_watch_core.edge.store import Store

    return Store(file)
