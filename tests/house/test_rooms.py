"""The rooms of the screen's lines: what they take from one another never leads in a circle."""

import ast
from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, sources, syntax

LINES = PACKAGES["omo_watch"] / "lines"
PREFIX = "omo_watch.lines."


def _room(module: str) -> str:
    """Name the room of a module: its first folder, or itself where it stands in the hall."""
    return module.removeprefix(PREFIX).split(".")[0]


def _takes(file: Path) -> Iterable[str]:
    for node in ast.walk(syntax(file)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PREFIX):
            yield _room(node.module or "")


def _rooms(folder: Path) -> dict[str, set[str]]:
    rooms: dict[str, set[str]] = {}
    for file in sources(folder):
        room = file.relative_to(folder).parts[0].removesuffix(".py")
        rooms.setdefault(room, set()).update(_takes(file))
    return {room: taken - {room} for room, taken in rooms.items()}


def test_no_room_leads_back_to_itself() -> None:
    rooms = _rooms(LINES)
    assert {"sessions", "tasks", "models", "inbox", "log"} <= rooms.keys()
    assert set(TopologicalSorter(rooms).static_order()) == rooms.keys()


def test_a_planted_circle_is_found(tmp_path: Path) -> None:
    for name, other in (("moving", "stopping"), ("stopping", "moving")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "row.py").write_text(f"from {PREFIX}{other}.row import row\n")
    with pytest.raises(CycleError):
        TopologicalSorter(_rooms(tmp_path)).prepare()
