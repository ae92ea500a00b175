"""What a pure room of the core may not do, found by reading its syntax tree."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import sources, syntax

SCREEN = {"rich", "textual"}
NETWORK = {"anyio", "h11", "http", "httpx", "socket", "socketserver", "ssl", "starlette", "uvicorn"}
CLOCK = {"sched", "time"}
CHANCE = {"random", "secrets", "uuid"}
MACHINE = {"fcntl", "glob", "io", "os", "pathlib", "shutil", "signal", "sqlite3", "subprocess"}
MACHINE |= {"importlib", "logging", "platform", "platformdirs", "tempfile"}
CONCURRENCY = {"asyncio", "concurrent", "multiprocessing", "queue", "selectors", "threading"}
LATE = {"click", "pydantic"}
SHELLS = {"omo_watch", "omo_watch_themes"}
OUTSIDE = SCREEN | NETWORK | CLOCK | CHANCE | MACHINE | CONCURRENCY | LATE | SHELLS
OUTSIDE |= {"urllib.request", "omo_watch_core.edge"}

PURE_NAMES = {"pathlib.PurePath", "pathlib.PurePosixPath"}  # arithmetic on strings; no disk
CLOCK_READERS = {"now", "today", "utcnow"}
BUILTINS = {"__import__", "breakpoint", "eval", "exec", "input", "open", "print"}
# People's data is validated where it enters, and nowhere else.
ALLOWED = {"fallback/settings.py": {"pydantic"}}


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names]


def _is_outside(name: str, allowed: set[str]) -> bool:
    parts = name.split(".")
    roots = {".".join(parts[:length]) for length in range(1, len(parts) + 1)}
    return name not in PURE_NAMES and bool(roots & OUTSIDE - allowed)


def _date_names(tree: ast.Module) -> set[str]:
    """Collect what the file calls datetime's module and classes."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {a.asname or a.name for a in node.names if a.name == "datetime"}
        elif isinstance(node, ast.ImportFrom) and node.module == "datetime":
            names |= {a.asname or a.name for a in node.names}
    return names


def _reads_clock(node: ast.Attribute, dates: set[str]) -> bool:
    base: ast.expr = node.value
    while isinstance(base, ast.Attribute):
        base = base.value
    return node.attr in CLOCK_READERS and isinstance(base, ast.Name) and base.id in dates


def faults(tree: ast.Module, allowed: set[str]) -> Iterator[str]:
    """Yield `line: what` for each way in which a module reaches the world."""
    dates = _date_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for name in _imported(node):
                if name.startswith(".") or _is_outside(name, allowed):
                    yield f"{node.lineno}: imports {name}"
        if isinstance(node, ast.Attribute) and _reads_clock(node, dates):
            yield f"{node.lineno}: reads the clock with .{node.attr}"
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in BUILTINS:
            yield f"{node.lineno}: uses {node.id}"


def impure(package: Path) -> list[str]:
    """List the faults of a package's files, those under edge/ apart."""
    found: list[str] = []
    for file in sources(package):
        room = file.relative_to(package).as_posix()
        if not room.startswith("edge/"):
            allowed = ALLOWED.get(room, set())
            found += [f"{room}:{fault}" for fault in faults(syntax(file), allowed)]
    return found
