"""No sentence names a key by its letter: a person may have given it another one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, sources, syntax

VERBS = (
    "moves|pauses|shows|starts|answers|lists|opens|takes|closes|clears|marks|goes|stops|parks"
    "|leads|copies|follows|does|is for|are for"
)
NAMED = re.compile(rf"(?:^|[\s;,])[A-Za-z] (?:{VERBS})\b")
HINT = re.compile(r"[A-Za-z]")
FIXED = {
    "answering/answer.py", "answering/asked.py", "inbox/detail.py",
    "modals/connect.py", "modals/sorts.py", "panes/side.py",
}  # fmt: skip
"""Modals have keys of their own; what the Inbox lists is written by the table when it is drawn."""
ROOMS = ("lines", "screens", "widgets")


def _sentences(tree: ast.Module) -> Iterator[str]:
    """Yield the texts of a file that are not docstrings."""
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            docs.add(id(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def _hints(tree: ast.Module) -> Iterator[str]:
    """Yield pairs of a letter and a word, which is how a key is hinted at."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple) and len(node.elts) == 2:
            texts = [e.value for e in node.elts if isinstance(e, ast.Constant)]
            if len(texts) == 2 and all(isinstance(text, str) for text in texts):
                letter, word = (str(text) for text in texts)
                if HINT.fullmatch(letter) and len(word) > 2:
                    yield f"{letter} {word}"


def _faults(file: Path) -> list[str]:
    tree = syntax(file)
    named = [text for text in _sentences(tree) if NAMED.search(text)]
    return [] if "/".join(file.parts[-2:]) in FIXED else [*named, *_hints(tree)]


def test_keys_in_sentences_come_from_the_table() -> None:
    files = [f for room in ROOMS for f in sources(PACKAGES["omo_watch"] / room)]
    assert files
    assert [f"{file.name}: {fault}" for file in files for fault in _faults(file)] == []


@pytest.mark.parametrize(
    "text", ['x = "no step here; m moves it"', 'x = ("u", "undo")', 'f(f"{y}; x is for it alone")']
)
def test_a_planted_letter_is_found(tmp_path: Path, text: str) -> None:
    file = tmp_path / "row.py"
    file.write_text(f'"""A row."""\n{text}\n')
    assert len(_faults(file)) == 1
