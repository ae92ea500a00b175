"""How the program ends when the system ends it, or when its terminal is gone."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from threading import Timer

LATEST_S = 8.0
"""So long the program has to end in good order: more than a prompt behind an abort may take."""

Leave = Callable[[int], Coroutine[object, object, None]]


def heed_signals(leave: Leave, abandon: Callable[[], object]) -> None:
    """Leave in good order when the system ends the program or the terminal goes away.

    `leave` gets the exit code and runs on the loop. A terminal that takes no letter any more
    blocks whoever draws, for ever: then `abandon` is called, and the program ends all the same.
    """

    def heed(number: int, frame: object) -> None:
        code = 128 + number
        last = Timer(LATEST_S, _end, (code, abandon))
        last.daemon = True
        last.start()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            sys.exit(code)
        asyncio.run_coroutine_threadsafe(leave(code), loop)

    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, heed)


def _end(code: int, abandon: Callable[[], object]) -> None:
    try:
        abandon()
    finally:
        # Nothing else ends a process whose main thread waits for its own terminal.
        os._exit(code)
