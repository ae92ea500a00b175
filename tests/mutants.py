"""Plant faults in rooms of the core, one at a time, and tell which the tests do not find."""

import ast
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
VECTORS = ("errors", "error_helpers", "retry_status", "state_sequences", "coordination")
ROOMS, SAMPLE, SEED = ("classify", "state", "retry_status"), 200, 20260
SWAPS: dict[type, type] = {
    ast.Lt: ast.LtE, ast.Gt: ast.GtE, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot,
    ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Add: ast.Sub, ast.Sub: ast.Add,
}  # fmt: skip


def mutants(source: str) -> Iterator[tuple[int, str]]:
    """Give line and text of each mutant of a module."""
    tree = ast.parse(source)
    told = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    for place, node in enumerate(ast.walk(tree)):
        for name, value in _changes(node) if node not in told else ():
            copy = deepcopy(tree)
            setattr(list(ast.walk(copy))[place], name, value)
            yield getattr(node, "lineno", 0), ast.unparse(copy)


def _changes(node: ast.AST) -> Iterator[tuple[str, object]]:
    match node:
        case ast.Compare(ops=[first, *rest]) if type(first) in SWAPS:
            yield "ops", [SWAPS[type(first)](), *rest]
        case ast.BoolOp(values=values):
            yield from (("values", [one for one in values if one is not gone]) for gone in values)
        case ast.BinOp(op=op) if type(op) in SWAPS:
            yield "op", SWAPS[type(op)]()
        case ast.Constant(value=str(value)):
            yield "value", f"{value}?"
        case ast.Constant(value=int(value) | float(value)):
            yield "value", not value if isinstance(value, bool) else value + 1
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            yield "test", ast.UnaryOp(ast.Not(), test)
        case ast.Return(value=ast.expr()):
            yield "value", ast.Constant(None)


def _is_found(file: Path, text: str, scratch: Path) -> bool:
    kept, _ = file.read_text(), file.write_text(text)
    words = ["-xqp", "no:cacheprovider", "-o", f"pythonpath={scratch / 'core'} tui themes ."]
    words += [*ROOT.glob("tests/core/fallback/test_*.py"), "tests/conformance/test_vectors.py"]
    env = os.environ | {"OMO_VECTORS_DIR": str(scratch)}
    command = [sys.executable, "-m", "pytest", *map(str, words)]
    code = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=False).returncode
    file.write_text(kept)
    return code != 0


def _survivors(scratch: Path) -> Iterator[str]:
    rooms = Path(shutil.copytree(ROOT / "core", scratch / "core")) / "omo_watch_core/fallback"
    for name in VECTORS:
        shutil.copy(ROOT / f"tests/vectors/{name}.json", scratch)
    files = {rooms / f"{room}.py": (rooms / f"{room}.py").read_text() for room in ROOMS}
    found = [(file, *mutant) for file, text in files.items() for mutant in mutants(text)]
    if any(_is_found(file, text, scratch) for file, text in files.items()):
        sys.exit("the tests fail without a fault")
    for file, line, text in random.Random(SEED).sample(found, SAMPLE):
        if not _is_found(file, text, scratch):
            yield f"{file.stem}.py:{line}"


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        alive = list(_survivors(Path(folder)))
    sys.stdout.write("\n".join([*alive, f"{1 - len(alive) / SAMPLE:.1%} of {SAMPLE} found\n"]))
