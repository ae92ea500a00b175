"""The desktop of this machine: arguments without markup, and every way of failing."""

import asyncio
from pathlib import Path

import pytest

from omo_watch.notifying.notify_send import arguments, notify_send


def _script(folder: Path, text: str) -> str:
    file = folder / "notify-send"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o700)
    return str(file)


def test_markup_and_options_from_outside_are_text() -> None:
    assert arguments("<b>--help</b> & \x1b]x") == [
        "--app-name=omo-watch", "--", "omo-watch", "&lt;b&gt;--help&lt;/b&gt; &amp; ]x",
    ]  # fmt: skip


def test_the_words_reach_the_program_as_one_argument(tmp_path: Path) -> None:
    program = _script(tmp_path, f'for word; do echo "$word"; done > {tmp_path}/said')
    assert asyncio.run(notify_send("Billing asks: $(id)", program)) == ""
    said = (tmp_path / "said").read_text().splitlines()
    assert said == ["--app-name=omo-watch", "--", "omo-watch", "Billing asks: $(id)"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [("exit 3", "it ended with 3"), ("exec sleep 60", "it did not end within 0.2 s")],
)
def test_a_failure_is_one_sentence(tmp_path: Path, text: str, fault: str) -> None:
    program = _script(tmp_path, text)
    assert asyncio.run(notify_send("hi", program, within_s=0.2)) == fault


def test_a_missing_program_is_one_sentence(tmp_path: Path) -> None:
    assert asyncio.run(notify_send("hi", str(tmp_path / "none"))) == "No such file or directory"
