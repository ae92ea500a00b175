"""What came of a tool call, in a few words: lines that it changed, or the last that it printed."""

from __future__ import annotations

from omo_watch.lines.text import one_line
from omo_watch_core.model import Tool

SHELLS = frozenset({"bash", "shell", "interactive_bash"})
FRAME = "=-*# \t"
"""Signs that programs put around their last line."""
MOST = 30
LOOKED_AT = 2_000


def gist(tool: Tool) -> str:
    """Give `+38 -12`, `14 passed in 3.1s`, or nothing."""
    given = tool.output
    if given.added or given.removed:
        return f"+{given.added} -{given.removed}"
    if tool.name not in SHELLS:
        return ""
    lines = given.printed[-LOOKED_AT:].rstrip().rsplit("\n", 1)
    last = one_line(lines[-1]).strip(FRAME)
    return last if len(last) <= MOST else ""
