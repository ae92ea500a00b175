"""Each request of an action is kept with what the server answered, for the eyes of a person."""

from __future__ import annotations

from omo_watch_core import events as ev
from omo_watch_core.sent import Request
from omo_watch_core.state import State
from omo_watch_core.step import step
from tests.core.actions.stage import A
from tests.core.actions.test_others_told import moved


def sent(state: State, events: list[ev.Event]) -> list[Request]:
    for event in events:
        state, _, _ = step(state, [event])
    (requests,) = state.requests.values()
    return list(requests)


def test_a_move_keeps_its_requests_with_their_answers() -> None:
    abort, prompt = sent(*moved())
    assert abort.what == f"POST /session/{A}/abort"
    assert (abort.status, abort.body) == (200, b"{}")
    assert prompt.what == f"POST /session/{A}/prompt_async"
    assert prompt.status == 204
    assert b'"model"' in prompt.body
    assert prompt.answered_ms is not None
    assert prompt.answered_ms >= prompt.at_ms


def test_a_request_without_an_answer_says_so() -> None:
    state, events = moved()
    cut = next(at for at, event in enumerate(events) if isinstance(event, ev.AbortAnswered))
    lost = [*events[:cut]]
    (abort,) = sent(state, lost)
    assert (abort.status, abort.answered_ms) == (None, None)
