"""The programs that are measured in terminals, each in a home of its own."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.empty_app import MARK

OMO_WATCH = [sys.executable, "-m", "omo_watch"]
EMPTY = [sys.executable, "-m", "benchmarks.empty_app"]
EMPTY_MARK = MARK.encode()


def own_home(folder: str) -> Mapping[str, str]:
    """Give an environment without a person's settings, servers and passwords.

    Bytecode is kept there: what was started once starts as an installed program does.
    """
    home = Path(folder)
    rooms = {"CONFIG": "config", "DATA": "share", "STATE": "state", "CACHE": "cache"}
    return {
        "HOME": folder,
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(home / "bytecode"),
        "OPENCODE_SERVER_PASSWORD": "",
        **{f"XDG_{name}_HOME": str(home / room) for name, room in rooms.items()},
    }
