"""What a picture of the screen depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from omo_watch.app import OmoWatch
from omo_watch.desk import Look
from omo_watch.stage import Columns
from omo_watch.wardrobe import Wardrobe
from omo_watch_core.state import State
from tests.tui.desk import ScriptedDesk

Size = tuple[int, int]
SMALL: Size = (80, 24)
LARGE: Size = (140, 40)


@dataclass(frozen=True, slots=True)
class Scene:
    """Hold all that a picture depends on."""

    name: str
    doc: str
    state: Callable[[], State]
    size: Size = SMALL
    keys: tuple[str, ...] = ()
    theme: str = "dusk"
    glyphs: Literal["unicode", "ascii"] = "unicode"
    plain: bool = False
    looks: Sequence[Look] = ()
    wardrobe: Wardrobe | None = None
    """Themes to choose from, beside the program's own."""
    columns: Columns | None = None
    faults: Sequence[str] = ()
    says: tuple[str, ...] = ()
    """Must stand on its screen."""
    shot: bool = False
    """Belongs to the pictures in screenshots/."""

    def app(self) -> OmoWatch:
        """Make the app that shows it."""
        desk = ScriptedDesk(self.state(), self.looks)
        return OmoWatch(
            desk,
            theme=self.theme,
            glyphs=self.glyphs,
            plain=self.plain,
            wardrobe=self.wardrobe,
            columns=self.columns,
            faults=self.faults,
        )


Frame = tuple[str, str, Callable[[], State], tuple[str, ...]]
"""A scene's name, what it shows, its state, and the keys that lead to it."""


def frames(
    these: Sequence[Frame], shots: frozenset[str] = frozenset(), looks: Sequence[Look] = ()
) -> Iterator[Scene]:
    """Draw each frame at both sizes on dusk and paper; `shots` are shown large in the README."""
    for name, doc, make, keys in these:
        for size in (SMALL, LARGE):
            for theme in ("dusk", "paper"):
                yield Scene(
                    name=f"{name}-{size[0]}x{size[1]}-{theme}",
                    doc=doc,
                    state=make,
                    size=size,
                    keys=keys,
                    theme=theme,
                    looks=looks,
                    shot=size == LARGE
                    and name in shots
                    and (theme == "dusk" or name == "overview"),
                )
