"""The core knows nothing of the world outside its edge."""

from pathlib import Path

import pytest

from tests.house.purity import impure
from tests.house.tree import CORE, sources


def test_the_core_is_pure() -> None:
    assert list(sources(CORE))
    assert impure(CORE) == []


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ("import time", "imports time"),
        ("from time import monotonic", "imports time.monotonic"),
        ("import os.path", "imports os.path"),
        ("import asyncio as a", "imports asyncio"),
        ("from urllib import request", "imports urllib.request"),
        ("from pathlib import Path", "imports pathlib.Path"),
        ("import pydantic", "imports pydantic"),
        ("from omo_watch import app", "imports omo_watch.app"),
        ("import omo_watch_themes", "imports omo_watch_themes"),
        ("from omo_watch_core import edge", "imports omo_watch_core.edge"),
        ("from omo_watch_core.edge.loop import Loop", "imports omo_watch_core.edge.loop.Loop"),
        ("from . import model", "imports ..model"),
        ("def late():\n    import httpx", "imports httpx"),
        ("from datetime import datetime as d\nx = d.now()", "reads the clock with .now"),
        ("import datetime\nx = datetime.date.today()", "reads the clock with .today"),
        ("import datetime as dt\nx = dt.datetime.utcnow", "reads the clock with .utcnow"),
        ("x = open('x')", "uses open"),
        ("print('x')", "uses print"),
        ("m = __import__('os')", "uses __import__"),
    ],
)
def test_a_planted_fault_is_found(tmp_path: Path, planted: str, fault: str) -> None:
    room = tmp_path / "wire"
    room.mkdir()
    (room / "planted.py").write_text(planted + "\n")
    assert [line.partition(": ")[2] for line in impure(tmp_path)] == [fault]


@pytest.mark.parametrize(
    ("room", "allowed"),
    [
        ("edge/clock.py", "import time"),
        ("fallback/settings.py", "import pydantic"),
        ("model.py", "from datetime import datetime, UTC\nx = datetime.fromtimestamp(0, UTC)"),
        ("select.py", "from pathlib import PurePosixPath"),
        ("link.py", "def f(state):\n    return state.now()"),
        ("model.py", "class Tokens:\n    input: int\n    open: bool = False"),
        ("wire/decode.py", "from urllib.parse import urlsplit\nfrom omo_watch_core import model"),
    ],
)
def test_what_is_allowed_is_not_a_fault(tmp_path: Path, room: str, allowed: str) -> None:
    file = tmp_path / room
    file.parent.mkdir(exist_ok=True)
    file.write_text(allowed + "\n")
    assert impure(tmp_path) == []
