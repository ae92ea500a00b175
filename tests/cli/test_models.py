"""`omo-watch models` on the demo's servers: read, hold, release, clear, probe; each says what."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Shell

PRO = "google/gemini-3-pro"
OPUS = "anthropic/claude-opus-4-6"
MODEL = {
    "model", "provider", "state", "reason", "since_ms", "until_ms", "seconds_left",
    "until_stated", "held", "hit_by", "used_by", "servers", "missing_on", "cost_class", "price",
}  # fmt: skip
RECORDINGS = Path(__file__).parents[1] / "recordings"


@pytest.fixture
def ask(asking: Any) -> Any:
    return asking("laptop", "")


def found(ask: Any, name: str) -> dict[str, Any]:
    document = ask("models", "--json").document
    assert set(document) == {"servers", "models", "incidents"}
    (one,) = [model for model in document["models"] if model["model"] == name]
    assert set(one) == MODEL
    return one


def test_the_board_is_a_table_or_a_document(ask: Any) -> None:
    told = ask("models", "--all")  # which of them are limited changes as the story goes on
    assert told.code == 0
    assert told.out.splitlines()[0].split() == [
        "STATE", "MODEL", "BACK", "IN", "REASON", "SINCE", "USED", "BY", "HIT", "BY",
    ]  # fmt: skip
    one = found(ask, PRO)
    assert (one["cost_class"], one["price"]) == ("medium", {"in": 2.0, "out": 12.0})
    assert one["servers"] == ["laptop"]


def test_a_hold_is_kept_from_one_program_to_the_next(ask: Any) -> None:
    held = ask("models", "hold", PRO, "--json")
    assert (held.code, held.document["result"]) == (0, "held")
    assert found(ask, PRO)["state"] == "held"
    assert PRO in ask("models").out
    again = ask("models", "hold", PRO, "--json")
    assert (again.code, again.document["error"]) == (1, f"{PRO} is held already")
    assert ask("models", "release", PRO).out.startswith(f"released: {PRO} can be chosen again")
    assert found(ask, PRO)["state"] == "free"


def test_a_probe_says_its_cost_first_and_leaves_nothing(ask: Any) -> None:
    before = {one["id"] for one in ask("ls", "--json").document["sessions"]}
    told = ask("models", "probe", PRO, "--json")
    assert "costs one word: medium, $2 in and $12 out per million tokens" in told.err
    assert (told.code, told.document["result"]) == (0, "proved")
    assert {one["id"] for one in ask("ls", "--json").document["sessions"]} == before


def test_a_probe_that_meets_a_limit_is_not_achieved(ask: Any) -> None:
    told = ask("models", "probe", OPUS, "--json")
    assert (told.code, told.document["ok"], told.document["result"]) == (1, False, "limited")
    assert "rate-limit, back at" in told.document["evidence"]


def test_wrong_calls_say_why(ask: Any) -> None:
    unknown = ask("models", "probe", "google/gemini-4")
    assert unknown.code == 1
    assert "Nearest: google/gemini-3-pro" in unknown.err
    read_only = ask("models", "probe", PRO, "--read-only")
    assert (read_only.code, "read-only, nothing was sent" in read_only.err) == (1, True)
    assert ask("models", "probe", "gemini").code == 2


def test_a_recording_has_a_board(shell: Shell) -> None:
    replay = ("--replay", str(RECORDINGS / "rate-limited-retry.jsonl"), "--at", "4000")
    document = shell("models", *replay, "--json").document
    limited = [one for one in document["models"] if one["state"] == "cooling"]
    assert [one["hit_by"][0]["reason"] for one in limited] == ["rate-limit"]
    table = shell("models", *replay).out
    rows = [(row.split()[0], "rate-limit" in row) for row in table.splitlines()[1:]]
    assert rows == [("cooling", True), ("free", False)]
