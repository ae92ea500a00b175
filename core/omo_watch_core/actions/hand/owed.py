"""Whether a parent is still to be told what a background child of it answered."""

from __future__ import annotations

from collections.abc import Sequence

from omo_watch_core.family import TASK
from omo_watch_core.model import Message, Part


def is_owed(parent: Sequence[tuple[Message, tuple[Part, ...]]], child: str) -> bool | None:
    """Tell by a parent's newest messages whether it never heard of a task that it began.

    They come oldest first; None where none of them is about the child.

    The server promises a notice when a background task begins and writes it when the child ends
    by itself; behind an abort it writes none (steering-facts 5).
    """
    owed = None
    for _, parts in parent:
        for part in parts:
            if part.tool is not None and part.tool.name == TASK and part.tool.child == child:
                owed = part.tool.background
            elif part.synthetic and str(part.text).startswith(f'<task id="{child}"'):
                owed = False
    return owed
