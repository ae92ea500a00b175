"""The category of a plugin's task, told by the call that started its session."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.model import Part
from omo_watch_core.reduce.desk import Desk


def started(desk: Desk, part: Part) -> None:
    """Note of which category the session is that a call started, where the call names one."""
    tool = part.tool
    if tool is None or not tool.category or tool.child is None:
        return
    child = desk.session(tool.child)
    if child is not None and child.category != tool.category:
        desk.put(replace(child, category=tool.category))
