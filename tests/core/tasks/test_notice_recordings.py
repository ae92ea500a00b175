"""Notices as a real server with the plugin sent them."""

import json
from collections.abc import Iterator

import pytest

from omo_watch_core.tasks.notice_reading import Notice, read_notices
from tests.core.reduce.tapes import FOLDER, NAMES

PLUGIN = [name for name in NAMES if name.startswith("omo-")]
OPENING = "<system-reminder>\n["


def texts(name: str) -> list[str]:
    """Give every text part of a recording that carries notices, as it was sent."""
    lines = (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
    events = (json.loads(line) for line in lines if "<system-reminder>" in line)
    found = (text for event in events for text in _texts(event))
    return list(dict.fromkeys(text for text in found if OPENING in text))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def notices(name: str) -> list[Notice]:
    return [notice for text in texts(name) for notice in read_notices(text)]


@pytest.mark.parametrize("name", PLUGIN)
def test_every_notice_is_read(name: str) -> None:
    headers = sum(text.count(OPENING) for text in texts(name))
    assert len(notices(name)) == headers
    assert all(notice.internal and notice.tasks for notice in notices(name))


def test_there_are_notices_in_the_recordings() -> None:
    assert {name for name in PLUGIN if notices(name)} >= {"omo-b1-background-tasks"}


def test_a_retry_is_followed_to_its_new_session() -> None:
    moves = [notice.move for notice in notices("omo-b1-background-tasks") if notice.move]
    assert [(move.session is None, move.model) for move in moves] == [
        (True, "fake/ok-two"),
        (False, "fake/ok-two"),
    ]
    assert moves[0].failed_session == moves[1].failed_session


def test_a_deletion_tells_the_same_task_twice() -> None:
    ends = [
        (told.id, told.status)
        for notice in notices("omo-b2-outside-abort-delete")
        for told in notice.tasks
        if told.description == "Delete me"
    ]
    assert [status for _, status in ends] == ["completed", "cancelled"]
    assert len({task for task, _ in ends}) == 1
