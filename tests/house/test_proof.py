"""`proved` is said of a move in one place, and only by what `actions/override/proof.py` finds."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import CORE, PACKAGES, sources, syntax

WORD = "proved"
SAYS = CORE / "actions/override/proving.py"
# The screen's own word for a change of models in a transcript; it is no result of an action.
OTHER_SENSE = {PACKAGES["omo_watch"] / "lines" / "transcript" / "model_change.py"}


def _asks(tree: ast.Module) -> set[int]:
    """Give the ids of constants that are only compared, listed as a type, or shown."""
    found: set[int] = set()
    for node in ast.walk(tree):
        asked: list[ast.AST] = []
        if isinstance(node, ast.Compare):
            asked = [node.left, *node.comparators]
        elif isinstance(node, ast.Subscript):
            asked = [node.slice]
        elif isinstance(node, ast.Set):
            asked = [*node.elts]  # results that are looked for
        for root in asked:
            found |= {id(inner) for inner in ast.walk(root)}
    return found


def _produced(file: Path) -> Iterator[ast.Constant]:
    tree = syntax(file)
    asks = _asks(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value == WORD and id(node) not in asks:
            yield node


def _function_of(tree: ast.Module, line: int) -> ast.FunctionDef:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return next(f for f in functions if f.lineno <= line <= (f.end_lineno or f.lineno))


def _calls(function: ast.FunctionDef) -> list[str]:
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    return [call.func.id for call in calls if isinstance(call.func, ast.Name)]


def test_the_word_is_produced_in_one_place_of_the_core() -> None:
    found = [(file, node.lineno) for file in sources(CORE) for node in _produced(file)]
    assert [file for file, _ in found] == [SAYS]
    (line,) = [line for _, line in found]
    assert _function_of(syntax(SAYS), line).name == "_proved"


def test_that_place_is_reached_through_the_proof_only() -> None:
    tree = syntax(SAYS)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    callers = [function for function in functions if "_proved" in _calls(function)]
    assert sorted(caller.name for caller in callers) == ["listed", "watch"]
    guards = {"listed": "is_proved_by", "watch": "is_proved"}
    for caller in callers:
        tests = [n for n in ast.walk(caller) if isinstance(n, ast.If)]
        guarded = [
            t for t in tests
            if isinstance(t.test, ast.Call) and isinstance(t.test.func, ast.Name)
            and t.test.func.id == guards[caller.name]
        ]  # fmt: skip
        inside = [call for t in guarded for stmt in t.body for call in ast.walk(stmt)]
        said = [n for n in inside if isinstance(n, ast.Name) and n.id == "_proved"]
        assert len(said) == _calls(caller).count("_proved") == 1
    imported = [n for n in tree.body if isinstance(n, ast.ImportFrom)]
    proof = next(n for n in imported if n.module == "omo_watch_core.actions.override.proof")
    assert set(guards.values()) <= {alias.name for alias in proof.names}


def test_nobody_else_reaches_that_place() -> None:
    users = [
        file for package in PACKAGES.values() for file in sources(package)
        if file != SAYS and "proving._proved" in file.read_text("utf-8")
    ]  # fmt: skip
    assert users == []


def test_the_screen_and_the_command_line_only_ask_for_the_word() -> None:
    # A word that is drawn for a result that is `proved` stands beside the question for it.
    screen = PACKAGES["omo_watch"]
    results = screen / "lines" / "results"
    drawn = {results / "told.py", results / "result.py", screen / "cli" / "override.py"}
    for name in ("omo_watch", "omo_watch_themes"):
        for file in sources(PACKAGES[name]):
            if list(_produced(file)):
                assert file in OTHER_SENSE | drawn, file


def test_both_ways_of_the_proof_lead_through_one_function() -> None:
    tree = syntax(CORE / "actions/override/proof.py")
    functions = {n.name: _calls(n) for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
    assert {name for name, calls in functions.items() if "_proves" in calls} == {
        "is_proved", "is_proved_by",
    }  # fmt: skip
