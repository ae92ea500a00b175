"""All tasks of a parent are cancelled by the plugin's own command, and watched until quiet."""

import pytest

from omo_watch_core import events as ev
from omo_watch_core.commands import StopAll
from omo_watch_core.effects import SendAbort, SendCommand
from tests.core.actions.quiet import begins, confirmed, status_of, until_asked
from tests.core.actions.stage import LAB, NONCE, A, Stage, info
from tests.core.actions.ways import PARENT, B, C, command_answered, tasks

COMMAND = SendCommand(
    server=LAB, action=f"act_{NONCE}", session=PARENT, command="stop-continuation"
)


def stop_all(session: str = A, *, confirmed: bool = True) -> StopAll:
    return StopAll(nonce=NONCE, server=LAB, session=session, confirmed=confirmed)


def ordered(*busy: str) -> Stage:
    stage = tasks(*busy)
    assert stage.order(stop_all()) == [COMMAND]
    return stage


@pytest.mark.parametrize("named", [A, B, PARENT])
def test_the_command_goes_to_the_parent_of_what_was_named(named: str) -> None:
    stage = tasks(A, B)
    assert stage.order(stop_all(named)) == [COMMAND]
    stop = stage.stop
    assert (stop.session, stop.title, stop.way) == (PARENT, "Lead", "stop-all")
    assert (stop.targets, stop.ran) == ((A, B, C), (A, B))


def test_what_ran_must_be_quiet_and_the_server_must_agree() -> None:
    stage = ordered(A, B)
    stage.status("busy", PARENT)
    stage.status("idle", A)
    stage.status("idle", B)
    assert until_asked(stage) == [status_of(A), status_of(B)]
    stage.status_read("idle", A)
    assert stage.stop.result is None
    stage.status_read("idle", B)
    stop = stage.stop
    assert (stop.result, stop.aborts) == ("stopped", 0)
    assert stop.evidence == (
        "all tasks of Lead are cancelled by the plugin: 2 tasks that ran, quiet for 3s"
    )
    assert "costs one turn of a model" in stop.hint
    assert stage.all_sent(SendAbort) == []


def test_nothing_ran_means_the_end_of_the_command_is_the_proof() -> None:
    stage = ordered()
    assert stage.tick(30) == []
    assert stage.stop.result is None
    command_answered(stage)
    stage.tick(3)
    assert stage.stop.result == "stopped"
    assert "nothing ran" in stage.stop.evidence


def test_what_its_turn_began_belongs_to_it() -> None:
    stage = ordered(A)
    late = info("ses_late", parent=PARENT)
    stage.tell(ev.SessionSeen(server=LAB, at_ms=stage.now, info=late, created=True))
    stage.status("busy", "ses_late")
    stage.status("idle", A)
    command_answered(stage)
    assert stage.stop.targets == (A, B, C, "ses_late")
    stage.tick(5)
    assert stage.stop.result is None
    stage.status("idle", "ses_late")
    confirmed(stage)
    assert stage.stop.result == "stopped"


def test_what_goes_on_is_not_aborted_by_us() -> None:
    stage = ordered(A)
    command_answered(stage)
    assert stage.tick(19) == []
    stage.tick(1)
    stop = stage.stop
    assert (stop.result, stop.alive) == ("still alive", (A,))
    assert stop.evidence == "1 still running after the command"


def test_a_parent_that_works_lets_the_command_wait() -> None:
    stage = ordered(A)
    stage.tick(300)
    assert stage.stop.result is None
    stage.tick(300)
    assert (stage.stop.result, stage.stop.alive) == ("still alive", (A,))


@pytest.mark.parametrize(
    ("status", "result"), [(404, "refused"), (500, "still alive"), (0, "still alive")]
)
def test_a_command_that_is_not_taken_stops_nothing(status: int, result: str) -> None:
    stage = ordered(A)
    command_answered(stage, status, "no such command")
    assert stage.stop.result == result
    assert "no such command" in stage.stop.evidence


def test_the_server_saying_busy_is_looked_at_again() -> None:
    stage = ordered(A)
    stage.status("idle", A)
    until_asked(stage)
    stage.status_read("busy", A)
    assert stage.stop.result is None
    confirmed(stage)
    assert stage.stop.result == "stopped"


def test_work_that_begins_while_the_server_is_asked_counts() -> None:
    stage = ordered(A)
    stage.status("idle", A)
    until_asked(stage)
    stage.status("busy", A)
    assert stage.stop.phase == "watching"
    stage.status_read("idle", A)
    assert stage.stop.result is None


def test_a_server_that_does_not_answer_confirms_nothing() -> None:
    stage = ordered(A)
    stage.status("idle", A)
    until_asked(stage)
    stage.tick(20)
    assert (stage.stop.result, stage.stop.evidence) == (
        "still alive", "the server did not confirm that it is quiet",
    )  # fmt: skip


def test_it_is_not_done_unasked() -> None:
    stage = tasks(A, B)
    assert stage.order(stop_all(confirmed=False)) == []
    stop = stage.stop
    assert (stop.result, stop.hint) == ("refused", "say --yes")
    assert stop.evidence == (
        "it cancels all tasks of Lead (Refactor billing, Task b). It also stops goal and todo "
        "continuation there, and costs one turn of a model; nothing was sent"
    )


@pytest.mark.parametrize(
    ("plugin", "said"),
    [
        (False, "lab has no plugin, and stop-all is a command of the plugin; nothing was sent"),
        (
            None,
            "lab may have no plugin: nobody could tell, and stop-all is a command of the plugin; "
            "nothing was sent",
        ),
    ],
)
def test_without_the_plugin_it_is_refused(plugin: bool | None, said: str) -> None:
    stage = tasks(A, plugin=plugin)
    assert stage.order(stop_all()) == []
    assert (stage.stop.result, stage.stop.evidence) == ("refused", said)
    assert stage.stop.hint == "say --strength tree"


def test_it_ends_with_its_server() -> None:
    stage = ordered(A)
    stage.tell(ev.ServerRemoved(server=LAB, at_ms=stage.now))
    said = "lab is not watched any more: the command was sent, nobody saw its tasks stop"
    assert (stage.stop.result, stage.stop.evidence) == ("accepted", said)


def test_a_task_that_gets_the_free_slot_belongs_to_it() -> None:
    stage = ordered(A)
    command_answered(stage)
    stage.status("idle", A)
    begins(stage, "ses_new", PARENT)
    stage.tick(5)
    assert (stage.stop.result, stage.stop.ran) == (None, (A, "ses_new"))
    stage.tick(16)
    assert (stage.stop.result, stage.stop.alive) == ("still alive", ("ses_new",))
