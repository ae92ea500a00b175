"""The table of tasks at moments of the recordings, as it was read out of them by hand.

Each file in `tables` is one recording; `@` begins a moment in milliseconds, `#` says what had
happened by then. A line is: state, claim, verdict, number of the try | id | description | agent |
model | the end of the session's id; `-` is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent / "tables"
B1 = "omo-b1-background-tasks"
B4 = "omo-b4-parent-delete-cascade"
END = 1_000_000
"""Behind the end of every recording, with all that time brings."""
WITHOUT = (
    "omo-a0-migrated-config-no-fallback", "omo-a1-runtime-fallback",
    "omo-a2-fallback-agent-swap-error", "omo-c1-manual-override", "omo-d1-two-writers",
    "omo-d2-two-writers-pingpong",
)  # fmt: skip
"""Nothing is launched in these."""


def _moments(text: str) -> Iterator[tuple[int, list[str]]]:
    for block in text.split("@ ")[1:]:
        moment, *lines = block.splitlines()
        told = [line for line in lines if line and not line.startswith("#")]
        yield END if moment == "end" else int(moment), sorted(told)


TABLES = {
    file.stem: dict(_moments(file.read_text("utf-8"))) for file in sorted(FOLDER.glob("*.txt"))
}
"""Recording -> moment -> lines, in no order."""
