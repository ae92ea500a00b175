"""The picker's choices where other sessions of the account are limited."""

from __future__ import annotations

from tests.tui.demo_ladders import minute
from tests.tui.test_why_model import titled

from omo_watch.lines.moving.choice import choices


def test_the_first_rung_that_is_free_stands_on_top() -> None:
    made = minute()
    found = choices(titled(made, "Port the scheduler"), made.now_ms)
    assert [(one.model.model, one.standing, one.rung) for one in found[:3]] == [
        ("gemini-3-pro", "free", 3),
        ("gpt-5.4-codex", "answers", 1),
        ("claude-opus-4-6", "cooling", 2),
    ]
    assert found[2].is_next
    assert found[2].until_ms is not None


def test_where_all_below_are_limited_the_next_one_stays_on_top() -> None:
    made = minute()
    first, second = choices(titled(made, "Cache design"), made.now_ms)[:2]
    assert (first.model.model, first.standing, first.is_next) == ("gpt-5.4", "cooling", True)
    assert second.rung == 1
