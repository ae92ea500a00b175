"""What makes a terminal ring or tell its desktop, as text to write to it."""

from __future__ import annotations

from typing import Literal

from omo_watch_core.clean import clean_line

Speech = Literal["osc9", "osc777"]
NAME = "omo-watch"
BELL = "\a"
LONGEST = 240
_ESC, _ST = "\x1b", "\x1b\\"


def notification(speech: Speech, text: str, *, in_tmux: bool = False) -> str:
    """Write a notification in a terminal's way; nothing in `text` can steer the terminal.

    The program's name stands first: to some terminals a digit behind OSC 9 is another command.
    """
    said = clean_line(text, LONGEST)
    if speech == "osc9":
        sequence = f"{_ESC}]9;{NAME}: {said}{_ST}"
    else:
        sequence = f"{_ESC}]777;notify;{NAME};{said.replace(';', ',')}{_ST}"
    return _through_tmux(sequence) if in_tmux else sequence


def _through_tmux(sequence: str) -> str:
    """Have tmux hand it on to its terminal; it does where `allow-passthrough` is on."""
    return f"{_ESC}Ptmux;{sequence.replace(_ESC, _ESC * 2)}{_ST}"
