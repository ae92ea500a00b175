"""Recordings, step by step: what each session is, why, and who is in charge of it."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from omo_watch_core import events as ev
from omo_watch_core import replay
from omo_watch_core.link import Link
from omo_watch_core.reduce import reduce
from omo_watch_core.select.charge import in_charge_of
from omo_watch_core.select.condition import condition
from omo_watch_core.select.verdict import verdict
from omo_watch_core.state import Server, State
from tests.core.charge.tape import FOLDER

TOLD = Path(__file__).parent / "told"
NAMES = sorted(file.stem for file in TOLD.glob("*.txt"))
LAB = "lab"
RENAMED = {
    "limited-": "dear-",
    "ok-": "fine-",
    "fake": "house",
    "ses_e0": "ses_d9",
    "hello there": "good morning",
    "override": "change",
    "word": "term",
}
"""Other ids, titles, models and texts: none of them decides anything."""


def played(lines: tuple[bytes, ...]) -> Iterator[tuple[int, Server]]:
    """Fold event by event, with the seconds of the clock between; give each state in between."""
    tape = replay.read(lines, server=LAB)
    state, second = State(servers={LAB: Server(name=LAB, url="", link=Link())}), tape.base_ms
    for event in tape.events:
        while second + 1_000 <= event.at_ms:
            second += 1_000
            state, _ = reduce(state, [ev.Ticked(server="", at_ms=second)])
            yield second - tape.base_ms, state.servers[LAB]
        state, _ = reduce(state, [event])
        yield event.at_ms - tape.base_ms, state.servers[LAB]


def changes(lines: tuple[bytes, ...]) -> list[str]:
    """Write a line for each change of a session's state, verdict or who is in charge of it."""
    base = replay.read(lines, server=LAB).base_ms
    names: dict[str, str] = {}
    known: dict[str, str] = {}
    found: list[str] = []
    for moment, server in played(lines):
        for name, session in server.sessions.items():
            number = names.setdefault(name, f"S{len(names) + 1}")
            now = base + moment
            word = condition(server, session, now)
            cause = verdict(server, session, word, now)
            who = in_charge_of(server, session) or "-"
            said = f"{number} {word} {cause.cause if cause else '-'} {who}"
            if known.get(name) != said:
                known[name] = said
                found.append(f"{moment} {said}")
    return found


@cache
def _lines(name: str) -> tuple[bytes, ...]:
    return tuple((FOLDER / f"{name}.jsonl").read_bytes().splitlines())


@pytest.mark.parametrize("name", NAMES)
def test_each_step_of_a_recording(name: str) -> None:
    assert changes(_lines(name)) == (TOLD / f"{name}.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_names_decide_nothing(name: str) -> None:
    text = b"\n".join(_lines(name)).decode()
    for old, new in RENAMED.items():
        text = text.replace(old, new)
    renamed = tuple(line.encode() for line in text.splitlines())
    assert renamed != _lines(name)
    assert json.loads(renamed[-1])
    assert changes(renamed) == (TOLD / f"{name}.txt").read_text("utf-8").splitlines()


def test_every_recording_with_the_plugin_a_move_or_a_task_has_its_steps() -> None:
    kinds = ("omo-*", "override-*", "subagent-*", "background-*")
    recorded = {file.stem for kind in kinds for file in FOLDER.glob(f"{kind}.jsonl")}
    assert recorded <= set(NAMES)
