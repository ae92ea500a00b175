"""`ls` and `show` over the recordings, at their end and at moments in between."""

import json
from pathlib import Path

import pytest

from tests.cli.running import Shell

RECORDINGS = Path(__file__).parents[1] / "recordings"
NAMES = sorted(path.name for path in RECORDINGS.glob("*.jsonl"))
SESSION_KEYS = {
    "server", "id", "parent", "title", "directory", "agent", "state", "model", "variant", "retry",
    "ladder", "verdict", "tokens", "cost", "context_used", "context_limit", "silent_s",
}  # fmt: skip


def _ls(shell: Shell, name: str, at: int | None = None) -> dict:
    moment = () if at is None else ("--at", str(at))
    outcome = shell("ls", "--replay", str(RECORDINGS / name), *moment, "--json")
    assert outcome.code == 0, outcome.err
    return outcome.document


@pytest.mark.parametrize("name", NAMES)
def test_every_recording_is_listed_whole(shell: Shell, name: str) -> None:
    document = _ls(shell, name)
    assert set(document) == {"servers", "sessions", "tasks", "cut_off"}
    rest = RECORDINGS / name.replace(".jsonl", ".rest.json")
    if rest.exists():
        expected = {s["id"] for s in json.loads(rest.read_text(encoding="utf-8"))["sessions"]}
        # the stream may also carry a session of another client
        assert expected <= {s["id"] for s in document["sessions"]}
    for session in document["sessions"]:
        assert set(session) >= SESSION_KEYS
        # at its end no recording has a gap, so nothing is unknown
        assert session["state"] != "unknown"


def test_a_moment_counts_from_the_start(shell: Shell) -> None:
    before, during = (
        _ls(shell, "rate-limited-retry.jsonl", 1000),
        _ls(shell, "rate-limited-retry.jsonl", 3000),
    )
    assert before["sessions"] == []
    (session,) = during["sessions"]
    assert session["state"] == "retry"
    assert session["retry"]["attempt"] == 1
    assert session["retry"]["class"] == "cooldown"
    assert session["retry"]["next_ms"] == 1795166825665
    assert session["retry"]["seconds_left"] == pytest.approx(474.6, abs=0.5)
    assert session["ladder"][0]["rung"] == "failed"
    assert session["verdict"]["cause"] == "rate-limited"


def test_a_question_is_asking_and_then_not(shell: Shell) -> None:
    asked = next(
        json.loads(line)["t"]
        for line in (RECORDINGS / "question.jsonl").read_text(encoding="utf-8").splitlines()
        if '"question.asked"' in line
    )
    (session,) = _ls(shell, "question.jsonl", asked)["sessions"]
    assert (session["state"], session["verdict"]["cause"]) == ("asking", "waiting-for-person")
    (session,) = _ls(shell, "question.jsonl")["sessions"]
    assert session["state"] == "done"


def test_show_tells_the_transcript_and_the_plan(shell: Shell) -> None:
    outcome = shell("show", "ses_", "--replay", str(RECORDINGS / "todo.jsonl"), "--json")
    assert outcome.code == 0, outcome.err
    assert [todo["status"] for todo in outcome.document["todos"]] == ["completed"] * 3
    tools = [p["tool"] for m in outcome.document["messages"] for p in m["parts"] if "tool" in p]
    assert tools == ["todowrite"] * 3


def test_events_are_one_json_line_each(shell: Shell) -> None:
    outcome = shell("events", "--replay", str(RECORDINGS / "retry-short.jsonl"))
    events = [json.loads(line) for line in outcome.out.splitlines()]
    kinds = [event["event"] for event in events]
    assert kinds.count("StatusHeard") >= 5
    assert "TextGrew" not in kinds
    assert {"server", "at_ms"} <= set(events[0])


@pytest.mark.parametrize("text", ["", "not json\n", '{"some": "json"}\n'])
def test_what_is_no_recording_is_refused(shell: Shell, tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(text, encoding="utf-8")
    outcome = shell("ls", "--replay", str(path), "--json")
    assert outcome.code == 2
    assert outcome.document["ok"] is False
    assert "is no recording" in outcome.document["error"]
