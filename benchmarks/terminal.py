"""A program in a terminal of its own, which answers what programs ask terminals."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import struct
import termios
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from benchmarks.process import Family

COLUMNS, LINES = 140, 40
REPLIES = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[c": b"\x1b[?62;c",
    b"\x1b]10;?": b"\x1b]10;rgb:ffff/ffff/ffff\x07",
    b"\x1b]11;?": b"\x1b]11;rgb:0000/0000/0000\x07",
    b"\x1b]4;0;?": b"\x1b]4;0;rgb:0000/0000/0000\x07",
    b"\x1b[>0q": b"\x1bP>|XTerm(390)\x1b\\",
    b"\x1b[14t": b"\x1b[4;800;1400t",
}
KEPT = 200_000
"""So much of the newest output can be searched."""
Seen = Callable[[bytes, float], None]


class Terminal:
    """Run a program, read what it paints in a thread, and know when something was painted."""

    def __init__(self, pid: int, master: int, seen: Seen | None) -> None:
        """Take over the terminal's end of a program; `seen` gets each output and its time."""
        self.family = Family(pid)
        self.begin = time.monotonic()
        self.first_s: float | None = None
        """Seconds until the first byte."""
        self.written = 0
        """Bytes that were painted."""
        self._pid = pid
        self._master = master
        self._seen = seen
        self._tail = b""
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def until(self, text: bytes, within_s: float) -> float | None:
        """Wait until some text was painted; give the seconds since the start, or None."""
        end = time.monotonic() + within_s
        with self._news:
            while text not in self._tail:
                if not self._news.wait(end - time.monotonic()):
                    return None
            return time.monotonic() - self.begin

    def close(self) -> None:
        """End the program."""
        self.family.kill()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._pid, 0)
        self._reader.join(5)
        os.close(self._master)

    def _read(self) -> None:
        while True:
            with contextlib.suppress(OSError):
                if not select.select([self._master], [], [], 1)[0]:
                    continue
                if output := os.read(self._master, 1 << 16):
                    self._take(output, time.monotonic())
                    continue
            return

    def _take(self, output: bytes, now: float) -> None:
        for question, reply in REPLIES.items():
            if question in output:
                os.write(self._master, reply)
        if self._seen is not None:
            self._seen(output, now)
        with self._news:
            self.first_s = self.first_s or now - self.begin
            self.written += len(output)
            self._tail = (self._tail + output)[-KEPT:]
            self._news.notify_all()


@contextlib.contextmanager
def running(
    words: Sequence[str], env: Mapping[str, str] | None = None, seen: Seen | None = None
) -> Iterator[Terminal]:
    """Run a program in a terminal of 140 columns and 40 lines for a while."""
    pid, master = pty.fork()
    if pid == 0:
        os.execvpe(words[0], list(words), _environment(env or {}))
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    terminal = Terminal(pid, master, seen)
    try:
        yield terminal
    finally:
        terminal.close()


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "LINES")}
    return {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor", **more}
