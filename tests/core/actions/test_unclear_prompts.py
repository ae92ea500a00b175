"""A server that fails over a prompt: it may have taken it, so what the session does tells."""

import pytest

from omo_watch_core.effects import SendPrompt
from tests.core.actions.histories import last_turn
from tests.core.actions.stage import Stage, running, to


def prompting() -> Stage:
    stage = running(word="retry")
    stage.order(to())
    stage.history(last_turn())
    stage.later(50).status("idle")
    stage.abort_answered()
    stage.later(50).history(last_turn())
    return stage


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_server_that_fails_over_a_prompt_may_have_taken_it(status: int) -> None:
    stage = prompting()
    stage.later(100).prompt_answered(status, "Bad Gateway")
    assert (stage.move.result, stage.move.phase) == (None, "proving")
    stage.prompt(stage.move.message)
    stage.status("busy")
    stage.answer("msg_new", stage.move.message)
    stage.text("msg_new")
    assert stage.move.result == "proved"
    assert len(stage.all_sent(SendPrompt)) == 1


def test_a_prompt_that_failed_at_the_server_and_did_nothing_is_sent_once_more() -> None:
    stage = prompting()
    stage.later(100).prompt_answered(502, "Bad Gateway")
    stage.tick(2)
    stage.status_read("idle")
    (again,) = stage.listed()
    assert again == stage.all_sent(SendPrompt)[0]
    stage.prompt_answered(502, "Bad Gateway")
    stage.tick(15)
    stage.listed()
    assert len(stage.all_sent(SendPrompt)) == 2
    assert (stage.move.result, stage.move.evidence) == (
        "accepted",
        "no answer of that model was seen; the server did not "
        "say that it took the prompt (Bad Gateway)",
    )


def test_what_the_server_refuses_is_not_sent_again() -> None:
    stage = prompting()
    stage.later(100).prompt_answered(400, "Bad model")
    assert stage.move.result == "refused"


def test_a_prompt_that_is_not_answered_in_time_is_unclear() -> None:
    stage = prompting()
    stage.tick(20)
    assert (stage.move.phase, stage.move.unclear) == ("proving", "no answer in time")
