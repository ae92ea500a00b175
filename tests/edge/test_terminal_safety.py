"""Hostile text on a real pseudo-terminal: what a terminal would obey never reaches it."""

import contextlib
import json
import os
import pty
import re
import select
import subprocess
import sys
import tty
from pathlib import Path

import pytest

from omo_watch_core import clean as room

PATIENCE = 20.0  # seconds without a byte until the child counts as stuck
MARK = b"<<next>>"
CHILD = """
import json, sys
from omo_watch_core.clean import clean
texts = json.loads(sys.stdin.read())
for text in texts:
    text = clean(text) if sys.argv[1] == "clean" else text
    sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass") + b"<<next>>")
"""

HOSTILE = {
    "clipboard, BEL": "\x1b]52;c;ZWNobyBoaQ==\x07",
    "clipboard, ST": "\x1b]52;c;ZWNobyBoaQ==\x1b\\",
    "clipboard, C1": "\x9d52;c;ZWNobyBoaQ==\x9c",
    "clipboard read": "\x1b]52;c;?\x07",
    "window title": "\x1b]0;owned\x07",
    "title report": "\x1b[21t",
    "hyperlink": "\x1b]8;;http://example.invalid\x1b\\click\x1b]8;;\x1b\\",
    "notification": "\x1b]9;pay now\x07",
    "clear": "\x1b[2J\x1b[3J\x1b[H",
    "clear, C1": "\x9b2J\x9bH",
    "reset": "\x1bc",
    "colour": "\x1b[31mred\x1b[0m",
    "alternate screen": "\x1b[?1049l",
    "mouse": "\x1b[?1003h",
    "bracketed paste": "\x1b[201~rm -rf /\n",
    "answerback": "\x05",
    "device attributes": "\x1b[c\x1b[5n",
    "keys": '\x1bP$q"p\x1b\\',
    "device control, C1": "\x90q\x9c",
    "privacy message": "\x1b^x\x1b\\ \x9ex\x9c \x9fx\x9c",
    "bells": "\a\a\a",
    "charset": "\x0e\x0f\x1b(0",
    "overwrite": "safe\b\b\b\bevil\rEVIL\x7f",
    "split by invisible": "\x1b\u200b]52;c;eA==\u200d\x07",
    "nested": "\x1b\x1b\x1b[[[31m\x1b",
    "bidi": "a\u202etxt.exe\u202c\u2066x\u2069",
    "surrogates": "\ud800\x1b[31m\udfff",
    "nul and friends": "".join(map(chr, range(0x20))) + "".join(map(chr, range(0x7F, 0xA0))),
}


def run_on_pty(mode: str, texts: list[str]) -> list[bytes]:
    """Print the texts by a child on a pty of its own; return what came out for each."""
    with contextlib.ExitStack() as stack:
        master, slave = pty.openpty()
        stack.callback(os.close, master)
        try:
            tty.setraw(slave)  # or the line discipline would add a CR to each newline
            child = stack.enter_context(start(mode, slave))
        finally:
            os.close(slave)
        stack.callback(child.kill)
        send(child, texts)
        return read_all(master).split(MARK)[:-1]


def start(mode: str, slave: int) -> subprocess.Popen[bytes]:
    source = str(Path(room.__file__).parents[1])
    env = {**os.environ, "PYTHONPATH": source, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", CHILD, mode]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=slave, stderr=slave, env=env)


def send(child: subprocess.Popen[bytes], texts: list[str]) -> None:
    assert child.stdin is not None
    with child.stdin as stdin:
        stdin.write(json.dumps(texts).encode())


def read_all(master: int) -> bytes:
    output = bytearray()
    with contextlib.suppress(OSError):  # how Linux tells that the last writer has gone
        while select.select([master], [], [], PATIENCE)[0]:
            piece = os.read(master, 65536)
            if not piece:
                break
            output += piece
    return bytes(output)


def commands_in(output: bytes) -> list[bytes]:
    """List what a terminal would obey: ESC, BEL, any other C0 or DEL, and C1, bare or in UTF-8."""
    c0 = re.findall(rb"[\x00-\x08\x0b-\x1f\x7f]", output)
    c1 = re.findall("[\x80-\x9f]", output.decode("utf-8", "replace"))
    bare = re.findall("[\udc80-\udcff]", output.decode("utf-8", "surrogateescape"))
    return c0 + [char.encode("utf-8", "surrogateescape") for char in c1 + bare]


@pytest.fixture(scope="module")
def printed() -> dict[str, bytes]:
    outputs = run_on_pty("clean", list(HOSTILE.values()))
    return dict(zip(HOSTILE, outputs, strict=True))


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_that_a_terminal_obeys_comes_through(name: str, printed: dict[str, bytes]) -> None:
    assert commands_in(printed[name]) == []
    assert printed[name] == room.clean(HOSTILE[name]).encode()


def test_without_cleaning_they_all_come_through() -> None:
    names = [name for name in HOSTILE if name != "bidi"]
    outputs = run_on_pty("raw", [HOSTILE[name] for name in names])
    unseen = [name for name, output in zip(names, outputs, strict=True) if not commands_in(output)]
    assert unseen == []
