"""No file tells about the machine it was written on, or points at a document that is not here."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, project_files

# Written in pieces, so that this file passes its own test.
FOLDERS = "|".join(("builds", "fa" + "rm", "mnt", "ro" + "ot", "wo" + "rk"))
SCRATCH = "|".join(("bash" + "_jobs", "la" + "b"))
REGISTRIES = (
    r"registry\.npm" + "js",
    r"pypi\.org/sim" + "ple",
    r"files\.python" + "hosted",
    "artifact" + "ory",
    "dev" + "pi",
    r"\.pkg\.d" + r"ev\b",
    "/opt/(?:py" + "pi|whe" + "els)",
)
PRIVATE = {
    "a folder of somebody's machine": rf"(?<![\w.$~*-])/(?:{FOLDERS})/|/tmp/(?:{SCRATCH})\b",
    "a person's home": r"(?<![\w.~-])/(?:home|Users)/[a-z][\w.-]+",
    "a package registry": "|".join(REGISTRIES),
    "a key": r"-----BEGIN [A-Z ]*PRIVATE|\bgh[pousr]_\w{30}|\bsk-(?:ant|proj)-\w{20}",
}
DOCUMENT = re.compile(r"(?<![\w./:-])(?:[a-z][\w-]*/)*[a-z][a-z0-9]*(?:-[a-z0-9]+)*\.md\b")
PROSE = {".md", ".toml", ".yml"}


def _private(text: str) -> Iterator[str]:
    for kind, pattern in PRIVATE.items():
        for match in re.finditer(pattern, text):
            yield f"{kind}: {match.group()}"


def _docstrings(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def _said(source: str) -> str:
    """Join the comments and docstrings of a Python file."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
    return "\n".join((*comments, *_docstrings(source)))


def _prose(file: Path) -> str:
    if file.suffix == ".py":
        return _said(file.read_text("utf-8"))
    if file.suffix in PROSE or file.name == "Makefile":
        return file.read_text("utf-8")
    return ""


def test_no_file_tells_about_a_machine() -> None:
    files = project_files()
    assert ROOT / "pyproject.toml" in files
    texts = ((file, file.read_text("utf-8", errors="replace")) for file in files)
    assert [f"{f.relative_to(ROOT)}: {fault}" for f, t in texts for fault in _private(t)] == []


def test_every_document_that_is_named_exists() -> None:
    files = project_files()
    names = {file.relative_to(ROOT).as_posix() for file in files} | {file.name for file in files}
    missing = [
        f"{file.relative_to(ROOT)}: {named}"
        for file in files
        for named in DOCUMENT.findall(_prose(file))
        if named not in names
    ]
    assert missing == []


@pytest.mark.parametrize(
    "leak",
    [
        "see /wo" + "rk/main/x.py",
        '"/ro' + 'ot/.npmrc"',
        "at (/fa" + "rm/x)",
        "/tmp/bash" + "_jobs.0/1",
        "/ho" + "me/ada/src",
        "https://registry.npm" + "js.org/x",
        "https://artifact" + "ory.example.com",
    ],
)
def test_a_planted_leak_is_found(leak: str) -> None:
    assert len(list(_private(leak))) == 1


@pytest.mark.parametrize(
    "harmless",
    ["shop/cart.py", "~/ho" + "me/notes", "docs/wo" + "rk/notes", "https://opencode.ai/"],
)
def test_the_harmless_is_left_alone(harmless: str) -> None:
    assert list(_private(harmless)) == []


def test_documents_are_looked_for_in_what_people_read() -> None:
    source = '"""See plan-a.md."""\nx = "story.md"  # and docs/plan-b.md\n'
    assert DOCUMENT.findall(_said(source)) == ["docs/plan-b.md", "plan-a.md"]
