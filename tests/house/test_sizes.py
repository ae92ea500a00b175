"""Files and functions stay small enough to be read at once, and are named for what they hold."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT, sources, syntax

FILE_LINES = 300
FUNCTION_LINES = 40
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "manager", "managers"}


def _functions_too_long(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{node.name} has {lines} lines"


def _faults(file: Path) -> Iterator[str]:
    tree = syntax(file)
    lines = len(file.read_text("utf-8").splitlines())
    if lines > FILE_LINES:
        yield f"{lines} lines"
    yield from _functions_too_long(tree)
    if EMPTY_NAMES & {*file.stem.split("_"), *file.parent.name.split("_")}:
        yield "is named for nothing"
    if not ast.get_docstring(tree):
        yield "has no docstring"
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    if any(node.level for node in imports):
        yield "imports relatively"


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_keeps_to_the_sizes(package: str) -> None:
    folder = PACKAGES[package]
    files = list(sources(folder))
    assert files
    assert [f"{f.relative_to(folder)}: {fault}" for f in files for fault in _faults(f)] == []


def test_files_of_tests_and_benchmarks_are_not_longer() -> None:
    files = [file for name in ("tests", "benchmarks") for file in sources(ROOT / name)]
    assert files
    long = [file for file in files if len(file.read_text("utf-8").splitlines()) > FILE_LINES]
    assert [str(file.relative_to(ROOT)) for file in long] == []


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("model.py", '"""Nouns."""\n' + "x = 1\n" * 300, "301 lines"),
        ("model.py", '"""Nouns."""\ndef f():\n' + "    x = 1\n" * 40, "f has 41 lines"),
        ("text_utils.py", '"""Nouns."""\n', "is named for nothing"),
        ("model.py", "x = 1\n", "has no docstring"),
        ("model.py", '"""Nouns."""\nfrom . import events\n', "imports relatively"),
    ],
)
def test_a_planted_fault_is_found(tmp_path: Path, name: str, text: str, fault: str) -> None:
    room = tmp_path / "room"
    room.mkdir()
    (room / name).write_text(text)
    assert list(_faults(room / name)) == [fault]


def test_a_module_at_the_limits_passes(tmp_path: Path) -> None:
    file = tmp_path / "model.py"
    file.write_text('"""Nouns."""\ndef f():\n' + "    x = 1\n" * 39 + "x = 1\n" * 259)
    assert list(_faults(file)) == []
