"""A task that was prompted a moment ago has not rested yet, whatever its session looks like."""

import pytest

from omo_watch_core.model import Message
from omo_watch_core.state import Session
from omo_watch_core.tasks.record import Task
from omo_watch_core.tasks.run.outcome import STOPPED_MS, end_of
from tests.core.select.make import NOW, answer, idle, server


def _child(answered: Message, active_ms: int = 0) -> Session:
    """Give a session that nobody has heard of as busy yet: its snapshot was asked before."""
    return idle(since_ms=0, status_ms=NOW, answer=answered, answered=False, active_ms=active_ms)


@pytest.mark.parametrize(
    ("began_ago", "sign_ago", "how"),
    [
        (0, None, None),
        (STOPPED_MS - 1, None, None),
        (STOPPED_MS, None, "aborted"),
        (60_000, 100, None),
        (60_000, STOPPED_MS, "aborted"),
    ],
)
def test_an_unfinished_answer_is_an_end_only_after_a_rest(
    began_ago: int, sign_ago: int | None, how: str | None
) -> None:
    child = _child(answer(NOW - began_ago), NOW - sign_ago if sign_ago is not None else 0)
    task = Task(id="bg_1", parent="ses_p", agent="general", started_ms=NOW - began_ago)
    end = end_of(server(child), child, task, NOW)
    assert (end and end.how) == how
