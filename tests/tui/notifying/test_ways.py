"""Which way to the desktop is taken."""

import pytest

from omo_watch.notifying.ways import Way, Wish, in_tmux, way_to_desktop

LOCAL = {"DISPLAY": ":0"}


@pytest.mark.parametrize(
    ("environ", "terminal", "found", "way"),
    [
        ({"TERM_PROGRAM": "iTerm.app"}, True, True, "osc9"),
        ({"TERM_PROGRAM": "tmux", "KITTY_WINDOW_ID": "1"} | LOCAL, True, True, "osc9"),
        ({"TERM": "foot-extra"} | LOCAL, True, True, "osc777"),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7200"} | LOCAL, True, True, "notify-send"),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7200"} | LOCAL, True, False, "osc777"),
        ({"VTE_VERSION": "7200", "SSH_CONNECTION": "x"} | LOCAL, True, True, "osc777"),
        ({"SSH_CONNECTION": "x"} | LOCAL, True, True, None),
        ({"TERM_PROGRAM": "iTerm.app"}, False, True, None),
        ({"TERM_PROGRAM": "iTerm.app"} | LOCAL, False, True, "notify-send"),
        ({}, True, True, None),
    ],
)
def test_auto_takes_what_there_is(
    environ: dict[str, str], terminal: bool, found: bool, way: Way | None
) -> None:
    chosen = way_to_desktop("auto", environ, has_terminal=terminal, has_notify_send=found)
    assert chosen == way


@pytest.mark.parametrize(
    ("wish", "terminal", "found", "way"),
    [
        ("off", True, True, None),
        ("osc9", True, False, "osc9"),
        ("osc9", False, True, None),
        ("osc777", True, False, "osc777"),
        ("notify-send", False, True, "notify-send"),
        ("notify-send", True, False, None),
    ],
)
def test_a_named_way_is_taken_where_it_can_be_gone(
    wish: Wish, terminal: bool, found: bool, way: Way | None
) -> None:
    environ = {"TERM_PROGRAM": "iTerm.app"} | LOCAL
    chosen = way_to_desktop(wish, environ, has_terminal=terminal, has_notify_send=found)
    assert chosen == way


def test_tmux_is_known_by_its_socket() -> None:
    assert in_tmux({"TMUX": "/tmp/tmux-1000/default,1,0"})
    assert not in_tmux({"TERM": "screen"})
