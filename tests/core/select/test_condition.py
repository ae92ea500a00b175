"""The one state of a session's row, and since when."""

from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core.link import Link
from omo_watch_core.model import Failure, SessionState
from omo_watch_core.select.condition import (
    LOOP_CALLS,
    LOOP_COMPACTIONS,
    LOOP_FINISHES,
    RANK,
    condition,
    due,
    is_heard,
    is_unknown,
    silent_ms,
    since_ms,
)
from omo_watch_core.state import Server, Session
from tests.core.select.make import (
    ABORTED,
    DAY,
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
    info,
    lost,
    prompt,
    retry,
    server,
    setback,
    tool,
)

ENDED = NOW - 10 * SECOND
ENDED_HERE: dict[str, Any] = {"ended_ms": ENDED, "since_ms": ENDED, "turn_ms": NOW - MINUTE}
UNFINISHED = answer()
EMPTY = answer(completed_ms=NOW - HOUR, finish="stop")
VOID = answer(completed_ms=NOW - HOUR)
"""What an abort of a wait leaves: complete, and nothing else."""


def word(session: Session, **fields: Any) -> SessionState:
    return condition(server(session, **fields), session, NOW)


@pytest.mark.parametrize(
    ("session", "state"),
    [
        pytest.param(Session(info=info()), "idle", id="nothing known but its name"),
        pytest.param(idle(), "idle", id="answered before we looked"),
        pytest.param(idle(**ENDED_HERE), "done", id="answered while we looked"),
        pytest.param(idle(**ENDED_HERE, seen_ms=ENDED), "idle", id="and a person saw it"),
        pytest.param(idle(**ENDED_HERE, seen_ms=ENDED - 1), "done", id="seen before its end"),
        pytest.param(idle(**ENDED_HERE, failure=ABORTED), "idle", id="stopped on purpose"),
        pytest.param(
            idle(**ENDED_HERE, answered=False, answer=answer(failure=ABORTED)),
            "idle",
            id="stopped before a word came",
        ),
        pytest.param(idle(failure=LIMITED), "failed", id="ended with an error"),
        pytest.param(
            idle(answer=answer(completed_ms=1, failure=LIMITED)), "failed", id="answer is an error"
        ),
        pytest.param(
            idle(answered=False, answer=EMPTY), "failed", id="a finished answer without a word"
        ),
        pytest.param(
            idle(answer=EMPTY, answered=True), "idle", id="a finished answer with words"
        ),
        pytest.param(idle(answer=UNFINISHED), "failed", id="interrupted"),
        pytest.param(
            idle(answer=UNFINISHED, since_ms=NOW - 4 * SECOND), "idle", id="still settling"
        ),
        pytest.param(
            idle(answer=UNFINISHED, since_ms=NOW - 5 * SECOND), "failed", id="settled"
        ),
        pytest.param(
            idle(answer=UNFINISHED, failure=ABORTED), "idle", id="unfinished, as it was stopped"
        ),
        pytest.param(
            idle(failure=LIMITED, parked_until_ms=NOW + HOUR), "parked", id="parked before all"
        ),
        pytest.param(busy(), "busy", id="works"),
        pytest.param(busy(parked_until_ms=NOW + HOUR), "busy", id="parked, but works"),
        pytest.param(busy(failure=LIMITED), "busy", id="an error is not the end"),
        pytest.param(retry(), "retry", id="waits"),
        pytest.param(retry(unfinished=LOOP_FINISHES), "retry", id="waits, whatever came before"),
        pytest.param(busy(ago=HOUR, active_ms=NOW - 120 * SECOND), "stuck", id="silent"),
        pytest.param(busy(ago=HOUR, active_ms=NOW - 119 * SECOND), "busy", id="nearly"),
        pytest.param(
            busy(active_ms=NOW - HOUR, turn_ms=NOW - SECOND), "busy", id="a new turn just began"
        ),
        pytest.param(
            busy(active_ms=0, turn_ms=0, since_ms=NOW - 120 * SECOND), "stuck",
            id="never a sign since we look",
        ),
        pytest.param(
            busy(active_ms=NOW - HOUR, turn_ms=NOW - HOUR, tools=(tool(),)), "busy",
            id="silent, but a tool runs",
        ),
        pytest.param(busy(unfinished=LOOP_FINISHES), "stuck", id="loops over cut steps"),
        pytest.param(busy(compactions=LOOP_COMPACTIONS), "stuck", id="loops over compactions"),
        pytest.param(
            busy(repeats=LOOP_CALLS, tools=(tool(),)), "stuck", id="loops over equal calls"
        ),
        pytest.param(busy(repeats=LOOP_CALLS - 1), "busy", id="not yet a loop"),
    ],
)  # fmt: skip
def test_condition(session: Session, state: SessionState) -> None:
    assert word(session) == state


@pytest.mark.parametrize("session", [busy(), retry(), busy(active_ms=NOW - HOUR, turn_ms=0)])
def test_an_ask_comes_before_what_the_session_does(session: Session) -> None:
    assert word(session, asks=[ask()]) == "asking"
    assert word(session, asks=[ask("ses_other")]) != "asking"


def test_an_ask_comes_before_a_loop() -> None:
    assert word(busy(unfinished=9), asks=[ask()]) == "asking"


NEWER = {"prompt": prompt(NOW - HOUR + SECOND, "msg_3"), "turn_ms": NOW - 2 * HOUR}
"""A prompt that came a second after the end of the last run, which we saw."""


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        pytest.param(NEWER, "failed", id="stored while a run ended, and never run"),
        pytest.param({**NEWER, "turn_ms": 0}, "idle", id="before we looked"),
        pytest.param(
            {**NEWER, "turn_ms": 0, "ended_ms": NOW - HOUR}, "failed", id="its end is enough"
        ),
        pytest.param({**NEWER, "since_ms": NOW - SECOND}, "idle", id="it may still start"),
        pytest.param(
            {**NEWER, "prompt": prompt(NOW - HOUR + MINUTE, "msg_3")}, "idle",
            id="noReply in an idle session",
        ),
        pytest.param(
            {**NEWER, "failure": ABORTED, "prompt": prompt(NOW - HOUR - SECOND, "msg_3")}, "idle",
            id="queued when a person stopped the run",
        ),
        pytest.param({**NEWER, "failure": ABORTED}, "failed", id="lost behind an abort"),
        pytest.param(
            {**NEWER, "answer": UNFINISHED}, "failed", id="behind an answer that died"
        ),
        pytest.param({"answer": None, "answered": False}, "idle", id="never run, never seen"),
        pytest.param(
            {"answer": None, "answered": False, "turn_ms": 1}, "failed", id="run without an answer"
        ),
        pytest.param(
            {
                "turn_ms": 1, "prompt": prompt(name="msg_9"),
                "answer": answer(parent="msg_9", completed_ms=1, finish="stop"),
            }, "idle", id="a client's own id, later than that of its answer",
        ),
    ],
)  # fmt: skip
def test_a_prompt_that_was_never_run(fields: dict[str, Any], state: SessionState) -> None:
    assert word(idle(**fields)) == state


@pytest.mark.parametrize(
    ("fields", "plugin", "state"),
    [
        pytest.param({}, False, "idle", id="a person stopped the wait"),
        pytest.param({}, None, "idle", id="nobody knows of a plugin"),
        pytest.param({}, True, "failed", id="a plugin may have given up"),
        pytest.param({"setbacks": (setback(),)}, False, "idle", id="one model failed"),
        pytest.param(
            {"setbacks": (setback(), setback(GPT))}, False, "failed", id="a chain is used up"
        ),
        pytest.param(
            {"setbacks": (setback(), setback(GPT)), "since_ms": NOW}, True, "idle", id="settling"
        ),
        pytest.param({"answered": True}, True, "idle", id="it said something"),
        pytest.param({"failure": ABORTED}, True, "idle", id="stopped on purpose"),
        pytest.param(
            {"prompt": prompt(NOW - MINUTE, "msg_3")}, True, "idle", id="not the last turn"
        ),
    ],
)
def test_a_wait_that_was_given_up(
    fields: dict[str, Any], plugin: bool | None, state: SessionState
) -> None:
    assert word(idle(**{"answer": VOID, "answered": False, **fields}), plugin=plugin) == state


@pytest.mark.parametrize(
    ("link", "status_ms", "unknown"),
    [
        pytest.param(Link(phase="live", opened_ms=NOW), 0, False, id="no gap"),
        pytest.param(lost(), NOW, True, id="down"),
        pytest.param(lost(phase="live", opened_ms=NOW - SECOND), NOW - MINUTE, True,
                     id="back, but not heard of yet"),
        pytest.param(lost(phase="live", opened_ms=NOW - SECOND), NOW, False, id="heard again"),
        pytest.param(lost(phase="live"), NOW, True, id="not opened"),
        pytest.param(lost(phase="silent", opened_ms=NOW - SECOND), NOW, True, id="silent"),
    ],
)  # fmt: skip
def test_unknown_is_a_state(link: Link, status_ms: int, unknown: bool) -> None:
    session = busy(status_ms=status_ms)
    assert is_unknown(server(link=link), session) is unknown
    assert (word(session, link=link, asks=[ask()]) == "unknown") is unknown


@pytest.mark.parametrize(
    ("opened_ms", "status_ms", "heard"),
    [(NOW, NOW, True), (NOW, NOW - 1, False), (None, 1, False), (0, 1, True), (0, 0, False)],
)
def test_heard_on_this_connection(opened_ms: int | None, status_ms: int, heard: bool) -> None:
    link = Link(phase="live", opened_ms=opened_ms)
    assert is_heard(server(link=link), idle(status_ms=status_ms)) is heard


@pytest.mark.parametrize(
    ("session", "fields", "since"),
    [
        (busy(ago=HOUR), {"link": lost(DAY)}, NOW - DAY),
        (busy(), {"asks": [ask(at=NOW - HOUR), ask(at=NOW - DAY)]}, NOW - DAY),
        (busy(ago=HOUR, active_ms=NOW - 10 * MINUTE), {}, NOW - 10 * MINUTE),
        (busy(ago=HOUR, unfinished=5), {}, NOW - HOUR),
        (busy(ago=HOUR, unfinished=5, turn_ms=0), {}, NOW - SECOND),
        (busy(ago=2 * MINUTE), {}, NOW - 2 * MINUTE),
        (busy(ago=2 * MINUTE, turn_ms=0), {}, NOW - 2 * MINUTE),
        (retry(ago=3 * MINUTE), {}, NOW - 3 * MINUTE),
        (replace(retry(ago=3 * MINUTE), retry=None), {}, NOW - 3 * MINUTE),
        (idle(ago=HOUR), {}, NOW - HOUR),
        (idle(ago=HOUR), {"offset_ms": 250.0}, NOW - HOUR + 250),
        (idle(ago=HOUR, ended_ms=NOW - MINUTE), {}, NOW - MINUTE),
    ],
)
def test_since(session: Session, fields: dict[str, Any], since: int) -> None:
    lab: Server = server(session, **fields)
    assert since_ms(lab, session, condition(lab, session, NOW)) == since


@pytest.mark.parametrize(
    ("session", "silent"),
    [
        (idle(), None),
        (busy(active_ms=NOW - 7 * SECOND), 7 * SECOND),
        (busy(active_ms=NOW - HOUR, turn_ms=NOW - MINUTE), MINUTE),
        (busy(active_ms=NOW + SECOND), 0),
        (busy(active_ms=0, turn_ms=0, since_ms=NOW - HOUR), HOUR),
        (busy(active_ms=0, turn_ms=0, since_ms=0), None),
    ],
)
def test_silent(session: Session, silent: int | None) -> None:
    assert silent_ms(session, NOW) == silent


def test_due_is_in_our_clock() -> None:
    assert due(server(offset_ms=400.0), retry(due=10_000)) == NOW + 10_400
    parked = idle(parked_until_ms=NOW + HOUR)
    assert due(server(offset_ms=400.0), parked) == NOW + HOUR + 400
    assert due(server(), idle()) is None
    assert due(server(), busy(parked_until_ms=NOW)) is None


def test_every_state_has_its_rank_and_people_come_first() -> None:
    assert sorted(RANK, key=RANK.__getitem__) == [
        "asking", "stuck", "failed", "retry", "parked", "unknown", "busy", "done", "idle",
    ]  # fmt: skip


def test_an_error_without_a_name_for_abort_is_a_failure() -> None:
    assert word(idle(failure=Failure(name="UnknownError"))) == "failed"
