"""Read a recording from a file."""

from __future__ import annotations

from pathlib import Path

from omo_watch_core.replay import Recording, read


def read_tape(path: Path, server: str, at: int | None = None) -> Recording:
    """Read a recording up to a moment, milliseconds from its start."""
    with path.open("rb") as lines:
        return read(lines, server, at)
