"""Calls that launch, resume or cancel tasks in the background, as the server sends them."""

from typing import Any

import msgspec
import pytest

from omo_watch_core.launch import NO_TASK, TaskCall
from omo_watch_core.wire.tools import WireToolState, tool_of

LAUNCHED = {"run_in_background": True, "backgroundTaskId": "bg_1", "sessionId": "ses_c"}


def about(name: str, given: object = None, **state: Any) -> TaskCall:
    """Decode a call and give what it has to do with tasks."""
    base = {"status": "completed", "input": given or {}}
    encoded = msgspec.json.encode({**base, **state})
    return tool_of(name, "call_1", msgspec.json.decode(encoded, type=WireToolState)).about


@pytest.mark.parametrize("name", ["task", "call_omo_agent"])
def test_a_launch_names_its_task(name: str) -> None:
    assert about(name, metadata=LAUNCHED) == TaskCall(launched="bg_1")


def test_a_call_that_still_works_names_none() -> None:
    given = {"run_in_background": True}
    assert about("task", given, status="running") == TaskCall(background=True)
    assert about("task", {"run_in_background": "yes"}, status="running") == NO_TASK


@pytest.mark.parametrize("given", [{"task_id": "ses_old"}, {"session_id": "ses_old"}])
def test_a_call_may_go_on_with_a_session_that_was_there(given: dict[str, str]) -> None:
    assert about("task", given, status="running") == TaskCall(resumes="ses_old")


@pytest.mark.parametrize(
    ("given", "cancelled"),
    [
        ({"taskId": "bg_1"}, "bg_1"),
        ({"task_id": "bg_1"}, "bg_1"),
        ({"all": True}, "*"),
        ({"all": False, "taskId": "bg_1"}, "bg_1"),
        ({"taskId": None}, ""),
        ({"taskId": 7}, ""),
    ],
)
def test_a_cancellation_names_what_it_stops(given: object, cancelled: str) -> None:
    assert about("background_cancel", given, output="Task cancelled").cancelled == cancelled


@pytest.mark.parametrize(
    "state",
    [{"output": "[ERROR] Task not found"}, {"status": "running"}, {"status": "error"}],
)
def test_one_that_failed_or_still_works_stops_nothing(state: dict[str, str]) -> None:
    assert about("background_cancel", {"taskId": "bg_1"}, **state) == NO_TASK


def test_other_tools_have_nothing_to_do_with_tasks() -> None:
    assert about("bash", {"taskId": "bg_1", "task_id": "ses_1"}, metadata=LAUNCHED) is NO_TASK


def told(words: str) -> tuple[str, str]:
    """Give the task that an output names, and what came instead of its start."""
    found = about("call_omo_agent", {"run_in_background": True}, output=words)
    return found.launched, found.failed


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Background agent task launched successfully.\n\nTask ID: bg_1\nX", ("bg_1", "")),
        ("Background task launched.\n\nBackground Task ID: bg_1\nStatus: pending", ("bg_1", "")),
        ("Task failed to start (status: error).\n\nTask ID: bg_1", ("bg_1", "error")),
        ("Failed to launch background agent task: no", ("", "")),
        ("He said: Background task launched.\n\nTask ID: bg_1", ("", "")),
    ],
)
def test_where_no_metadata_name_a_task_the_output_does(
    words: str, expected: tuple[str, str]
) -> None:
    assert told(words) == expected


def test_the_output_of_a_foreground_call_names_none() -> None:
    words = "Background task launched.\n\nTask ID: bg_1"
    assert about("task", {}, output=words) == NO_TASK


def test_agent_and_model_are_those_of_the_metadata() -> None:
    model = {"providerID": "fake", "modelID": "ok", "variant": "high"}
    told = {**LAUNCHED, "agent": "explore", "model": model}
    found = about("task", {"subagent_type": "other"}, metadata=told)
    assert (found.agent, found.model) == ("explore", ("fake", "ok", "high"))
    assert about("task", {"subagent_type": "other"}, status="running").agent == "other"


def test_a_task_of_the_server_itself_goes_by_its_session() -> None:
    told = {"background": True, "sessionId": "ses_c"}
    found = about("task", metadata=told, status="running")
    assert (found.launched, found.server, found.background) == ("ses_c", True, False)


def test_a_session_that_is_pending_is_none() -> None:
    state = {"status": "completed", "metadata": {"sessionId": "pending"}, "input": {}}
    encoded = msgspec.json.encode(state)
    call = tool_of("task", "call_1", msgspec.json.decode(encoded, type=WireToolState))
    assert call.child is None
