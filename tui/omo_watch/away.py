"""Lend the terminal to another program, or open a page in a browser that does not get it."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import NamedTuple

from omo_watch_core.clean import clean

TAIL = 4_096
"""Bytes of what the program said last about itself that are kept."""


NOT_SAYABLE = "its id or folder has a letter that no program can be given"


OPEN = "import sys, webbrowser; sys.exit(not webbrowser.open(sys.argv[1]))"


class Ended(NamedTuple):
    """Hold how a program ended."""

    status: int | None
    """None where it did not start."""
    said: str = ""
    """Its last words on the error channel, or why it did not start."""


async def lend(words: Sequence[str], environment: Mapping[str, str]) -> Ended:
    """Run a program on this terminal until it ends; the loop goes on meanwhile."""
    with _deaf_to_interrupts():
        try:
            child = await asyncio.create_subprocess_exec(
                *words, env=dict(environment), stderr=asyncio.subprocess.PIPE
            )
        except FileNotFoundError:
            return Ended(None, "")
        except ValueError:
            return Ended(None, NOT_SAYABLE)
        except OSError as error:
            return Ended(None, error.strerror or str(error))
        said = await _last_words(child.stderr)
        return Ended(await child.wait(), said)


async def open_page(page: str) -> bool:
    """Open a page in a browser, and tell whether one was found.

    A browser of text is no browser here: without this terminal it shows nothing and ends.
    """
    # A process of its own, as what Python's own module starts would have this terminal.
    words = (sys.executable, "-I", "-c", OPEN, page)
    try:
        child = await asyncio.create_subprocess_exec(
            *words, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True
        )
    except (OSError, ValueError):
        return False
    return await child.wait() == 0


@contextmanager
def _deaf_to_interrupts() -> Generator[None]:
    """Leave ctrl+c to the program in front; a handler, unlike ignoring, is not inherited."""
    before = signal.signal(signal.SIGINT, _nothing)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before if before is not None else signal.SIG_DFL)


def _nothing(number: int, frame: FrameType | None) -> None:
    """Do nothing."""


async def _last_words(stream: asyncio.StreamReader | None) -> str:
    kept = b""
    while stream is not None and (more := await stream.read(TAIL)):
        kept = (kept + more)[-TAIL:]
    lines = [line.strip() for line in clean(kept.decode("utf-8", "replace")).splitlines()]
    return next((line for line in reversed(lines) if line), "")
