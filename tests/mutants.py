"""Plant faults in rooms of the core one at a time, and count those that the tests find.

`make mutants` prints the survivors and the share that was killed; it is no part of the suite.
"""

import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = ("classify", "state", "retry_status")
VECTORS = ("errors", "error_helpers", "retry_status", "state_sequences", "coordination")
SAMPLE, SEED = 200, 20260
SWAPS: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add,
}  # fmt: skip


def mutants(source: str) -> Iterator[tuple[int, str]]:
    """Give line and text of each mutant of a module."""
    tree = ast.parse(source)
    for place, node in enumerate(ast.walk(tree)):
        for change in _changes(node):
            copy = deepcopy(tree)
            mutated = list(ast.walk(copy))[place]
            change(mutated)
            text = ast.unparse(copy)
            if text != ast.unparse(tree):
                yield getattr(node, "lineno", 0), text


def _changes(node: ast.AST):
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        yield lambda n: n.ops.__setitem__(0, SWAPS[type(n.ops[0])]())
    if isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in SWAPS:
        yield lambda n: setattr(n, "op", SWAPS[type(n.op)]())
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield lambda n: setattr(n, "value", n.value + 1)
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        yield lambda n: setattr(n, "value", not n.value)
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield lambda n: setattr(n, "test", ast.UnaryOp(ast.Not(), n.test))
    if isinstance(node, ast.Return) and node.value is not None:
        yield lambda n: setattr(n, "value", ast.Constant(None))


def main() -> None:
    """Try a seeded sample of the mutants of all rooms."""
    found = [(room, *mutant) for room in ROOMS for mutant in mutants(_file(room).read_text())]
    sample = random.Random(SEED).sample(found, min(SAMPLE, len(found)))
    with tempfile.TemporaryDirectory() as scratch:
        core, vectors = Path(scratch) / "core", Path(scratch) / "vectors"
        shutil.copytree(ROOT / "core", core)
        vectors.mkdir()
        for name in VECTORS:
            shutil.copy(ROOT / f"tests/vectors/{name}.json", vectors)
        alive = [f"{room}:{line}" for room, line, text in sample if _lives(room, text, core, vectors)]
    print(*alive, f"{1 - len(alive) / len(sample):.1%} of {len(sample)} killed", sep="\n")


def _lives(room: str, text: str, core: Path, vectors: Path) -> bool:
    file = core / _file(room).relative_to(ROOT / "core")
    kept = file.read_text()
    file.write_text(text)
    tests = ["tests/conformance/test_vectors.py", *map(str, ROOT.glob("tests/core/fallback/test_*.py"))]
    words = ["-x", "-q", "-o", f"pythonpath={core} tui themes .", "-p", "no:cacheprovider", *tests]
    env = os.environ | {"OMO_VECTORS_DIR": str(vectors)}
    done = subprocess.run([sys.executable, "-m", "pytest", *words], cwd=ROOT, env=env, capture_output=True)
    file.write_text(kept)
    return done.returncode == 0


def _file(room: str) -> Path:
    return ROOT / f"core/omo_watch_core/fallback/{room}.py"


if __name__ == "__main__":
    main()
