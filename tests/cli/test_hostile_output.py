"""What servers say is printed without what could steer a terminal, and as valid JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from omo_watch_core.clean import clean
from tests.cli.running import Shell
from tests.tui.hostile import BIG, TEXTS, always, lines

STAGES = ("asks", "wonders", "waits", "tasks")
COMMANDS = ("ls", "tasks", "inbox", "models")


def written(folder: Path, stage: str, name: str) -> str:
    file = folder / f"{stage}.jsonl"
    file.write_bytes(b"\n".join(lines(stage, always(name))))
    return str(file)


def is_clean(out: str) -> bool:
    return clean(out, 10_000_000) == out and "\t" not in out


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_that_a_server_says_is_printed_clean(
    name: str, shell: Shell, tmp_path: Path
) -> None:
    for stage in STAGES[:1] if name in BIG else STAGES:
        replay = ("--replay", written(tmp_path, stage, name))
        for command in COMMANDS:
            plain = shell(command, *replay)
            assert plain.code == 0, plain.err
            assert is_clean(plain.out), (stage, command)
            told = shell(command, *replay, "--json")
            assert isinstance(told.document, dict)
            assert is_clean(told.out), (stage, command)


@pytest.mark.parametrize("name", TEXTS)
def test_a_session_and_its_events_are_printed_clean(
    name: str, shell: Shell, tmp_path: Path
) -> None:
    for stage in STAGES[:1] if name in BIG else STAGES:
        replay = ("--replay", written(tmp_path, stage, name))
        (first, *_) = shell("ls", *replay, "--json").document["sessions"]
        plain = shell("show", first["id"], *replay)
        assert (plain.code, is_clean(plain.out)) == (0, True), plain
        told = shell("show", first["id"], *replay, "--json")
        assert first["id"] in told.out
        assert isinstance(told.document, dict)
        assert is_clean(told.out)
        events = shell("events", *replay)
        assert events.code == 0, events.err
        told_lines = events.out.splitlines()
        assert told_lines
        assert all(isinstance(json.loads(line), dict) for line in told_lines)
        assert is_clean(events.out)
