"""Every scene looks as it did when somebody last looked at it."""

from __future__ import annotations

from typing import Protocol

import pytest
from tests.scenery.promises import OF_FRAME, SAYS
from tests.scenery.scene import Scene
from tests.scenes import SCENES, SHOTS
from tests.shots import FOLDER, draw, path
from tests.tui.opened import lines_of

from omo_watch.app import OmoWatch


class Compare(Protocol):
    """Be the fixture of the snapshot plugin."""

    def __call__(
        self, app: OmoWatch, press: tuple[str, ...], terminal_size: tuple[int, int]
    ) -> bool: ...


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_scene_looks_as_before(snap_compare: Compare, scene: Scene) -> None:
    assert snap_compare(scene.app(), press=scene.keys, terminal_size=scene.size)


@pytest.mark.parametrize(
    "scene",
    # What is said depends on no colour.
    [scene for scene in SCENES if scene.says and scene.theme != "paper"],
    ids=lambda scene: scene.name,
)
async def test_a_scene_says_what_it_promises(scene: Scene) -> None:
    app = scene.app()
    async with app.run_test(size=scene.size) as pilot:
        await pilot.press(*scene.keys)
        await pilot.pause()
        shown = "\n".join(lines_of(app))
    assert [words for words in scene.says if words not in shown] == [], shown


def test_promises_are_of_scenes() -> None:
    names = {name for scene in SCENES for name in (scene.name, OF_FRAME.sub("", scene.name))}
    assert SAYS.keys() <= names


def test_names_of_scenes_are_unique() -> None:
    names = [scene.name for scene in SCENES]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("scene", SHOTS, ids=lambda scene: scene.name)
def test_a_picture_is_not_stale(scene: Scene) -> None:
    is_current = path(scene).read_text(encoding="utf-8") == draw(scene)
    assert is_current, "run `make shots`"  # the difference of two pictures says nothing to anybody


def test_no_picture_is_left_over() -> None:
    assert {file.name for file in FOLDER.glob("*.svg")} == {path(scene).name for scene in SHOTS}
