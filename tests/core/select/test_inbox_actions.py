"""Actions that did not do what they were to wait in the inbox until one makes up for them."""

from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core.actions.action import (
    Action,
    AnswerAction,
    CancelAction,
    OverrideAction,
    Result,
    UndoAction,
)
from omo_watch_core.select.inbox import inbox
from tests.core.select.make import (
    GPT,
    KIMI,
    LAB,
    MINUTE,
    NOW,
    OPUS,
    SECOND,
    busy,
    idle,
    server,
    state,
)

CHAIN = {"*": ("fake/gpt", "fake/kimi")}
ALL = (OPUS, GPT, KIMI)


def acted(name: str, result: Result | None, session: str = "ses_a", **fields: Any) -> Action:
    """Give a move of a session to another model."""
    return OverrideAction(
        id=name, server=LAB, session=session, title="a title", started_ms=NOW - MINUTE,
        phase="ended", phase_ms=NOW, result=result, ended_ms=NOW - SECOND, target=GPT,
        evidence="kimi answered instead", **fields,
    )  # fmt: skip


def stopped(name: str, result: Result) -> Action:
    """Give a stop of a session."""
    return CancelAction(
        id=name, server=LAB, session="ses_a", title="a title", started_ms=NOW - MINUTE,
        phase="ended", phase_ms=NOW, result=result, strength="abort", evidence="it still runs",
    )  # fmt: skip


def after(*actions: Action) -> list[tuple[str, str, str]]:
    """Give what actions leave in the inbox."""
    done = {action.id: action for action in actions}
    lab = server(idle(), busy("ses_b"))
    return [(e.kind, e.text, e.hint) for e in inbox(state(lab, actions=done))]


@pytest.mark.parametrize(
    ("action", "kind", "text", "hint"),
    [
        (acted("act_1", "accepted"), "not proved", "override to gpt: kimi answered instead",
         "omo-watch show ses_a"),
        (stopped("act_1", "still alive"), "still alive", "it still runs",
         "omo-watch cancel ses_a --strength tree"),
        (stopped("act_1", "came back"), "came back", "it still runs",
         "omo-watch cancel ses_a --strength tree"),
    ],
)  # fmt: skip
def test_bad_news_of_an_action(action: Action, kind: str, text: str, hint: str) -> None:
    assert after(action) == [(kind, text, hint)]


@pytest.mark.parametrize(
    "action", [acted("act_1", None), acted("act_1", "proved"), acted("act_1", "refused"),
               acted("act_1", "set"), stopped("act_1", "stopped")],
)  # fmt: skip
def test_other_results_need_nobody(action: Action) -> None:
    assert after(action) == []


def answered(name: str, result: Result, asked: str = "per_1") -> Action:
    """Give an answer to a request."""
    return AnswerAction(
        id=name, server=LAB, session="ses_a", title="a title", started_ms=NOW - MINUTE,
        phase="ended", phase_ms=NOW, result=result, asked=asked, reply="once",
    )  # fmt: skip


def undone(name: str, undoes: str) -> Action:
    """Give what was taken back."""
    return UndoAction(
        id=name, server=LAB, session="ses_a", title="a title", started_ms=NOW - MINUTE,
        phase="ended", phase_ms=NOW, result="undone", undoes=undoes,
    )  # fmt: skip


MOVED = acted("act_1", "accepted")
ALIVE = stopped("act_1", "still alive")
STEERED = replace(stopped("act_2", "sent"), strength="steer")


@pytest.mark.parametrize(
    ("bad", "later"),
    [
        (MOVED, acted("act_2", "proved")),
        (MOVED, acted("act_2", "set")),
        (MOVED, undone("act_2", "act_1")),
        (ALIVE, stopped("act_2", "stopped")),
        (replace(STEERED, id="act_1", result="accepted"), STEERED),
        (answered("act_1", "accepted"), answered("act_2", "answered")),
    ],
)
def test_a_later_action_of_its_kind_makes_up_for_it(bad: Action, later: Action) -> None:
    assert after(bad, later) == []
    assert len(after(bad)) == 1
    if not isinstance(later, UndoAction):
        assert len(after(later, bad)) == 1
        assert len(after(replace(bad, session="ses_b"), later)) == 1


@pytest.mark.parametrize(
    ("bad", "later"),
    [
        (MOVED, stopped("act_2", "stopped")),
        (MOVED, acted("act_2", "refused")),
        (MOVED, undone("act_2", "act_0")),
        (ALIVE, acted("act_2", "proved")),
        (ALIVE, STEERED),
        (answered("act_1", "accepted"), answered("act_2", "answered", asked="per_2")),
    ],
)
def test_other_good_news_do_not(bad: Action, later: Action) -> None:
    assert len(after(bad, later)) == 1


def test_what_became_of_a_session_that_is_gone_needs_nobody() -> None:
    assert after(acted("act_1", "accepted", "ses_gone")) == []
