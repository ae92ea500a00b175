"""The files of the project, as the tests of the house see them."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {
    "omo_watch_core": ROOT / "core" / "omo_watch_core",
    "omo_watch": ROOT / "tui" / "omo_watch",
    "omo_watch_themes": ROOT / "themes" / "omo_watch_themes",
}
CORE = PACKAGES["omo_watch_core"]
PYTHONPATH = ":".join(str(ROOT / root) for root in ("core", "tui", "themes"))
# An unpacked sdist has no git to ask; these are the folders that tools make there.
MADE = {".venv", ".live", ".git", ".hypothesis", "__pycache__", "dist", "build"}
MADE |= {".pytest_cache", ".mypy_cache", ".ruff_cache"}


def sources(folder: Path) -> Iterator[Path]:
    """Yield the Python files below a folder, in order."""
    yield from sorted(folder.rglob("*.py"))


def module_name(package: Path, file: Path) -> str:
    """Name the module that a file of a package is."""
    parts = (package.name, *file.relative_to(package).with_suffix("").parts)
    return ".".join(part for part in parts if part != "__init__")


def syntax(file: Path) -> ast.Module:
    """Parse a Python file."""
    return ast.parse(file.read_text("utf-8"), filename=str(file))


def project_files() -> list[Path]:
    """List the files that belong to the project: git's, or in an sdist all that no tool made."""
    if (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        found = [file for file in ROOT.rglob("*") if not MADE & set(file.relative_to(ROOT).parts)]
    return sorted(file for file in found if file.is_file())
