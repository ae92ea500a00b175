"""A newer wish for the same session takes the place of an older one."""

from msgspec.structs import replace

from omo_watch_core.actions.words import REPLACED
from omo_watch_core.effects import SendAbort, SendPrompt
from tests.core.actions.histories import ANSWERED, UNSETTLED, last_turn
from tests.core.actions.stage import KIMI, NONCE, A, Stage, cancel, info, running, to

SECOND = "second00000000"


def older(stage: Stage) -> tuple[str | None, str]:
    action = stage.state.actions[f"act_{NONCE}"]
    return action.result, action.evidence


def test_a_cancel_ends_a_move_that_would_wake_the_session() -> None:
    stage = running(word="retry")
    stage.order(to())
    stage.history(last_turn())
    stage.order(cancel(nonce=SECOND))
    assert older(stage) == ("refused", f"{REPLACED}; no prompt was sent")
    stage.name = f"act_{NONCE}"
    stage.abort_answered()
    stage.history(last_turn())
    assert stage.all_sent(SendPrompt) == []
    assert len(stage.all_sent(SendAbort)) == 2


def test_a_cancel_of_an_idle_session_ends_a_move_that_was_about_to_prompt_it() -> None:
    stage = running()
    stage.status("idle")
    stage.order(to())
    stage.history(UNSETTLED)
    assert stage.order(cancel(nonce=SECOND)) == []
    assert stage.stop.result == "stopped"
    assert older(stage) == ("refused", f"{REPLACED}; nothing was sent")
    stage.tick(5)
    assert stage.all_sent(SendPrompt) == []


def test_a_cancel_aborts_what_a_prompt_on_its_way_is_about_to_start() -> None:
    stage = running(word="retry")
    stage.order(to())
    stage.history(last_turn())
    stage.abort_answered()
    stage.status("idle")
    stage.history(last_turn())
    assert stage.server.sessions[A].status == "idle"
    (sent,) = stage.order(cancel(nonce=SECOND))
    assert isinstance(sent, SendAbort)
    assert older(stage) == ("accepted", f"{REPLACED} before an answer was seen")
    stage.abort_answered()
    stage.tick()
    assert len(stage.status("busy")) == 1
    assert stage.stop.came_back == (A,)


def test_a_second_move_takes_the_place_of_the_first() -> None:
    stage = running(word="retry")
    stage.order(to())
    stage.order(to(KIMI, nonce=SECOND))
    assert older(stage) == ("refused", f"{REPLACED}; nothing was sent")
    assert stage.move.target == KIMI


def test_a_move_of_a_child_takes_it_out_of_the_tree_that_is_being_stopped() -> None:
    stage = running(info(), info("ses_b", parent=A), info("ses_c", parent=A))
    stage.status("busy", "ses_b")
    stage.order(cancel(strength="tree"))
    stage.order(to(nonce=SECOND, session="ses_b"))
    stage.name = f"act_{NONCE}"
    assert stage.stop.targets == (A, "ses_c")
    stage.abort_answered()
    assert stage.stop.targets == (A, "ses_c")
    stage.status("idle")
    assert stage.tick(2) == []


def test_a_cancel_of_a_tree_ends_the_moves_below_it() -> None:
    stage = running(info(), info("ses_b", parent=A))
    stage.status("busy", "ses_b")
    stage.order(to(session="ses_b"))
    stage.order(cancel(nonce=SECOND, strength="tree"))
    assert older(stage) == ("refused", f"{REPLACED}; nothing was sent")


def test_a_cancel_takes_the_place_of_a_cancel() -> None:
    stage = running()
    stage.order(cancel())
    stage.order(cancel(nonce=SECOND, strength="tree"))
    said = f"{REPLACED}: the abort was sent, nobody saw it stop"
    assert older(stage) == ("accepted", said)


def test_a_move_takes_the_place_of_steering_but_not_the_other_way() -> None:
    stage = running()
    stage.order(cancel(strength="steer"))
    stage.order(to(nonce=SECOND))
    assert older(stage) == ("refused", f"{REPLACED}, nothing was sent")
    stage = running()
    stage.order(to())
    stage.order(cancel(nonce=SECOND, strength="steer"))
    assert older(stage) == (None, "")


def test_other_sessions_and_other_servers_are_left_alone() -> None:
    stage = running(info(), info("ses_z"))
    stage.status("busy", "ses_z")
    stage.order(to(session="ses_z"))
    stage.order(cancel(nonce=SECOND))
    assert older(stage) == (None, "")
    twin = replace(stage.server, name="twin")
    stage.state = replace(stage.state, servers={**stage.state.servers, "twin": twin})
    stage.order(cancel(nonce="third000000000", server="twin", session="ses_z"))
    assert older(stage) == (None, "")


def test_a_refused_wish_takes_no_place() -> None:
    stage = running(word="retry")
    stage.order(to())
    stage.order(to(replace(KIMI, model="nothing"), nonce=SECOND))
    assert older(stage) == (None, "")
    assert stage.move.result == "refused"


def test_a_finished_action_is_not_touched() -> None:
    stage = running()
    stage.status("idle")
    stage.order(to())
    stage.history(ANSWERED)
    stage.prompt_answered()
    before = older(stage)
    stage.order(to(KIMI, nonce=SECOND))
    assert older(stage) == before
    assert before[0] == "set"
