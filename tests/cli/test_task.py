"""`omo-watch task`: launched, moved up and arranged on the demo's servers; wrong calls say why."""

from typing import Any

import pytest

from tests.cli.running import Outcome

MODEL = "openai/gpt-5.4-mini"


@pytest.fixture
def ask(asking: Any) -> Any:
    return asking("ci-box", "[tasks]\nconcurrency = 1\n")


@pytest.fixture
def parent(ask: Any) -> str:
    sessions = ask("ls", "--json").document["sessions"]
    (found,) = [one["id"] for one in sessions if one["title"] == "Draft the changelog"]
    return str(found)


def new(ask: Any, parent: str, *args: str) -> Outcome:
    more = ("--agent", "explore", "--model", MODEL, "--json")
    outcome: Outcome = ask("task", "new", "Count the tests", "--parent", parent, *more, *args)
    return outcome


def test_a_task_is_launched_waits_behind_another_and_ends(ask: Any, parent: str) -> None:
    first = new(ask, parent)
    assert (first.code, first.document["result"]) == (0, "launched")
    assert first.document["session"].startswith("ses_")
    assert "goes on with it" in first.err
    second = new(ask, parent)
    assert (second.document["result"], second.document["place"]) == ("queued", 1)
    assert second.document["lane"] == MODEL
    third = new(ask, parent, "--description", "Next")
    assert third.document["place"] == 2
    up = ask("task", "up", third.document["task"])
    assert (up.code, up.out) == (0, "changed: Next starts next in its lane\n")
    assert ask("task", "up", first.document["task"]).code == 1
    listed = ask("tasks", "--json").document["tasks"]
    mine = {one["id"]: one["place"] for one in listed if one["origin"] == "omo-watch"}
    assert mine[third.document["task"]] == 1
    ended = new(ask, parent, "--wait")
    assert (ended.code, ended.document["status"], ended.document["told"]) == (0, "completed", True)


def test_a_lane_is_changed(ask: Any) -> None:
    paused = ask("task", "lane", MODEL, "--pause", "--json")
    assert paused.document["evidence"] == f"{MODEL} starts nothing new"
    wider = ask("task", "lane", MODEL, "--slots", "3")
    assert wider.out == f"changed: {MODEL} runs 3 tasks at once\n"
    (lane,) = ask("tasks", "--json").document["lanes"][-1:]
    assert (lane["key"], lane["width"], lane["paused"]) == (MODEL, 3, True)


@pytest.mark.parametrize(
    ("args", "code", "why"),
    [
        (("task", "lane", MODEL), 2, "one thing of a lane is changed at a time"),
        (("task", "lane", "no/such", "--pause"), 2, "no server has a model for the lane 'no/such'"),
        (("task", "up", "bg_nothere"), 1, "there is no task 'bg_nothere'"),
        (("task", "new", "X", "--parent", "ses_nothere", "--agent", "a"), 1,
         "there is no session 'ses_nothere'"),
        (("task", "new", "X", "--parent", "ses_1"), 2, "a task needs an agent"),
        (("task", "new", "X", "--parent", "ses_1", "--agent", "a", "--variant", "high"), 2,
         "--variant is one of a model"),
        (("task", "new", "X", "--parent", "ses_1", "--agent", "a", "--model", "odd"), 2,
         "'odd' is no model"),
        (("task", "new", "X", "--parent", "ses_1", "--agent", "a", "--read-only"), 1, "read-only"),
    ],
)  # fmt: skip
def test_a_wrong_call_says_why(ask: Any, args: tuple[str, ...], code: int, why: str) -> None:
    outcome = ask(*args)
    assert outcome.code == code
    assert outcome.err.startswith(f"omo-watch: {why}")


def test_what_cannot_run_is_refused(ask: Any, parent: str) -> None:
    empty = ask("task", "new", " ", "--parent", parent, "--agent", "explore")
    assert (empty.code, empty.out) == (1, "refused: A task needs a prompt. Nothing was sent.\n")
    odd = ask("task", "new", "X", "--parent", parent, "--agent", "explore", "--model", "no/such")
    assert odd.code == 1
    assert odd.out.startswith("refused: ci-box has no model `no/such`.")
