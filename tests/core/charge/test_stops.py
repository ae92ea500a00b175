"""A step by itself is in the journal before its abort leaves, and until its action takes over."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from omo_watch_core.effects import SendAbort, SendPrompt
from omo_watch_core.events import JournalRead
from omo_watch_core.journal.cut_off import GONE_MS, cut_off, sentence
from omo_watch_core.journal.nouns import Deed, Entry, Step
from omo_watch_core.journal.writing import entries
from omo_watch_core.step import step
from tests.core.actions.stage import GPT, LAB, OPUS, A, Stage
from tests.core.charge.desk import Desk, limited


def written(desk: Desk, do: Callable[[], object]) -> tuple[list[Deed], list[tuple[str, str]]]:
    """Give what is written down of one thing that happens: deeds, and steps as stage and words."""
    before, sent = desk.state, len(desk.sent)
    do()
    found = entries(before, desk.state, desk.sent[sent:])
    assert all(entry.action.startswith("act_") for entry in found if isinstance(entry, Step))
    return _deeds(found), [(e.stage, e.what) for e in found if isinstance(e, Step)]


def _deeds(found: tuple[Entry, ...]) -> list[Deed]:
    return [entry for entry in found if isinstance(entry, Deed)]


def stopping() -> tuple[Desk, Deed]:
    """Give a session whose abort is about to leave, and what was written before."""
    desk = limited()
    desk.listed()
    ((deed,), _) = written(desk, lambda: desk.status_read("retry"))
    return desk, deed


def stopped() -> tuple[Desk, Deed]:
    """Give a session whose abort was answered, and what was written then."""
    desk, _ = stopping()
    ((deed,), _) = written(desk, desk.aborted)
    return desk, deed


def test_an_intent_is_written_before_the_abort_leaves() -> None:
    desk = limited()
    desk.listed()
    (deed,), steps = written(desk, lambda: desk.status_read("retry"))
    assert steps == [("intent", f"POST /session/{A}/abort")]
    (abort,) = desk.all(SendAbort)
    assert (deed.id, deed.stage, deed.kind) == (abort.action, "intent", "fallback")
    assert (deed.session, deed.automatic, deed.target) == (A, True, GPT)
    assert deed.source is not None
    assert deed.source.name == OPUS.name
    assert deed.evidence == "session.status: usage-limit, attempt 1"
    assert deed.ended_ms is None


def test_the_answer_of_the_abort_is_written_and_its_action_takes_the_row_over() -> None:
    desk, intent = stopping()
    (answered,), steps = written(desk, desk.aborted)
    assert steps == [("accepted", "the server answered")]
    assert (answered.id, answered.stage) == (intent.id, "accepted")
    desk.listed()
    desk.status_read("idle")
    (action,) = desk.state.actions.values()
    assert action.id == intent.id
    assert desk.duty.stops == {}
    (prompting,), steps = written(desk, desk.turn_read)
    assert (prompting.id, prompting.stage) == (intent.id, "intent")
    assert steps == [("intent", f"POST /session/{A}/prompt_async")]
    assert len(desk.all(SendPrompt)) == 1


def test_no_row_says_that_nothing_was_changed_while_what_ran_is_stopped() -> None:
    desk, _ = stopped()
    stages: list[str] = []
    for answer in (desk.listed, lambda: desk.status_read("idle"), desk.turn_read):
        stages += [deed.stage for deed in written(desk, answer)[0]]
    assert set(stages) == {"accepted", "intent"}


def test_an_abort_that_is_not_answered_ends_it() -> None:
    desk, intent = stopping()
    (deed,), steps = written(desk, lambda: desk.aborted(ok=False, reason="no answer"))
    assert (deed.id, deed.stage, deed.ended_ms) == (intent.id, "refused", desk.now)
    assert steps == [("refused", "the abort was not answered; nothing was prompted")]


def test_a_step_that_is_given_up_behind_its_abort_ends_it() -> None:
    desk, answered = stopped()
    found = [deed for deed in written(desk, desk.never_read)[0] if deed.ended_ms]
    assert [(deed.id, deed.evidence) for deed in found] == [
        (answered.id, "what ran is stopped; nothing was prompted")
    ]


def test_what_ended_is_written_once_and_forgotten_after_a_minute() -> None:
    desk, _ = stopping()
    desk.aborted(ok=False, reason="no answer")
    assert len(desk.duty.stops) == 1
    deeds, _ = written(desk, desk.tick)
    assert deeds == []
    desk.tick(60)
    assert all(stop.ended_ms is None for stop in desk.duty.stops.values())


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (stopping, "before its prompt: what ran may be stopped, nothing was prompted"),
        (stopped, "after its abort: nothing was prompted"),
    ],
)
def test_the_next_program_tells_of_it(when: Callable[[], tuple[Desk, Deed]], said: str) -> None:
    _, deed = when()
    other = Stage()
    other.status("idle")
    other.later(deed.changed_ms + GONE_MS - other.now)
    read = JournalRead(server="", at_ms=other.now, deeds=(deed,))
    state, _, _ = step(replace(other.state, now_ms=other.now), [read])
    (told,) = cut_off(state)
    assert sentence(told) == f"a move of {deed.title} to fake/ok-gpt was cut off {said}"


def test_the_program_that_is_at_it_does_not_tell_of_itself() -> None:
    desk, deed = stopped()
    desk.state = replace(desk.state, now_ms=deed.changed_ms + GONE_MS)
    state, _, _ = step(desk.state, [JournalRead(server="", at_ms=desk.now, deeds=(deed,))])
    assert state.servers[LAB].sessions[A].status == "idle"
    state = replace(state, now_ms=deed.changed_ms + GONE_MS)
    assert cut_off(state) == ()
    assert state.duty is not None
    assert cut_off(replace(state, duty=replace(state.duty, stops={}))) == (deed,)
