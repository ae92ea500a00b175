"""What was typed behind the colon, kept over a restart in a file that is nobody else's."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

MOST = 200
LONGEST = 500
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


class History:
    """Hold the lines, oldest first; without a file they last as long as the program."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self.lines: list[str] = _read(file) if file else []

    def add(self, line: str) -> None:
        """Take a line in, also one that was refused; the same again moves to the end."""
        line = line.strip()[:LONGEST]
        if not line or not line.isprintable():
            return
        self.lines = [*(each for each in self.lines if each != line), line][-MOST:]
        if self._file is not None:
            _write(self._file, self.lines)


def _read(file: Path) -> list[str]:
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    return [line[:LONGEST] for line in lines if line.isprintable() and line.strip()][-MOST:]


def _write(file: Path, lines: list[str]) -> None:
    """Write all of it beside, and put it in place; a folder that takes nothing is no fault."""
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(beside, _NEW, 0o600), "w", encoding="utf-8") as out:
            out.write("".join(f"{line}\n" for line in lines))
        beside.replace(file)
    except OSError:
        with suppress(OSError):
            beside.unlink()
