"""What scenes are made of: the modules that they import, and what those build by hand."""

import ast
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import fields

from omo_watch_core.edge.demo.cast import Role
from omo_watch_core.edge.demo.script import Script
from omo_watch_core.link import Link
from omo_watch_core.state import Server, Session, State, Transcript
from tests.house.tree import ROOT, sources, syntax

TESTS = ROOT / "tests"
BUILDERS = {"tests.tui.make", "tests.tui.story"}
"""They make sessions, servers and states without any event."""
BUILT = ("omo_watch_core.state", "omo_watch_core.link", "omo_watch_core.actions")
"""Their values come of a fold."""
NAMES = {"Deed", "Journal", "Lease", "Offer", "Parked"}
"""So do these, of other modules."""
GIVEN = {"chains", "duty", "mode", "now_ms", "owner", "policy"}
"""A program is given no more than this."""
FOLDED = {field.name for kind in (State, Server, Session, Transcript, Link)
          for field in fields(kind)}  # fmt: skip
PLAYED = {field.name for kind in (Script, Role) for field in fields(kind)}
OWN = FOLDED - PLAYED - GIVEN
"""Fields that only states have: the demo's scripts may be varied."""


def roots() -> list[Path]:
    """List the files that scenes are written in."""
    return [TESTS / "scenes.py", *sources(TESTS / "scenery")]


def reached(files: list[Path]) -> dict[str, Path]:
    """Give all modules of the tests that these files import, and theirs, by name."""
    found: dict[str, Path] = {}
    left = list(files)
    while left:
        file = left.pop()
        name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        if name not in found:
            found[name] = file
            left += [path for one in imported(syntax(file)) if (path := _file(one)) is not None]
    return found


def imported(tree: ast.Module) -> Iterator[str]:
    """Yield what a module imports, as dotted names; a name may be that of a module in a package."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def faults(tree: ast.Module) -> Iterator[str]:
    """Yield `line: what` for each value that a module builds and should have folded."""
    built = set(_built(tree))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        name, words = node.func.id, {word.arg for word in node.keywords if word.arg}
        if name == State.__name__ and name in built:
            words -= GIVEN
        elif name == "replace":
            words &= OWN
        elif name not in built:
            continue
        if words or name not in (State.__name__, "replace"):
            yield f"{node.lineno}: {name}({', '.join(sorted(words))})"


def _built(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            whole = node.module.startswith(BUILT)
            for alias in node.names:
                if (whole and alias.name[0].isupper()) or alias.name in NAMES:
                    yield alias.asname or alias.name


def _file(name: str) -> Path | None:
    if name.partition(".")[0] != "tests":
        return None
    path = ROOT.joinpath(*name.split(".")).with_suffix(".py")
    return path if path.is_file() else None
