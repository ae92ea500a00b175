"""What is written down of an answer: its request before it leaves, and never a typed word."""

import msgspec

from omo_watch_core.journal.nouns import Deed, Step
from omo_watch_core.journal.writing import entries
from tests.core.actions.asked import QUESTION, Asked, asking, question, reply

LONG = "a secret that I typed"


def _told(stage: Asked) -> list[object]:
    found: list[object] = []
    for tell in (stage.taken, lambda: stage.closed(QUESTION)):
        before = stage.state
        effects = tell()
        found += entries(before, stage.state, effects)
    return found


def test_an_answer_is_written_down_without_its_words() -> None:
    stage = asking(question())
    before = stage.state
    sent = stage.order(reply(ask=QUESTION, reply="answers", answers=((LONG,),)))
    found: list[object] = [*entries(before, stage.state, sent), *_told(stage)]
    deeds = [entry for entry in found if isinstance(entry, Deed)]
    steps = [(e.stage, e.what) for e in found if isinstance(e, Step)]
    assert [deed.stage for deed in deeds] == ["intent", "proving", "answered"]
    assert {(deed.kind, deed.asked) for deed in deeds} == {("answer answers", QUESTION)}
    assert steps[0] == ("intent", "POST /question/que_1/reply")
    assert steps[-1] == ("answered", "Refactor billing: answered with words of your own")
    assert LONG.encode() not in msgspec.json.encode(found)
