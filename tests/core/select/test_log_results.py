"""How the log reads the end of what was done."""

import pytest

from omo_watch_core.actions.action import Result
from omo_watch_core.actions.task.nouns import TellAction
from omo_watch_core.select.log import LogView, Tone, log
from tests.core.actions.stage import LAB, A, blank


@pytest.mark.parametrize(
    ("result", "word", "tone"),
    [
        ("launched", "launched", "good"),
        ("told", "told", "set"),
        ("queued", "queued", "set"),
        ("changed", "changed", "set"),
        ("accepted", "not proved", "bad"),
        ("refused", "refused", "quiet"),
        (None, "running", "quiet"),
    ],
)
def test_an_end_has_a_word_and_a_tone(result: Result | None, word: str, tone: Tone) -> None:
    action = TellAction(
        id="act_1", server=LAB, session=A, title="Refactor billing", started_ms=1, phase="x",
        phase_ms=2, result=result, ended_ms=2 if result else None, tasks=("bg_1",), text="",
        message="msg_1", part="prt_1",
    )  # fmt: skip
    (row,) = log(blank(actions={"act_1": action}), LogView()).rows
    assert (row.result, row.tone, row.what) == (word, tone, ("tell what became of its tasks",))
