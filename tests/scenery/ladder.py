"""Scenes of ladders."""

from __future__ import annotations

from tests.scenery.scene import Frame, Scene, frames
from tests.tui.demo_ladders import claimed, minute, moved_by_plugin


def at(title: str) -> tuple[str, ...]:
    """Put the cursor on the session that has this word in its title."""
    return ("slash", *title, "enter")


_FRAMES: tuple[Frame, ...] = (
    (
        "ladder-why",
        "why this model: the first one is limited, somebody moved it",
        minute,
        at("flaky"),
    ),
    ("ladder-others", "limits that another session ran into", minute, at("asyncio")),
    ("ladder-failed", "a failed session, and what is known of it", minute, at("manual")),
    ("ladder-claimed", "a model that was only claimed", claimed, ()),
    ("ladder-moved", "a plugin moved it twice", moved_by_plugin, ()),
)
SCENES: tuple[Scene, ...] = (
    *frames(_FRAMES),
    Scene(
        "ladder-session",
        "the ladder beside a transcript",
        minute,
        (140, 40),
        (*at("flaky"), "enter"),
    ),
    Scene("ladder-pane", "the ladder as a pane", minute, keys=(*at("flaky"), "enter", "tab")),
    Scene("ladder-claimed-ascii", "without other signs", claimed, glyphs="ascii"),
    Scene("ladder-claimed-nocolor", "without colour", claimed, plain=True),
)
