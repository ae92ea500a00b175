"""`omo-watch inbox`: a table with commands for people, one document for programs."""

import shlex
from pathlib import Path

import pytest

from omo_watch.cli.program import COMMANDS
from tests.cli.running import Shell

RECORDINGS = Path(__file__).parents[1] / "recordings"
NAMES = sorted(path.name for path in RECORDINGS.glob("*.jsonl"))
KEYS = {"id", "kind", "server", "session", "title", "text", "since_ms", "waited_s", "hint"}
D1 = "omo-d1-two-writers.jsonl"
WRITERS = "ses_e07b903bfffevjzVhFqFy4kRhp"


def inbox(shell: Shell, name: str, at: int | None = None) -> list[dict]:
    moment = () if at is None else ("--at", str(at))
    outcome = shell("inbox", "--replay", str(RECORDINGS / name), *moment, "--json")
    assert outcome.code == 0, outcome.err
    assert set(outcome.document) == {"inbox"}
    return outcome.document["inbox"]


@pytest.mark.parametrize("name", NAMES)
def test_every_recording_has_an_inbox(shell: Shell, name: str) -> None:
    for entry in inbox(shell, name):
        assert set(entry) == KEYS
        assert entry["waited_s"] >= 0
        program, command, *_ = shlex.split(entry["hint"])
        assert program == "omo-watch"
        assert command in COMMANDS


def test_two_writers_leave_a_difference(shell: Shell) -> None:
    assert inbox(shell, D1, 3_000) == []
    (entry,) = inbox(shell, D1)
    assert (entry["kind"], entry["session"], entry["title"]) == ("mismatch", WRITERS, "two writers")
    assert entry["text"] == "claimed limited-two, ok-three answered"
    assert entry["hint"] == f"omo-watch override {WRITERS} fake/limited-two"
    assert entry["waited_s"] == pytest.approx(6.9, abs=0.2)


def test_the_session_says_it_too(shell: Shell) -> None:
    listed = shell("ls", "--replay", str(RECORDINGS / D1), "--json").document["sessions"]
    found = {one["id"]: one["mismatch"] for one in listed if one["mismatch"]}
    assert found == {
        WRITERS: {
            "claimed": "fake/limited-two", "fact": "fake/ok-three", "source": "toast",
            "at_ms": 1795166767114 + 30,
        }
    }  # fmt: skip
    for command in (("ls",), ("show", WRITERS)):
        said = shell(*command, "--replay", str(RECORDINGS / D1)).out
        assert "claimed limited-two, ok-three answered" in said


def test_a_claim_that_nobody_answered_yet_stands_on_the_ladder(
    shell: Shell, tmp_path: Path
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text('[chains]\nglobal = ["fake/limited-two", "fake/ok-gpt"]\n')
    recording = str(RECORDINGS / "omo-a2-fallback-agent-swap-error.jsonl")
    given = ("--replay", recording, "--config", str(settings))
    (session,) = shell("ls", *given, "--json").document["sessions"]
    claimed = [rung["model"] for rung in session["ladder"] if rung["claimed"]]
    assert claimed == ["fake/ok-gpt"]
    assert "fake/ok-gpt  claimed, no answer yet" in shell("show", session["id"], *given).out


@pytest.mark.parametrize(
    ("name", "at", "kinds"),
    [
        ("ok-run.jsonl", None, []),
        ("omo-a1-runtime-fallback.jsonl", None, []),
        ("omo-d2-two-writers-pingpong.jsonl", None, ["mismatch"]),
        ("auth-error.jsonl", None, ["no answer"]),
        ("permission-ask.jsonl", 4_000, ["permission"]),
    ],
)
def test_what_it_is_about(shell: Shell, name: str, at: int | None, kinds: list[str]) -> None:
    assert [entry["kind"] for entry in inbox(shell, name, at)] == kinds


def test_for_people_each_line_is_followed_by_its_command(shell: Shell) -> None:
    heads, line, hint = shell("inbox", "--replay", str(RECORDINGS / D1)).out.splitlines()
    assert heads.split() == ["WHAT", "WAITED", "SESSION", "SERVER", "ABOUT"]
    assert line.split() == [
        "mismatch", "6s", "two", "writers", "replay", "claimed", "limited-two,", "ok-three",
        "answered",
    ]  # fmt: skip
    assert hint == f"  omo-watch override {WRITERS} fake/limited-two"
    assert line.index("two writers") == heads.index("SESSION")


def test_nothing(shell: Shell) -> None:
    outcome = shell("inbox", "--replay", str(RECORDINGS / "ok-run.jsonl"))
    assert (outcome.code, outcome.out, outcome.err) == (0, "Nothing needs you.\n", "")


def test_no_recording(shell: Shell, tmp_path: Path) -> None:
    empty = tmp_path / "x.jsonl"
    empty.write_text("hello\n")
    outcome = shell("inbox", "--replay", str(empty), "--json")
    assert outcome.code == 2
    assert outcome.document["ok"] is False
