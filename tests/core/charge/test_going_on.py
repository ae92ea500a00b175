"""A model meets its limit, and its session goes on with the next one of its chain."""

from omo_watch_core import events as ev
from omo_watch_core.actions.action import OverrideAction
from omo_watch_core.actions.prompt import NUDGE
from omo_watch_core.effects import (
    ReadHistory,
    ReadMessages,
    ReadStatus,
    SendAbort,
    SendPrompt,
    ShowToast,
    Wake,
)
from omo_watch_core.events import StatusHeard
from omo_watch_core.order import moment_of, stamp_of
from tests.core.actions.stage import GPT, HOME, LAB, A, failure
from tests.core.charge.desk import limited, working
from tests.core.charge.setting import LIMITED, SPENT

CAUSE = "session.status: usage-limit, attempt 1"
BEHIND_ABORT = [ReadMessages, ReadStatus, ReadHistory, SendPrompt]


def test_it_looks_stops_what_waits_looks_again_and_prompts() -> None:
    desk = limited()
    desk.serve()
    assert desk.kinds() == [ReadMessages, ReadStatus, SendAbort, *BEHIND_ABORT]


def test_each_step_waits_for_the_answer_to_the_one_before() -> None:
    desk = limited()
    for kind, answer in (
        (ReadMessages, desk.listed),
        (ReadStatus, desk.status_read),
        (SendAbort, desk.aborted),
        (ReadMessages, desk.listed),
        (ReadStatus, desk.status_read),
        (ReadHistory, desk.turn_read),
        (SendPrompt, desk.prompted),
    ):
        desk.tick()
        assert [type(request) for request in desk.open] == [kind]
        answer()
    assert desk.open == []


def test_only_the_end_of_the_history_is_read() -> None:
    desk = limited()
    desk.serve()
    assert {read.limit for read in desk.all(ReadMessages)} == {20}


def test_the_prompt_is_a_mark_behind_the_newest_message() -> None:
    desk = limited()
    newest = desk.session().answer
    desk.serve(SendPrompt)
    (body,) = desk.bodies()
    (action,) = desk.state.actions.values()
    stamp = stamp_of(newest.id) if newest else None
    assert stamp is not None
    nonce = action.id.removeprefix("act_")
    assert body == {
        "agent": "build",
        "messageID": f"msg_{stamp + 1:012x}{nonce}",
        "model": {"providerID": "fake", "modelID": "ok-gpt"},
        "variant": "high",
        "parts": [
            {
                "id": f"prt_{stamp + 2:012x}{nonce}",
                "type": "text",
                "text": "",
                "synthetic": True,
                "ignored": True,
                "metadata": {
                    "omo-watch": {
                        "action": action.id,
                        "kind": "fallback",
                        "at": moment_of(newest.id if newest else "", desk.now),
                    }
                },
            }
        ],
    }


def test_what_broke_off_in_the_middle_is_asked_to_go_on() -> None:
    desk = working()
    answer = desk.session().answer
    assert answer is not None
    desk.part(answer.id, "The first half")
    desk.errs()
    desk.changes(failure=SPENT, completed_ms=desk.now)
    desk.status("idle")
    desk.serve()
    (body,) = desk.bodies()
    assert body["parts"][0]["text"] == NUDGE


def test_an_error_leaves_nothing_to_stop() -> None:
    desk = working()
    desk.errs()
    desk.changes(failure=SPENT, completed_ms=desk.now)
    desk.status("idle")
    desk.serve()
    assert desk.kinds() == BEHIND_ABORT
    assert desk.models() == ["ok-gpt"]


def test_an_error_that_no_other_model_would_help_with_moves_nothing() -> None:
    desk = working()
    desk.errs(failure("Bad request", 400))
    desk.changes(failure=failure("Bad request", 400), completed_ms=desk.now)
    desk.status("idle")
    assert desk.kinds() == []
    assert all(text.startswith("not retryable") for text in desk.texts("decision"))


def test_the_toast_comes_when_the_prompt_was_taken() -> None:
    desk = limited()
    desk.serve(SendPrompt)
    assert desk.all(ShowToast) == []
    sent = desk.prompted()
    toast = ShowToast(
        server=LAB, directory=HOME, title="Model Fallback by omo-watch",
        message="Switched to ok-gpt for next request", variant="warning", duration_ms=5_000,
    )  # fmt: skip
    assert [effect for effect in sent if isinstance(effect, ShowToast)] == [toast]
    assert desk.texts("toast") == [toast.message]


def test_a_toast_can_be_turned_off() -> None:
    desk = limited(notify_on_fallback=False)
    desk.serve()
    assert (desk.models(), desk.all(ShowToast)) == (["ok-gpt"], [])


def test_a_prompt_that_was_not_taken_is_told_and_toasted_nowhere() -> None:
    desk = limited()
    desk.serve(SendPrompt)
    desk.prompted(400, "Missing key")
    assert desk.all(ShowToast) == []
    why = "the prompt was not taken: Missing key; what ran is stopped"
    assert desk.texts("decision")[-1] == f"not sent: {why}"
    assert [(line.text, line.data["result"]) for line in desk.lines("result")] == [(why, "refused")]
    assert desk.duty.errands == {}


def test_what_is_done_is_told_with_its_reason() -> None:
    desk = limited()
    desk.serve()
    (action,) = desk.state.actions.values()
    assert desk.texts("action") == ["abort (session.status.retry-signal)", "resume on fake/ok-gpt"]
    assert desk.lines("action")[1].data == {
        "action": action.id,
        "from": "fake/limited-opus",
        "to": "fake/ok-gpt",
        "reason": "rate-limit",
        "cause": CAUSE,
    }
    assert {(line.server, line.session) for line in desk.lines("action")} == {(LAB, A)}
    assert desk.texts("decision")[0] == f"fake/limited-opus -> fake/ok-gpt: {CAUSE}"


def test_the_result_is_told_when_the_model_answers() -> None:
    desk = limited()
    desk.serve()
    assert desk.lines("result") == []
    desk.later(800).part(desk.answers(GPT))
    (action,) = desk.state.actions.values()
    assert isinstance(action, OverrideAction)
    (line,) = desk.lines("result")
    assert (line.text, line.at_ms) == ("Refactor billing now answers with ok-gpt", desk.now)
    assert line.data == {
        "action": action.id,
        "result": "proved",
        "to": "fake/ok-gpt",
        "message": action.message,
        "took_ms": 800,
    }
    desk.tick(3)
    assert len(desk.lines("result")) == 1


def test_the_same_wait_is_one_wait() -> None:
    desk = limited()
    desk.waits()
    desk.waits()
    assert len(desk.all(ReadMessages)) == 1
    desk.serve()
    assert len(desk.all(SendPrompt)) == 1


def test_a_wait_that_a_reading_of_the_directory_tells_counts_too() -> None:
    desk = working()
    word = StatusHeard(
        server=LAB, at_ms=desk.now, session=A, directory=HOME, status="retry", attempt=1,
        next_ms=float(desk.now + 476_000), message=LIMITED,
    )  # fmt: skip
    desk.tell(
        ev.DirectoryRead(
            server=LAB, at_ms=desk.now, asked_ms=desk.now, directory=HOME, statuses=(word,),
            asks=(),
        )
    )  # fmt: skip
    desk.serve()
    assert desk.models() == ["ok-gpt"]


def test_an_answer_ends_the_step() -> None:
    desk = limited()
    desk.serve()
    desk.later(500).part(desk.answers(GPT))
    desk.changes(finish="stop", completed_ms=desk.now)
    desk.status("idle")
    before = len(desk.changing())
    desk.tick(90)
    desk.serve()
    assert len(desk.changing()) == before
    assert desk.duty.errands == {}


def test_an_answer_without_a_word_is_a_failure_of_its_model() -> None:
    desk = limited()
    desk.serve()
    desk.later(3_000).answers(GPT)
    desk.changes(finish="stop", completed_ms=desk.now)
    desk.status("idle")
    desk.serve()
    assert desk.models() == ["ok-gpt", "ok-kimi"]
    assert any("ended without an answer" in text for text in desk.texts("decision"))


def test_a_session_that_is_not_free_yet_is_looked_at_again_soon() -> None:
    desk = limited()
    desk.serve(SendAbort)
    desk.aborted()
    desk.listed()
    desk.status_read("busy")
    assert desk.texts("toast") == ["Fallback queued for ok-gpt"]
    assert desk.all(Wake)[-1] == Wake(server="", at_ms=desk.now + 250)
    assert desk.kinds()[-1] is ReadStatus
    desk.later(250).tell(ev.Woken(server="", at_ms=desk.now))
    desk.serve()
    assert desk.models() == ["ok-gpt"]


def test_a_moment_that_the_next_second_brings_needs_no_waking() -> None:
    desk = limited()
    assert desk.all(Wake) == []
