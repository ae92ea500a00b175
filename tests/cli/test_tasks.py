"""`omo-watch tasks`: a table for people, one document for programs; `cancel` by a task's id."""

from pathlib import Path

import pytest

from omo_watch.cli.failing import CommandError
from omo_watch.cli.tasked import cancel_own, find_task, target_of
from omo_watch_core.commands import CancelTask
from tests.cli.running import Shell
from tests.core.select.make import idle, server
from tests.core.select.test_tasks_of_recordings import at
from tests.core.tasks.derive.expected import B1, B4
from tests.core.tasks.derive.make import journal, own, state

RECORDINGS = Path(__file__).parents[1] / "recordings"
NAMES = sorted(path.name for path in RECORDINGS.glob("*.jsonl"))
E1 = "omo-e1-cancel-variants"
TASK = {
    "server", "id", "origin", "session", "parent", "parent_title", "description", "agent",
    "category", "model", "state", "claim", "verdict", "differs", "why", "attempt", "attempts",
    "lane", "place", "elapsed_s", "silent_s", "since_ms", "ended_ms", "seconds_left",
    "stopped_by", "stopped_ms", "error", "counted", "calls", "last_tool", "tokens", "cost",
}  # fmt: skip
LANE = {"server", "key", "origin", "held", "width", "paused", "queued", "tasks"}


def given(name: str, moment: int | None = None) -> tuple[str, ...]:
    when = () if moment is None else ("--at", str(moment))
    return ("--replay", str(RECORDINGS / f"{name}.jsonl"), *when)


@pytest.mark.parametrize("name", NAMES)
def test_every_recording_has_a_document(shell: Shell, name: str) -> None:
    replay = given(name.removesuffix(".jsonl"))
    document = shell("tasks", *replay, "--json").document
    assert set(document) == {"servers", "tasks", "lanes"}
    assert all(set(task) == TASK for task in document["tasks"])
    assert all(set(lane) == LANE for lane in document["lanes"])
    assert shell("ls", *replay, "--json").document["tasks"] == document["tasks"]


def test_a_task_is_written_whole(shell: Shell) -> None:
    tasks = shell("tasks", *given(B1, 20_000), "--json").document["tasks"]
    (limited,) = (task for task in tasks if task["description"] == "Limited work")
    assert limited["why"] is None
    assert (limited["attempt"], limited["category"], limited["origin"]) == (2, "limcat", "plugin")
    assert limited["attempts"] == [
        {
            "number": 1, "session": "ses_e07bee370ffeWcN7q74lffxmeQ",
            "model": "fake/limited-opus",
            "error": "All credentials for model limited-opus are cooling down",
        },
        {
            "number": 2, "session": "ses_e07bedaa9ffeL4mBrs4vZrmAHM", "model": "fake/ok-two",
            "error": None,
        },
    ]  # fmt: skip
    assert limited["elapsed_s"] == pytest.approx(5.0, abs=0.1)
    (dead,) = (task for task in tasks if task["state"] == "stuck")
    assert dead["differs"]
    assert dead["why"]["cause"] == "orphan-task"
    assert dead["why"]["evidence"] == "dead for 16s without output, the plugin still counts it"
    assert dead["error"] == "400 Invalid request: unsupported parameter"


def test_a_lane_names_what_is_in_it(shell: Shell) -> None:
    lanes = shell("tasks", *given(E1, 22_000), "--json").document["lanes"]
    assert [(lane["key"], lane["held"], lane["queued"]) for lane in lanes] == [
        ("fake/hang-x", 1, 0), ("fake/slow-kimi", 2, 1),
    ]  # fmt: skip
    assert lanes[1]["tasks"] == ["bg_b6bf1d31", "bg_9f8a45fd", "bg_ca94cc46"]


def test_people_read_a_table(shell: Shell) -> None:
    outcome = shell("tasks", *given(B1, 16_700))
    heads, *lines = outcome.out.splitlines()
    assert outcome.code == 0
    assert heads.split() == [
        "STATE", "TIME", "TASK", "AGENT", "MODEL", "PARENT", "CLAIM", "VERDICT", "WHY", "ID",
    ]  # fmt: skip
    known = [" ".join(line.split()) for line in lines]
    assert known == [
        "running 1s Queued third Sisyphus-Junior fake/slow-kimi background demo running ok "
        "bg_7b2d4e3f",
        "cancelled 0s Read docs Sisyphus-Junior fake/slow-kimi background demo cancelled aborted "
        "bg_eec4bd9a",
        "completed 1s Queued docs Sisyphus-Junior fake/slow-kimi background demo running ok "
        "bg_e76cb460",
        "completed 10s Limited work (try 2) Sisyphus-Junior fake/ok-two background demo running "
        "ok bg_b79c1208",
        "completed 12s Find auth code explore fake/ok-kimi background demo running ok bg_57f16e23",
        "failed 13s Failing work Sisyphus-Junior fake/bad400 background demo != running failed "
        "no-answer · 400 Invalid request: unsupported par bg_8389fd41",
    ]


def test_a_wait_says_when_it_goes_on_and_a_place_which_it_is(shell: Shell) -> None:
    out = shell("tasks", *given(B1, 3_000)).out
    assert "in 7m56s" in out
    assert "queued · no session yet · 1s · place 1" in out


def test_nothing_is_a_sentence(shell: Shell) -> None:
    outcome = shell("tasks", *given("ok-run"))
    assert outcome.out == "No background task is open, and none was finished within the hour.\n"


def test_what_is_no_recording_says_so(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("hello\n")
    outcome = shell("tasks", "--replay", str(tmp_path / "x.jsonl"), "--json")
    assert (outcome.code, outcome.document["ok"]) == (2, False)


def test_nobody_there_is_no_connection(shell: Shell) -> None:
    outcome = shell("tasks", "http://127.0.0.1:9", "--timeout", "5", "--json")
    assert (outcome.code, outcome.document["ok"]) == (3, False)


# By its id ---------------------------------------------------------------------------------------


def test_a_task_is_found_by_the_beginning_of_its_id() -> None:
    told = at(E1, 22_000)
    found = find_task(told, "bg_b6")
    assert found.description == "Slow A"
    assert target_of(told, found, None) == ("replay", found.session)


def test_one_that_waits_is_refused_with_what_helps() -> None:
    told = at(E1, 22_000)
    waiting = find_task(told, "bg_ca94cc46")
    with pytest.raises(CommandError, match="Slow C queued waits in the queue") as refused:
        target_of(told, waiting, "abort")
    assert "omo-watch cancel bg_ca94cc46 --way stop-all --yes" in refused.value.hint
    assert target_of(told, waiting, "stop-all") == ("replay", waiting.parent)
    unnamed = find_task(at(E1, 12_000), "call_166996328_4")
    assert unnamed.description == "Slow C queued"


def test_one_that_nobody_knows_is_answered_with_the_nearest() -> None:
    with pytest.raises(CommandError, match="there is no task 'bg_b6bf1d32'") as refused:
        find_task(at(E1, 22_000), "bg_b6bf1d32")
    assert "did you mean bg_b6bf1d31?" in refused.value.hint
    with pytest.raises(CommandError, match="not unique"):
        find_task(at(E1, 22_000), "bg_")


def test_what_is_gone_is_not_stopped() -> None:
    told = at(B4, 12_000)
    gone = find_task(told, "bg_0384947e")
    with pytest.raises(CommandError, match="Child A is deleted"):
        target_of(told, gone, None)


def test_a_task_of_our_own_is_stopped_by_its_id() -> None:
    told = state(server(idle()), journal=journal(own()))
    key = target_of(told, find_task(told, "bg_own"), None)
    assert key == ("lab", "bg_own")
    command = cancel_own(told, key, "n" * 14, "")
    assert isinstance(command, CancelTask)
    assert (command.server, command.session, command.task) == ("lab", "ses_a", "bg_own")
    with pytest.raises(CommandError, match="is one of ours"):
        target_of(told, find_task(told, "bg_own"), "rescue")
    assert cancel_own(told, ("lab", "ses_a"), "n" * 14, "") is None
