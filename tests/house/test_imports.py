"""What each part loads when it is imported, seen in fresh interpreters."""

import json
import os
import subprocess
import sys
import tomllib

from tests.house.purity import ALLOWED
from tests.house.tree import CORE, PACKAGES, PYTHONPATH, ROOT, module_name, sources

HEAVY = {"click", "httpx", "pydantic", "rich", "sqlite3", "starlette", "textual", "uvicorn"}
# Imports in turn and tells which module first brought a heavy one along.
PROBE = """
import importlib, json, sys
names, heavy = json.loads(sys.argv[1])
blame = {}
for name in names:
    importlib.import_module(name)
    for loaded in set(heavy) & set(sys.modules):
        blame.setdefault(loaded, name)
print(json.dumps(blame))
"""


def _python(*arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | {"PYTHONPATH": PYTHONPATH},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done


def _blame(names: list[str], heavy: set[str]) -> dict[str, str]:
    answer = _python("-c", PROBE, json.dumps([names, sorted(heavy)]))
    blame: dict[str, str] = json.loads(answer.stdout)
    return blame


def _pure_modules() -> list[str]:
    rooms = {file.relative_to(CORE).as_posix(): file for file in sources(CORE)}
    pure = [room for room in rooms if not room.startswith("edge/") and room not in ALLOWED]
    return [module_name(CORE, rooms[room]) for room in pure]


def test_pure_rooms_load_nothing_heavy() -> None:
    names = _pure_modules()
    assert "omo_watch_core.reduce" in names
    assert _blame(names, HEAVY) == {}


def test_the_probe_sees_what_it_looks_for() -> None:
    assert _blame(["json", "sqlite3"], HEAVY) == {"sqlite3": "sqlite3"}


def test_themes_load_without_the_screen() -> None:
    package = PACKAGES["omo_watch_themes"]
    names = [module_name(package, file) for file in sources(package)]
    assert _blame(names, {"textual", "rich", "omo_watch", "omo_watch_core"}) == {}


def test_the_version_is_told_without_screen_or_network() -> None:
    told = _python("-X", "importtime", "-m", "omo_watch", "--version")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] in told.stdout
    loaded = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}
    assert "omo_watch" in loaded
    assert loaded & {"textual", "httpx", "pydantic", "starlette", "uvicorn"} == set()
