"""Only an answer to our own prompt, by the chosen model, with something to show, is proof."""

from collections.abc import Callable
from typing import Any

import pytest

from omo_watch_core import events as ev
from omo_watch_core.actions.override.proof import is_proved
from omo_watch_core.effects import ReadMessages, ReadStatus, SendPrompt
from omo_watch_core.growing import Text
from omo_watch_core.model import Failure, ModelRef, Part, Toast, Tool
from tests.core.actions.histories import last_turn, stored
from tests.core.actions.stage import (
    GPT,
    HOME,
    KIMI,
    LAB,
    OLD_ANSWER,
    OLD_PROMPT,
    OPUS,
    A,
    Stage,
    info,
    running,
    to,
)


def prompted(answered: bool = True) -> Stage:
    stage = running(word="retry")
    stage.answer(OLD_ANSWER, OLD_PROMPT, OPUS)
    stage.order(to())
    stage.history(last_turn())
    stage.later(50).status("idle")
    stage.abort_answered()
    stage.later(50).history(last_turn())
    if answered:
        stage.later(20).prompt_answered()
    return stage.later(100)


def ours(stage: Stage, **fields: Any) -> None:
    stage.answer("msg_new", stage.move.message, **fields)


def tool_part(stage: Stage) -> None:
    tool = Tool(name="bash", call="call_1", status="running")
    part = Part(id="prt_t", message="msg_new", session=A, kind="tool", text=Text.of(""), tool=tool)
    stage.tell(ev.PartSeen(server=LAB, at_ms=stage.now, part=part))


def reasoning(stage: Stage) -> None:
    part = Part(
        id="prt_r", message="msg_new", session=A, kind="reasoning", text=Text.of("Let me see")
    )
    stage.tell(ev.PartSeen(server=LAB, at_ms=stage.now, part=part))


PROOFS: dict[str, Callable[[Stage], object]] = {
    "text": lambda stage: (ours(stage), stage.text("msg_new")),
    "a first delta": lambda stage: (ours(stage), stage.delta("msg_new")),
    "a tool": lambda stage: (ours(stage), tool_part(stage)),
    "reasoning": lambda stage: (ours(stage), reasoning(stage)),
    "a finish": lambda stage: ours(stage, finish="stop", completed_ms=1),
    "output that an error cut off": lambda stage: (
        ours(stage),
        stage.text("msg_new"),
        ours(stage, failure=Failure(name="APIError", message="gone"), completed_ms=1),
    ),
}


@pytest.mark.parametrize("proof", PROOFS)
@pytest.mark.parametrize("answered", [True, False], ids=["after the 204", "before the 204"])
def test_proved(proof: str, answered: bool) -> None:
    stage = prompted(answered)
    PROOFS[proof](stage)
    move = stage.move
    assert move.result == "proved"
    assert move.evidence == "Refactor billing now answers with ok-gpt"
    assert move.ended_ms == stage.now
    assert len(stage.all_sent(SendPrompt)) == 1


CLAIMS: dict[str, Callable[[Stage], object]] = {
    "the 204": lambda stage: None,
    "busy": lambda stage: stage.status("busy"),
    "idle": lambda stage: stage.status("idle"),
    "our own prompt": lambda stage: stage.prompt(stage.move.message),
    "the session's model": lambda stage: stage.tell(
        ev.SessionSeen(server=LAB, at_ms=stage.now, info=info(model=GPT))
    ),
    "a model switch": lambda stage: stage.tell(
        ev.ModelSwitched(server=LAB, at_ms=stage.now, session=A, model=GPT)
    ),
    "a toast": lambda stage: stage.tell(
        ev.ToastShown(
            server=LAB,
            at_ms=stage.now,
            toast=Toast(
                server=LAB,
                directory=HOME,
                title="Model Fallback",
                message="Switched to ok-gpt",
                variant="info",
                at_ms=stage.now,
            ),
        )
    ),
    "an answer of ours without output": ours,
    "an answer of ours by another model": lambda stage: (
        ours(stage, model=KIMI),
        stage.text("msg_new"),
    ),
    "an answer of ours that is only complete": lambda stage: ours(stage, completed_ms=1),
    "an answer of the model to another prompt": lambda stage: (
        stage.answer("msg_new", "msg_other"),
        stage.text("msg_new"),
    ),
    "text of the old answer": lambda stage: stage.text(OLD_ANSWER),
    "an answer in another session": lambda stage: (
        stage.tell(ev.SessionSeen(server=LAB, at_ms=stage.now, info=info("ses_z"))),
        stage.answer("msg_new", stage.move.message, session="ses_z"),
        stage.text("msg_new", session="ses_z"),
    ),
    "a status that was read": lambda stage: stage.status_read("busy"),
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_is_no_proof(claim: str) -> None:
    stage = prompted()
    CLAIMS[claim](stage)
    assert stage.move.result is None
    assert not is_proved(stage.move, stage.server.sessions[A])
    stage.tick(15)
    assert stage.move.phase == "judging"
    stage.listed()
    assert stage.move.result == "accepted"


ENDED_BADLY = {
    "an error without output": Failure(name="APIError", message="Bad request", status=400),
    "a stop without output": Failure(name="MessageAbortedError", message="Aborted"),
    "a filter that took all": Failure(name="ContentFilterError"),
}


@pytest.mark.parametrize("case", ENDED_BADLY)
@pytest.mark.parametrize("finish", [None, "error"])
def test_an_answer_of_ours_that_only_failed_is_no_proof(case: str, finish: str | None) -> None:
    stage = prompted()
    ours(stage, failure=ENDED_BADLY[case], finish=finish, completed_ms=1)
    assert not is_proved(stage.move, stage.server.sessions[A])
    assert stage.move.result == "accepted"
    assert stage.move.evidence.startswith("ok-gpt failed: ")


@pytest.mark.parametrize(
    ("parent", "model", "said"),
    [
        (
            OLD_PROMPT,
            OPUS,
            "no answer of that model was seen; the newest answer is from limited-opus",
        ),
        ("", GPT, "ok-gpt was asked, but showed nothing in 15s"),
        ("", KIMI, "ok-kimi answered instead"),
    ],
)
def test_no_proof_in_time_is_said_as_it_is(parent: str, model: ModelRef, said: str) -> None:
    stage = prompted()
    answer = stored(OLD_ANSWER, parent or stage.move.message, "", model)
    stage.tell(ev.MessageSeen(server=LAB, at_ms=stage.now, message=answer[0]))
    stage.tick(15)
    assert stage.move.result is None
    stage.listed(answer)
    assert (stage.move.result, stage.move.evidence) == ("accepted", said)


def test_it_is_waited_for_fifteen_seconds_to_the_millisecond() -> None:
    stage = prompted()
    stage.now = stage.move.phase_ms + 13_999
    stage.tick()
    assert stage.move.phase == "proving"
    stage.now = stage.move.phase_ms + 14_000
    assert stage.tick() == [ReadMessages(server=LAB, session=A, limit=20)]
    assert stage.move.phase == "judging"


def test_a_history_that_is_not_told_is_waited_for_five_seconds() -> None:
    stage = prompted()
    stage.tick(19)
    assert stage.move.result is None
    stage.tick()
    assert stage.move.result == "accepted"
    assert stage.move.evidence.endswith("; its history could not be read")


def test_a_prompt_that_is_not_answered_yet_is_not_looked_for() -> None:
    stage = prompted(answered=False)
    stage.tick(15)
    assert stage.all_sent(ReadStatus) == []
    assert stage.move.phase == "prompting"
    stage.tick(7)
    assert stage.move.phase == "proving"
    assert len(stage.all_sent(ReadStatus)) == 1


def test_a_new_model_that_is_limited_too_is_said() -> None:
    stage = prompted()
    stage.status("busy")
    ours(stage)
    stage.later(300).retry(message="Too many requests")
    assert stage.move.result == "accepted"
    assert stage.move.evidence == "ok-gpt is limited too: Too many requests"


def test_the_wait_of_the_old_model_says_nothing_about_the_new_one() -> None:
    stage = running(word="retry")
    stage.order(to())
    stage.history(last_turn())
    stage.abort_answered()
    stage.history(last_turn())
    stage.prompt_answered()
    assert stage.server.sessions[A].status == "retry"
    ours(stage)
    assert stage.move.result is None
    stage.text("msg_new")
    assert stage.move.result == "proved"


def test_a_new_model_that_fails_is_said() -> None:
    stage = prompted()
    stage.status("busy")
    ours(stage, failure=Failure(name="APIError", message="Incorrect API key", status=401))
    assert stage.move.result == "accepted"
    assert stage.move.evidence == "ok-gpt failed: Incorrect API key"


def test_a_finish_with_an_error_is_no_answer() -> None:
    stage = prompted()
    ours(stage, failure=Failure(name="ContentFilterError"), finish="content-filter")
    assert stage.move.result == "accepted"
    assert stage.move.evidence == "ok-gpt failed: ContentFilterError"


def test_a_prompt_that_was_lost_is_sent_once_more_with_the_same_bytes() -> None:
    stage = prompted()
    assert stage.tick() == []
    (looked,) = stage.tick()
    assert looked == ReadStatus(server=LAB, action=stage.name, session=A, directory=HOME)
    assert stage.status_read("idle") == [ReadMessages(server=LAB, session=A, limit=20)]
    (again,) = stage.listed()
    first, second = stage.all_sent(SendPrompt)
    assert again == first == second
    stage.prompt_answered()
    stage.tick(5)
    stage.status_read("idle")
    stage.tick(20)
    stage.listed()
    assert len(stage.all_sent(SendPrompt)) == 2
    assert len(stage.all_sent(ReadStatus)) == 1
    assert (stage.move.result, stage.move.tries) == ("accepted", 2)


@pytest.mark.parametrize("word", ["busy", "retry", None])
def test_it_is_looked_for_again_where_it_may_still_start(word: str | None) -> None:
    stage = prompted()
    stage.tick(2)
    assert stage.status_read(word) == []
    assert stage.tick() == []
    assert len(stage.tick()) == 1
    stage.status_read("idle")
    assert len(stage.listed()) == 1
    assert stage.move.tries == 2


def test_a_prompt_that_started_meanwhile_is_not_sent_again() -> None:
    stage = prompted()
    stage.tick(2)
    ours(stage)
    assert stage.status_read("idle") == []
    stage.tick(5)
    assert len(stage.all_sent(SendPrompt)) == 1


def test_a_prompt_that_started_is_not_looked_for() -> None:
    stage = prompted()
    ours(stage)
    stage.tick(10)
    assert stage.all_sent(ReadStatus) == []
