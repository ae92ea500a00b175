"""Draws the pictures in screenshots/ from the scenes: `make shots`."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

from textual.pilot import Pilot

from tests.scenery.scene import Scene
from tests.scenes import SHOTS

FOLDER = Path(__file__).resolve().parents[1] / "screenshots"
FONT_FACES = re.compile(r"\s*@font-face \{.*?\}\n", re.DOTALL)


def draw(scene: Scene) -> str:
    """Draw a scene as SVG; its clock is in UTC, and it asks for no font from anywhere."""
    app = scene.app()
    drawn: list[str] = []

    async def look(pilot: Pilot[object]) -> None:
        await pilot.press(*scene.keys)
        await pilot.pause()
        drawn.append(app.export_screenshot(title="omo-watch"))
        await pilot.exit(0)

    app.run(headless=True, size=scene.size, auto_pilot=look)
    return FONT_FACES.sub("", drawn[0])


def path(scene: Scene) -> Path:
    """Name the file of a scene's picture."""
    return FOLDER / f"{scene.name}.svg"


def main() -> None:
    """Draw all pictures, and take away those that no scene makes any more."""
    os.environ.pop("NO_COLOR", None)
    os.environ["TZ"] = "UTC"
    time.tzset()
    FOLDER.mkdir(exist_ok=True)
    for old in set(FOLDER.glob("*.svg")) - {path(scene) for scene in SHOTS}:
        old.unlink()
    for scene in SHOTS:
        path(scene).write_text(draw(scene), encoding="utf-8")


if __name__ == "__main__":
    main()
