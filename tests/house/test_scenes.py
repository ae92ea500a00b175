"""No state of a scene is built by hand: what scenes import only folds events."""

import ast

import pytest

from tests.house.scenes import BUILDERS, faults, reached, roots
from tests.house.tree import syntax

FOUND = reached(roots())


def test_what_scenes_import_is_found() -> None:
    assert {"tests.scenes", "tests.scenery.told.story", "tests.tui.recorded"} <= FOUND.keys()


def test_no_scene_rests_on_the_builders_of_tests() -> None:
    assert FOUND.keys() & BUILDERS == set()


@pytest.mark.parametrize("name", FOUND)
def test_what_a_scene_shows_is_folded(name: str) -> None:
    assert list(faults(syntax(FOUND[name]))) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from omo_watch_core.state import Server\nServer(name='a')", ["2: Server(name)"]),
        ("from omo_watch_core.link import Link as L\nL()", ["2: L()"]),
        ("from omo_watch_core.actions.action import ParkAction\nParkAction()", ["2: ParkAction()"]),
        ("from omo_watch_core.journal.nouns import Deed\nDeed(id='a')", ["2: Deed(id)"]),
        ("from omo_watch_core.state import State\nState(owner='me')", []),
        ("from omo_watch_core.state import State\nState(faults=('x',))", ["2: State(faults)"]),
        ("replace(state, actions={})", ["1: replace(actions)"]),
        ("replace(script, limits={}, cast=())", []),
        ("from omo_watch_core.model import Toast\nToast(title='x')", []),
    ],
)
def test_what_is_built_is_seen(text: str, found: list[str]) -> None:
    assert list(faults(ast.parse(text))) == found
