"""Notices of older generations of the task manager, as they were recorded."""

import pytest

from omo_watch_core.tasks.notice_reading import read_notices
from tests.conformance.case import Json, cases

TOLD = [
    pytest.param(prompt, case.expect["statuses"], id=f"{case.name} {number}")
    for case in cases()
    if case.key == "background-generations"
    for number, prompt in enumerate(case.expect["prompts"])
]


@pytest.mark.parametrize(("prompt", "statuses"), TOLD)
def test_the_notice_says_what_was_recorded(prompt: Json, statuses: Json) -> None:
    (notice,) = read_notices(prompt["text"])
    assert notice.internal
    if notice.kind == "single":
        (told,) = notice.tasks
        recorded = statuses[told.id]
        assert (told.status, told.error) == (recorded["status"], recorded["error"])
        assert notice.remaining > 0
        assert prompt["no_reply"]
    else:
        # Their last list marks no failure: it names every task as completed.
        assert notice.kind == "all_complete"
        assert {(told.id in statuses, told.status) for told in notice.tasks} == {
            (True, "completed")
        }
        assert not prompt["no_reply"]


def test_there_are_older_notices() -> None:
    assert TOLD
