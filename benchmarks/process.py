"""What another program costs: CPU and memory of a process and all below it."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import psutil


class Family:
    """Measure a process with its children, also those that come and go."""

    def __init__(self, pid: int) -> None:
        """Name the eldest."""
        self._eldest = psutil.Process(pid)

    def members(self) -> list[psutil.Process]:
        """Give all that live now."""
        with contextlib.suppress(psutil.NoSuchProcess):
            return [self._eldest, *self._eldest.children(recursive=True)]
        return []

    def cpu_s(self) -> float:
        """Give the CPU seconds that those who live now have used."""
        return sum(_cpu_s(member) for member in self.members())

    def rss_mb(self) -> float:
        """Give the megabytes that they hold."""
        total = 0
        for member in self.members():
            with contextlib.suppress(psutil.NoSuchProcess):
                total += member.memory_info().rss
        return total / 2**20

    def kill(self) -> None:
        """End them all, the youngest first."""
        for member in reversed(self.members()):
            with contextlib.suppress(psutil.NoSuchProcess):
                member.kill()


class Window:
    """Measure a stretch of time."""

    def __init__(self, family: Family) -> None:
        """Begin now."""
        self._family = family
        self._cpu = family.cpu_s()
        self._begin = time.monotonic()

    def cpu_percent(self) -> float:
        """Give the CPU used since the beginning, in percent of one core."""
        return 100 * (self._family.cpu_s() - self._cpu) / (time.monotonic() - self._begin)


def _cpu_s(process: psutil.Process) -> float:
    """Give CPU seconds, from Linux's per-thread nanoseconds where they are to be had."""
    tasks = Path(f"/proc/{process.pid}/task")
    with contextlib.suppress(OSError):
        return sum(int((t / "schedstat").read_text().split()[0]) for t in tasks.iterdir()) / 1e9
    with contextlib.suppress(psutil.NoSuchProcess):
        times = process.cpu_times()
        return times.user + times.system
    return 0.0
