"""Every scene looks as it did when somebody last looked at it."""

from __future__ import annotations

from typing import Protocol

import pytest
from tests.scenes import SCENES, SHOTS, Scene
from tests.shots import FOLDER, draw, path

from omo_watch.app import OmoWatch


class Compare(Protocol):
    """Be the fixture of the snapshot plugin."""

    def __call__(
        self, app: OmoWatch, press: tuple[str, ...], terminal_size: tuple[int, int]
    ) -> bool: ...


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_scene_looks_as_before(snap_compare: Compare, scene: Scene) -> None:
    assert snap_compare(scene.app(), press=scene.keys, terminal_size=scene.size)


def test_names_of_scenes_are_unique() -> None:
    names = [scene.name for scene in SCENES]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("scene", SHOTS, ids=lambda scene: scene.name)
def test_a_picture_is_not_stale(scene: Scene) -> None:
    assert path(scene).read_text(encoding="utf-8") == draw(scene), "run `make shots`"


def test_no_picture_is_left_over() -> None:
    assert {file.name for file in FOLDER.glob("*.svg")} == {path(scene).name for scene in SHOTS}
