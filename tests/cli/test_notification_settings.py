"""`[notifications]`: nothing by default, secrets by the environment, faults with a way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from omo_watch.notifying.beginning import ways_of
from omo_watch.settings import NotificationSettings, read_settings
from omo_watch_core.notify.quiet import Quiet

ALL = """
[notifications]
bell = true
desktop = "osc9"
done = true
stuck = false
after_seconds = 5
pause_seconds = 60
quiet = "22:00-07:00"
only_when_away = false
at_start = true
[notifications.webhook]
url_env = "HOOK"
headers_env = { Authorization = "HOOK_TOKEN" }
include_text = true
"""
ENVIRON = {"HOOK": "https://hooks.example.org/s3cret\n", "HOOK_TOKEN": "Bearer abc"}


def _read(folder: Path, text: str) -> tuple[NotificationSettings, list[tuple[int | None, str]]]:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    settings, faults = read_settings(path)
    return settings.notifications, [(fault.line, str(fault)) for fault in faults]


def test_nobody_is_told_of_anything_by_default() -> None:
    assert not NotificationSettings().tells


def test_all_is_read(tmp_path: Path) -> None:
    read, faults = _read(tmp_path, ALL)
    assert faults == []
    rules = read.as_rules()
    assert rules.causes == {"asking", "exhausted", "done"}
    assert (rules.after_ms, rules.pause_ms) == (5_000, 60_000)
    assert rules.quiet == Quiet(begin=22 * 60, end=7 * 60)
    assert (rules.only_when_away, rules.at_start) == (False, True)
    ways = ways_of(read, ENVIRON, has_terminal=True)
    assert (ways.bell, ways.desktop, ways.no_way) == (True, "osc9", False)
    assert ways.webhook is not None
    assert ways.webhook.url == "https://hooks.example.org/s3cret"
    assert ways.webhook.headers == {"Authorization": "Bearer abc"}
    assert ways.webhook.include_text


def test_a_guard_has_no_terminal_to_ring(tmp_path: Path) -> None:
    read, _ = _read(tmp_path, ALL)
    ways = ways_of(read, ENVIRON, has_terminal=False)
    assert (ways.bell, ways.desktop, ways.no_way) == (False, None, True)


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({}, "the variable HOOK is not set"),
        ({"HOOK": "https://h/x"}, "the variable HOOK_TOKEN is not set"),
        ({"HOOK": "https://h/x", "HOOK_TOKEN": "a\nb"}, "HOOK_TOKEN holds what no header"),
        ({"HOOK": "ftp://h/x", "HOOK_TOKEN": "a"}, "the variable HOOK holds no address"),
        ({"HOOK": "http://h/x", "HOOK_TOKEN": "a"}, "headers go over https only"),
    ],
)
def test_an_environment_that_will_not_do_is_one_sentence_without_the_secret(
    tmp_path: Path, environ: dict[str, str], words: str
) -> None:
    read, _ = _read(tmp_path, ALL)
    ways = ways_of(read, environ, has_terminal=True)
    assert ways.webhook is None
    assert words in ways.webhook_fault
    assert "ftp" not in ways.webhook_fault


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("bel = true", 2, "Nearest: `bell`"),
        ('desktop = "growl"', 2, "`notifications.desktop`"),
        ('quiet = "at night"', 2, "not of the form 22:00-07:00"),
        ("after_seconds = -1", 2, "`notifications.after_seconds`"),
        ('asking = "yes"', 2, "`notifications.asking`"),
        ('[notifications.webhook]\nurll = "x"\nurl = "https://h"', 3, "Nearest: `url`"),
        ("[notifications.webhook]\ninclude_text = true", 2, "wants either url or url_env"),
        ('[notifications.webhook]\nurl = "http://h"\nheaders_env = { X = "Y" }', 2,
         "headers go over https only, or to this machine"),
        ('[notifications.webhook]\nurl = "https://h"\nheaders_env = { Host = "Y" }', 4,
         "not yours to set"),
    ],
)  # fmt: skip
def test_a_fault_names_its_line_and_the_rest_is_used(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    read, faults = _read(tmp_path, f"[notifications]\n{text}\n")
    assert [(found, words in said) for found, said in faults] == [(line, True)], faults
    assert read.tell_others


@pytest.mark.parametrize(
    ("url", "words"),
    [("ftp://h", "https://hooks.example.org/omo"), ("https://a:b@h", "use headers_env")],
)
def test_a_webhook_without_a_good_address_is_none(tmp_path: Path, url: str, words: str) -> None:
    text = f'[notifications]\nbell = true\n[notifications.webhook]\nurl = "{url}"\n'
    read, faults = _read(tmp_path, text)
    assert [line for line, _ in faults] == [3, 4]
    assert words in faults[1][1]
    assert (read.webhook, read.bell) == (None, True)


@pytest.mark.parametrize(("wish", "meant"), [("true", "auto"), ("false", "off")])
def test_the_desktop_can_be_switched_like_the_bell(tmp_path: Path, wish: str, meant: str) -> None:
    read, faults = _read(tmp_path, f"[notifications]\ndesktop = {wish}\n")
    assert (faults, read.desktop) == ([], meant)
