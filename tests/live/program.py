"""The installed `omo-watch`, run as a script runs it."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

PROGRAM = Path(sys.executable).with_name("omo-watch")
LONGEST = 90.0  # seconds; every command here ends long before, also on a busy machine


class Done(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Read the one document that was printed."""
        (line,) = self.out.splitlines()
        return json.loads(line)


async def omo_watch(*words: str, env: Mapping[str, str] | None = None) -> Done:
    """Run a command to its end; TimeoutError when it does not end."""
    return await ended(await begun(str(PROGRAM), *words, env=env))


async def piped(words: str, reader: str) -> Done:
    """Run a command whose output a shell gives to `reader`; the code is the command's."""
    line = f"{PROGRAM} {words} | {reader}; exit ${{PIPESTATUS[0]}}"
    return await ended(await begun("bash", "-c", line))


async def begun(*words: str, env: Mapping[str, str] | None = None) -> Process:
    """Start a program without a terminal."""
    return await asyncio.create_subprocess_exec(
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **(env or {})},
        preexec_fn=_heed_interrupts,
    )


def _heed_interrupts() -> None:
    """Undo what a shell does to its background jobs, and so to all that they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


async def ended(process: Process) -> Done:
    """Wait for the end of a program; it is killed when it takes too long."""
    try:
        async with asyncio.timeout(LONGEST):
            out, err = await process.communicate()
    except BaseException:
        process.kill()
        await process.communicate()
        raise
    assert process.returncode is not None
    return Done(process.returncode, out.decode(), err.decode())


async def listed(url: str, session: str) -> dict[str, Any]:
    """Give the entry of one session as `ls --json` prints it."""
    document = (await omo_watch("ls", "--json", url)).json
    (entry,) = [entry for entry in document["sessions"] if entry["id"] == session]
    return entry
