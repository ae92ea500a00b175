"""Which way to the desktop there is here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Wish = Literal["off", "auto", "osc9", "osc777", "notify-send"]
Way = Literal["osc9", "osc777", "notify-send"]
NO_WAY = "no way to a desktop was found here"
_OSC9_PROGRAMS = frozenset({"iTerm.app", "WezTerm", "ghostty", "WarpTerminal"})
_OSC9_SIGNS = ("KITTY_WINDOW_ID", "WEZTERM_PANE", "GHOSTTY_RESOURCES_DIR", "ITERM_SESSION_ID")
"""They are still there inside tmux, which names itself as the program."""
_OSC777_TERMS = ("foot", "rxvt")
_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")


def way_to_desktop(
    wish: Wish, environ: Mapping[str, str], *, has_terminal: bool, has_notify_send: bool
) -> Way | None:
    """Give the way that was asked for, or the best that there is; None is none."""
    if wish == "off":
        return None
    if wish != "auto":
        usable = has_notify_send if wish == "notify-send" else has_terminal
        return wish if usable else None
    if has_terminal and _knows_osc9(environ):
        return "osc9"
    if has_terminal and environ.get("TERM", "").startswith(_OSC777_TERMS):
        return "osc777"
    # Through ssh the desktop of this machine is not the one that the person sits at.
    local = "SSH_CONNECTION" not in environ and any(environ.get(name) for name in _SCREENS)
    if has_notify_send and local:
        return "notify-send"
    return "osc777" if has_terminal and environ.get("VTE_VERSION") else None


def in_tmux(environ: Mapping[str, str]) -> bool:
    """Tell whether tmux stands between this program and its terminal."""
    return bool(environ.get("TMUX"))


def _knows_osc9(environ: Mapping[str, str]) -> bool:
    if environ.get("TERM_PROGRAM") in _OSC9_PROGRAMS or environ.get("LC_TERMINAL") == "iTerm2":
        return True
    return any(environ.get(name) for name in _OSC9_SIGNS)
