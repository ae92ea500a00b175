"""Tell the desktop of this machine through `notify-send`."""

from __future__ import annotations

import asyncio
from html import escape

from omo_watch.notifying.sequences import LONGEST, NAME
from omo_watch_core.clean import clean_line

PROGRAM = "notify-send"
PATIENCE_S = 10.0


def arguments(text: str) -> list[str]:
    """Give what follows the program's name; desktops read markup, so there must be none."""
    said = escape(clean_line(text, LONGEST), quote=False)
    return [f"--app-name={NAME}", "--", NAME, said]


async def notify_send(text: str, program: str = PROGRAM, within_s: float = PATIENCE_S) -> str:
    """Tell it, and give why that did not work; "" where it did."""
    nothing = asyncio.subprocess.DEVNULL
    try:
        child = await asyncio.create_subprocess_exec(
            program, *arguments(text), stdin=nothing, stdout=nothing, stderr=nothing
        )
    except OSError as error:
        return error.strerror or str(error)
    try:
        async with asyncio.timeout(within_s):
            code = await child.wait()
    except TimeoutError:
        return f"it did not end within {within_s:g} s"
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return f"it ended with {code}" if code else ""
