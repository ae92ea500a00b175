"""A real terminal of a given size with a shell in it, kept by a tmux of its own."""

import asyncio
import os
import shlex
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from tests.live.program import PROGRAM, begun, ended

PROMPT = "ready> "
SECONDS = 40.0
PLAIN = "#{alternate_on} #{cursor_flag} #{mouse_any_flag}"
"""What a terminal says of itself; `0 1 0` after a program that has tidied up."""


class Terminal:
    """A shell on a pseudo-terminal; keys go in, the picture comes out."""

    def __init__(self, socket: Path, width: int, height: int) -> None:
        self.size = ("-x", str(width), "-y", str(height))
        self._command = ("tmux", "-u", "-S", str(socket), "-f", os.devnull)

    async def ask(self, *words: str) -> str:
        """Give tmux a command and return what it printed."""
        done = await ended(await begun(*self._command, *words, env={"LC_ALL": "C.UTF-8"}))
        assert done.code == 0, done.err
        return done.out

    async def open(self) -> None:
        """Begin with an empty screen and a prompt."""
        await self.ask("new-session", "-d", *self.size, f"exec env PS1='{PROMPT}' sh")
        await self.until(lambda shown: PROMPT.strip() in shown)

    async def run(self, *words: str) -> None:
        """Type a call of omo-watch and let the shell print its exit code after it."""
        await self.type(f"{shlex.join([str(PROGRAM), *words])}; echo code=$?")
        await self.press("Enter")

    async def type(self, text: str) -> None:
        """Type letters as they are."""
        await self.ask("send-keys", "-l", "--", text)

    async def press(self, *keys: str) -> None:
        """Press keys by their names."""
        await self.ask("send-keys", "--", *keys)

    async def picture(self) -> str:
        """Give the text on the screen."""
        return await self.ask("capture-pane", "-p")

    async def state(self) -> str:
        """Say whether the alternate screen, the cursor and the mouse are on."""
        return (await self.ask("display-message", "-p", PLAIN)).strip()

    async def until(self, holds: Callable[[str], bool]) -> str:
        """Wait for a picture and give it; TimeoutError shows the one that stayed."""
        end = time.monotonic() + SECONDS
        while not holds(shown := await self.picture()):
            if time.monotonic() > end:
                raise TimeoutError(f"the screen stays:\n{shown}")
            await asyncio.sleep(0.05)
        return shown

    async def shows(self, *texts: str) -> str:
        """Wait until all of these texts are on the screen."""
        return await self.until(lambda shown: all(text in shown for text in texts))


@asynccontextmanager
async def terminal(width: int, height: int) -> AsyncIterator[Terminal]:
    """Open a terminal, and end it with everything in it."""
    # the path of a socket must be short, so it is not below the folder of the test
    with tempfile.TemporaryDirectory(prefix="tmux-") as folder:
        opened = Terminal(Path(folder) / "socket", width, height)
        try:
            await opened.open()
            yield opened
        finally:
            await opened.ask("kill-server")


def has_tmux() -> bool:
    """Tell whether this machine can open such terminals."""
    return shutil.which("tmux") is not None
