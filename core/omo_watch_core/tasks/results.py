"""What a parent reads of its tasks: the notice that programs know, with the results in it.

The plugin's own notices name a tool that fetches a result; no tool knows tasks of ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

TOOL = "background_output("
END = "\n</system-reminder>"
CLOSING = re.compile(r"<\s*/\s*system-reminder\s*>", re.IGNORECASE)
MOST = 12_000
"""How many letters of one result are handed over; all of it stands in the task's session."""


def without_tool(notice: str) -> str:
    """Leave out the lines that name the plugin's tool."""
    kept = [line for line in notice.split("\n") if TOOL not in line]
    return "\n".join(kept)


def with_results(notice: str, results: Mapping[str, str]) -> str:
    """Put results into a notice, by the id of the task, before its end."""
    if not results:
        return notice
    told = "\n\n".join(f"**Result of `{task}`:**\n\n{_cut(text)}" for task, text in results.items())
    head, end, rest = notice.rpartition(END)
    return f"{head.rstrip()}\n\n{told}{end}{rest}" if end else f"{notice}\n\n{told}"


def neutral(text: str) -> str:
    """Take the tag out of a text that would end the notice around it."""
    return CLOSING.sub("[/system-reminder]", text)


def _cut(text: str) -> str:
    text = neutral(text)
    return text if len(text) <= MOST else f"{text[:MOST]}\n[cut: {len(text) - MOST} letters more]"
