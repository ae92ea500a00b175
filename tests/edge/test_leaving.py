"""The program ends when it is told to, also when its terminal takes nothing any more."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest
from tests.house.tree import PYTHONPATH

from omo_watch.halfway import PATIENCE_S
from omo_watch.leaving import LATEST_S

DRAWN_S = 30.0


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_a_terminal_that_nobody_reads_does_not_keep_the_program(
    ending: signal.Signals, tmp_path: Path
) -> None:
    ours, theirs = pty.openpty()
    try:
        termios.tcsetwinsize(theirs, (40, 140))
        environment = {**os.environ, "PYTHONPATH": PYTHONPATH, "TERM": "xterm-256color",
                       "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}  # fmt: skip
        program = subprocess.Popen(
            [sys.executable, "-m", "omo_watch", "--demo"],
            stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True,
        )  # fmt: skip
        try:
            _until_it_draws(ours)
            time.sleep(2.0)  # now the pseudo-terminal is full, and so is what waits before it
            program.send_signal(ending)
            assert program.wait(LATEST_S + 15) == 128 + ending
        finally:
            if program.poll() is None:
                program.kill()
                program.wait()
    finally:
        os.close(ours)
        os.close(theirs)


LEAVING = """
import asyncio, sys
from omo_watch.leaving import heed_signals

async def run():
    done = asyncio.Event()
    async def leave(code):
        await asyncio.sleep(0.3)
        print("in good order", code, flush=True)
        done.set()
    heed_signals(leave, lambda: print("abandoned", flush=True))
    print("ready", flush=True)
    await done.wait()

asyncio.run(run())
"""


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_what_takes_its_time_to_leave_is_waited_for(ending: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LEAVING], env={**os.environ, "PYTHONPATH": PYTHONPATH},
        stdout=subprocess.PIPE, text=True,
    ) as program:  # fmt: skip
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        program.send_signal(ending)
        assert program.stdout.read() == f"in good order {128 + ending}\n"


def test_a_prompt_behind_an_abort_has_its_time_before_the_program_is_ended() -> None:
    assert LATEST_S >= PATIENCE_S + 2


def _until_it_draws(terminal: int) -> None:
    """Read until something of the page was drawn, and nothing from then on."""
    seen, end = b"", time.monotonic() + DRAWN_S
    while b"Sessions" not in seen:
        assert time.monotonic() < end, seen[-200:]
        seen += os.read(terminal, 4_096)
