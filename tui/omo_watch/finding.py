"""Look for servers on this machine when none was named."""

from __future__ import annotations

import asyncio
import os
import shutil

from omo_watch_core.edge.clock import SystemClock
from omo_watch_core.edge.discover import Discovery, discover


def find_servers() -> Discovery:
    """Look at the usual port and at what this user runs; must not be called from a running loop."""
    return asyncio.run(find())


async def find() -> Discovery:
    """Look at the usual port and at what this user runs."""
    return await discover((), os.environ, SystemClock())


def has_opencode() -> bool:
    """Tell whether `opencode` is installed here."""
    return shutil.which("opencode") is not None
