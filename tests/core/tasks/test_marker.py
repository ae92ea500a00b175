"""The plugin's own count of open tasks, as its file tells it."""

import json

import pytest

from omo_watch_core.tasks.marker import PluginCount, path_of, read_count

UPDATED = "2026-11-29T02:18:35.381Z"
UPDATED_MS = 1_795_918_715_381


def file(state: str, **more: str) -> bytes:
    """Write the server's answer for a file that says so."""
    source = {"state": state, "updatedAt": UPDATED, **more}
    told = {"sessionID": "ses_a", "updatedAt": UPDATED, "sources": {"background-task": source}}
    return json.dumps({"type": "text", "content": json.dumps(told)}).encode()


def test_its_place_is_in_the_project() -> None:
    assert path_of("ses_a") == ".omo/run-continuation/ses_a.json"


@pytest.mark.parametrize(
    ("body", "active", "waking"),
    [
        (file("active", reason="2 background task(s) active"), 2, False),
        (file("active", reason="background completion wake pending"), 0, True),
        (file("idle"), 0, False),
        (file("idle", reason="3 background task(s) active"), 0, False),
        (file("active", reason="something else"), 0, False),
    ],
)
def test_what_it_says_is_read(body: bytes, active: int, waking: bool) -> None:
    count = PluginCount(active=active, waking=waking, updated_ms=UPDATED_MS, read_ms=7)
    assert read_count(body, 7) == count


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'{"type":"text","content":""}', b'{"content":"{}"}', b'{"content":7}',
     b'{"content":"{\\"sources\\":{\\"stop\\":{\\"state\\":\\"stopped\\"}}}"}'],
)  # fmt: skip
def test_a_file_that_says_nothing_of_tasks_is_no_count(body: bytes) -> None:
    assert read_count(body, 7) is None


def test_an_odd_time_is_no_fault() -> None:
    count = read_count(file("idle").replace(UPDATED.encode(), b"soon"), 7)
    assert count == PluginCount(active=0, updated_ms=0, read_ms=7)
