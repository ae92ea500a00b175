"""What the screen says of tasks that wait or died, and of a wait that the plugin lets stand."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.tui.drawing import PEN, row_of, text
from tests.tui.make import MINUTE, NOW, SECOND
from tests.tui.story import BILLING, story

from omo_watch.lines.moments import changes_at
from omo_watch.lines.sessions.able import idle_for
from omo_watch.lines.sessions.sentence import sentence
from omo_watch.lines.stopping.words import steer_words
from omo_watch.lines.transcript.block import tail_shape
from omo_watch.lines.transcript.ending import ending_lines
from omo_watch_core.launched import Launch
from omo_watch_core.model import Verdict
from omo_watch_core.select.row import Row


def stuck(cause: str, evidence: str, **fields: Any) -> Row:
    """Give a row that is stuck for that reason."""
    row = row_of(story(), "ses_cache")
    session = replace(row.session, **fields)
    return replace(
        row, state="stuck", session=session, verdict=Verdict(cause=cause, evidence=evidence)
    )


def deaf() -> Row:
    """Give a row whose wait stands and is for no limit."""
    row = row_of(story(), BILLING)
    return replace(row, state="stuck", verdict=Verdict(cause="deaf-plugin", evidence="network"))


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        ("orphan-task", "It died, and a rescue frees its lane: evidence"),
        ("parent-not-woken", "Nobody will wake it but a prompt: evidence"),
        ("queued", "It waits: evidence"),
    ],
)
def test_each_cause_has_its_sentence(cause: str, said: str) -> None:
    assert sentence(stuck(cause, "evidence"), NOW, "assist") == said


def test_a_wait_that_the_plugin_lets_stand_reads_like_a_wait() -> None:
    row = deaf()
    assert sentence(row, NOW, "assist") == (
        "gemini-3-pro is free, but the plugin did not move it: press m to move it yourself"
    )
    assert steer_words(row).endswith("It is not read before the limit ends.")
    assert idle_for(story(), row) == idle_for(story(), row_of(story(), BILLING))
    drawn = [text(line) for line in ending_lines(row, NOW, tail_shape(80), PEN)]
    assert any("7m" in line for line in drawn)


@pytest.mark.parametrize(("ended", "seconds"), [(False, 1), (True, 60)])
def test_a_row_with_tasks_out_is_looked_at_each_second(ended: bool, seconds: int) -> None:
    row = row_of(story(), "ses_cache")
    known = replace(row.session, launches=(Launch(task="bg_1", ended=ended),))
    row = replace(row, session=known, since_ms=NOW - 4 * MINUTE)
    assert changes_at(row, NOW) - NOW == seconds * SECOND
