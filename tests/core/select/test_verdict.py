"""The one cause of a quiet or odd session, the first that applies."""

from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core.model import Failure
from omo_watch_core.select.condition import condition
from omo_watch_core.select.verdict import failure_line, verdict
from omo_watch_core.state import Session
from tests.core.select.make import (
    ABORTED,
    GPT,
    HOUR,
    LIMITED,
    MINUTE,
    NOW,
    SECOND,
    answer,
    ask,
    busy,
    idle,
    lost,
    prompt,
    retry,
    server,
    setback,
    tool,
)

VOID: dict[str, Any] = {"answered": False, "answer": answer(completed_ms=NOW - HOUR)}
LATE: dict[str, Any] = {"active_ms": NOW - MINUTE, "turn_ms": NOW - HOUR}


def said(session: Session, **fields: Any) -> tuple[str, str] | None:
    lab = server(session, **fields)
    found = verdict(lab, session, condition(lab, session, NOW), NOW)
    return (found.cause, found.evidence) if found else None


@pytest.mark.parametrize("session", [busy(), idle(), idle(failure=ABORTED), idle(ended_ms=NOW)])
def test_a_session_that_is_well_has_none(session: Session) -> None:
    assert said(session) is None


@pytest.mark.parametrize(
    ("session", "cause", "evidence"),
    [
        (retry(), "rate-limited", "attempt 1"),
        (busy(unfinished=3), "looping", "3 steps cut off"),
        (busy(compactions=4), "looping", "4 compactions"),
        (busy(repeats=20, tools=(tool(),)), "looping", "bash 20 times alike"),
        (busy(repeats=21), "looping", "one tool 21 times alike"),
        (busy(tools=(tool(started_ms=NOW - 12 * SECOND),)), "tool-running",
         "bash pytest -q · 12s"),
        (busy(tools=(tool(title=""),)), "tool-running", "bash"),
        (busy(tools=(tool(), tool("read"))), "tool-running", "bash pytest -q and 1 more"),
        (busy(**LATE), "provider-silent", "1m"),
        (busy(active_ms=NOW - 30 * SECOND, turn_ms=0), "provider-silent", "30s"),
        (idle(parked_until_ms=NOW, parked_by="anna"), "rate-limited", "parked by anna"),
        (idle(parked_until_ms=NOW), "rate-limited", "parked"),
        (idle(failure=LIMITED), "no-answer", "429 Rate limit reached"),
        (idle(answer=answer(failure=LIMITED)), "no-answer", "429 Rate limit reached"),
        (idle(answered=False, answer=answer(completed_ms=1, finish="stop")), "no-answer",
         "the last turn is empty"),
        (idle(prompt=prompt(name="msg_3"), turn_ms=1), "no-answer", "the last turn is empty"),
        (idle(answer=answer()), "interrupted", "unfinished, and nothing runs here"),
        (idle(**VOID, setbacks=(setback(), setback(GPT))), "exhausted", "2 models failed"),
    ],
)  # fmt: skip
def test_each_cause(session: Session, cause: str, evidence: str) -> None:
    assert said(session) == (cause, evidence)


def test_a_wait_that_a_plugin_gave_up() -> None:
    assert said(idle(**VOID), plugin=True) == ("no-answer", "a wait for a limit was given up")
    assert said(idle(**VOID), plugin=False) is None


def test_just_below_the_limit_of_silence() -> None:
    assert said(busy(active_ms=NOW - 30 * SECOND + 1, turn_ms=0)) is None


def test_the_age_of_a_tool_is_told_in_our_clock() -> None:
    session = busy(tools=(tool(started_ms=NOW - 12 * SECOND),))
    assert said(session, offset_ms=2_000.0) == ("tool-running", "bash pytest -q · 10s")


def test_a_broken_stream_comes_before_all() -> None:
    session = retry(unfinished=9, tools=(tool(),))
    assert said(session, link=lost(), asks=[ask()]) == ("stream-lost", "was retry")


EVERYTHING = busy(unfinished=3, tools=(tool(title=""),), **LATE)
WAIT = retry().retry


@pytest.mark.parametrize(
    ("session", "asks", "cause"),
    [
        (replace(EVERYTHING, status="retry", retry=WAIT), True, "waiting-for-person"),
        (replace(EVERYTHING, status="retry", retry=WAIT), False, "rate-limited"),
        (EVERYTHING, False, "looping"),
        (replace(EVERYTHING, unfinished=0), False, "tool-running"),
        (replace(EVERYTHING, unfinished=0, tools=()), False, "provider-silent"),
        (idle(parked_until_ms=NOW, failure=LIMITED), False, "rate-limited"),
        (idle(failure=LIMITED, answer=answer()), False, "no-answer"),
    ],
)
def test_the_first_cause_that_applies(session: Session, asks: bool, cause: str) -> None:
    found = said(session, asks=[ask()] if asks else [])
    assert found is not None
    assert found[0] == cause


def test_what_waits_for_a_person_is_named() -> None:
    found = said(busy(), asks=[ask(kind="question")])
    assert found == ("waiting-for-person", "question · touch marker")


@pytest.mark.parametrize(
    ("failure", "line"),
    [
        (LIMITED, "429 Rate limit reached"),
        (Failure(name="UnknownError", message="Model not found"), "Model not found"),
        (Failure(name="ContentFilterError"), "ContentFilterError"),
        (Failure(name="APIError", status=500), "500 APIError"),
    ],
)
def test_an_error_in_one_line(failure: Failure, line: str) -> None:
    assert failure_line(failure) == line
