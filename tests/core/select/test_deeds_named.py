"""What was done, in the few words of the log."""

import pytest

from omo_watch_core.journal.nouns import Deed
from omo_watch_core.select.deeds_named import named
from tests.core.actions.stage import GPT


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("override", "override to fake/ok-gpt"),
        ("fallback", "fallback to fake/ok-gpt"),
        ("cancel abort", "abort"),
        ("cancel tree", "stop, tree"),
        ("answer once", "answer: once"),
        ("launch", "launch Write docs"),
        ("lane", "fake/ok-gpt starts nothing new"),
        ("tell", "tell what became of its tasks"),
        ("task new", "new task"),
        ("task cancel", "cancel the task"),
        ("task up", "let the task start next"),
        ("park", "park"),
        ("odd", "odd"),
    ],
)
def test_a_deed_has_a_few_words(kind: str, said: str) -> None:
    deed = Deed(
        id="act_1", kind=kind, place="http://x", session="ses_a", title="Write docs", owner="ann",
        stage="proved", started_ms=1, changed_ms=1, target=GPT,
        evidence="fake/ok-gpt starts nothing new",
    )  # fmt: skip
    assert named(deed) == said
