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
    """Give an environment without a person's settings, servers and passwords."""
    home = Path(folder)
    names = {"CONFIG": "config", "DATA": "share", "STATE": "state", "CACHE": "cache"}
    return {"HOME": folder, **{f"XDG_{name}_HOME": str(home / at) for name, at in names.items()}}
