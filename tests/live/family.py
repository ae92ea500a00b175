"""The processes below one of ours, found through /proc where the system has it."""

import contextlib
import os
import signal
import time
from pathlib import Path
from typing import NamedTuple


class Kin(NamedTuple):
    """A process: its number and its start time, which tells a reused number from it."""

    pid: int
    born: str


def descendants(pid: int) -> set[Kin]:
    """Find the processes below `pid`, also those in process groups of their own."""
    parents = _parents()
    found: set[Kin] = set()
    wave = {pid}
    while wave:
        below = {kin for kin, parent in parents.items() if parent in wave} - found
        found |= below
        wave = {kin.pid for kin in below}
    return found


def end(family: set[Kin]) -> None:
    """Kill what is still alive of a family and return when it is gone."""
    while alive := family & _parents().keys():
        for kin in alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(kin.pid, signal.SIGKILL)
        time.sleep(0.01)


def _parents() -> dict[Kin, int]:
    """Map the living processes to their parents; the dead that nobody has reaped are left out."""
    table: dict[Kin, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            # the name before the last bracket may hold anything; the state follows it
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if fields[0] != "Z":
                table[Kin(int(entry.name), fields[19])] = int(fields[1])
    return table
