"""Scenes of the page without any server, and of servers that do not answer."""

from __future__ import annotations

from tests.scenery.scene import LARGE, SMALL, Frame, Scene, frames
from tests.scenery.told.servers import locked, lost, none, opening, silent, untrusted
from tests.scenery.told.story import empty
from tests.tui.desk import Looked

NOTHING = Looked("127.0.0.1:4096", "the usual port", "nothing listens there")
LOCKED = Looked("127.0.0.1:5000", "opencode serve", "it wants a user name and a password, or")
THERE = Looked("127.0.0.1:5001", "opencode serve", "OpenCode 1.18.33")
ALSO = Looked("127.0.0.1:5002", "opencode web", "OpenCode 1.18.33")
VARIABLE = Looked("environment", "OPENCODE_SERVER_PASSWORD", "is not set")
SEVERAL = (NOTHING, LOCKED, THERE, ALSO, VARIABLE)
NONE = (NOTHING, Looked("this machine", "running servers", "none found"), VARIABLE)
_PAGES: tuple[Frame, ...] = (
    ("sessions-opening", "a server is asked", opening, ()),
    ("sessions-silent", "a server does not answer", silent, ()),
    ("sessions-locked", "a server wants a password", locked, ()),
    ("sessions-certificate", "a certificate that is not trusted", untrusted, ()),
    ("sessions-none", "a server without a session", empty, ()),
    ("sessions-down", "the stream of a server broke", lost, ("j",)),
)
SCENES: tuple[Scene, ...] = (
    *frames((("connect-several", "several servers", none, ()),), looks=SEVERAL),
    *frames((("connect-none", "no server", none, ()),), looks=NONE),
    *frames(_PAGES),
    Scene(
        "connect-marked",
        "two of them at once",
        none,
        keys=("space", "down", "space"),
        looks=SEVERAL,
    ),
    Scene(
        "connect-typed", "an address as it is typed", none, keys=("a", *"http://box:40"), looks=NONE
    ),
    Scene(
        "connect-wrong",
        "what is no address",
        none,
        LARGE,
        ("a", "x", "space", "y", "enter"),
        looks=NONE,
    ),
    Scene("connect-starting", "the demo is started", none, keys=("d",), looks=NONE),
    Scene("connect-looking", "servers are looked for", none, keys=("r",), looks=NONE),
    Scene("connect-nocolor", "without colour", none, keys=("j",), plain=True, looks=SEVERAL),
    Scene("connect-ascii", "without other signs", none, SMALL, glyphs="ascii", looks=SEVERAL),
    Scene("connect-contrast", "black", none, SMALL, theme="contrast", looks=SEVERAL),
    Scene("connect-terminal", "16 colours", none, SMALL, theme="terminal", looks=SEVERAL),
)
