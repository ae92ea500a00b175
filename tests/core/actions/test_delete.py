"""A session is deleted: stopped first, then deleted, then seen gone."""

import pytest

from omo_watch_core import events as ev
from omo_watch_core.actions.action import DeleteAction
from omo_watch_core.actions.cancel.delete import CANCELLED, COMPLETED
from omo_watch_core.commands import Delete
from omo_watch_core.effects import DeleteSession, ReadSession, ReadStatus
from tests.core.actions.histories import last_turn
from tests.core.actions.quiet import B, C, D, abort, begins, confirmed, family
from tests.core.actions.stage import LAB, NONCE, A, Stage
from tests.core.actions.ways import deletion_answered, looked_for, tasks

NAME = f"act_{NONCE}"
DELETION = DeleteSession(server=LAB, action=NAME, session=A)
LOOK = ReadSession(server=LAB, action=NAME, session=A)


def delete(*, confirmed: bool = True) -> Delete:
    return Delete(nonce=NONCE, server=LAB, session=A, confirmed=confirmed)


def deleting_soon() -> Stage:
    """Give a stage on which what ran was aborted, and rests."""
    stage = family(A, B)
    assert stage.order(delete()) == [abort()]
    stage.abort_answered()
    for name in (A, B):
        stage.status("idle", name)
    return stage


def deleting() -> Stage:
    """Give a stage on which the deletion of what ran has just been sent."""
    stage = deleting_soon()
    confirmed(stage)
    assert stage.sent[-1] == DELETION
    return stage


def test_what_runs_is_stopped_and_quiet_before_it_is_deleted() -> None:
    stage = deleting()
    assert isinstance(stage.action, DeleteAction)
    assert (stage.stop.result, stage.stop.targets) == (None, (A, B, C, D))
    for name in (D, B, C):
        stage.deleted(name)
    assert stage.stop.result is None
    stage.deleted(A)
    assert (stage.stop.result, stage.stop.aborts) == ("deleted", 1)
    assert stage.stop.evidence == "Refactor billing and 3 below are deleted"


def test_what_rests_is_deleted_at_once() -> None:
    stage = family()
    assert stage.order(delete()) == [DELETION]
    assert stage.all_sent(ReadStatus) == []


def test_a_404_is_proof_too() -> None:
    stage = deleting()
    deletion_answered(stage, 404)
    assert stage.stop.result == "deleted"


def test_a_stream_that_does_not_tell_lets_the_server_be_asked() -> None:
    stage = deleting()
    deletion_answered(stage)
    assert stage.tick(1) == []
    assert stage.tick(1) == [LOOK]
    looked_for(stage, None)
    assert stage.stop.result is None
    assert stage.tick(2) == [LOOK]
    looked_for(stage, False)
    assert stage.stop.result == "deleted"


def test_what_is_still_there_is_not_deleted() -> None:
    stage = deleting()
    deletion_answered(stage)
    stage.tick(2)
    looked_for(stage, True)
    assert stage.stop.result == "accepted"
    assert "still there" in stage.stop.evidence


@pytest.mark.parametrize(
    ("status", "reason"), [(0, "no answer within 15 s"), (502, "it failed inside (502)")]
)
def test_a_deletion_that_nobody_answered_is_looked_for(status: int, reason: str) -> None:
    stage = deleting()
    deletion_answered(stage, status, reason)
    assert stage.tick(2) == [LOOK]
    looked_for(stage, True)
    assert (stage.stop.result, stage.stop.evidence) == (
        "accepted",
        f"nobody knows whether the server took the deletion ({reason}), "
        "but the session is still there",
    )


def test_what_begins_below_while_it_is_stopped_is_stopped_before_the_deletion() -> None:
    stage = deleting_soon()
    begins(stage, "ses_new")
    assert stage.tick(2) == [abort("ses_new")]
    stage.abort_answered("ses_new")
    stage.status("idle", "ses_new")
    confirmed(stage)
    assert len(stage.all_sent(DeleteSession)) == 1


def test_a_deletion_that_is_refused_leaves_it_stopped() -> None:
    stage = deleting()
    deletion_answered(stage, 400, "it is no session (400)")
    assert (stage.stop.result, stage.stop.evidence) == (
        "refused", "it was not deleted: it is no session (400); what ran is stopped",
    )  # fmt: skip


def test_nobody_can_tell() -> None:
    stage = deleting()
    stage.tick(20)
    assert (stage.stop.result, stage.stop.evidence) == (
        "accepted", "the server did not show that it is gone",
    )  # fmt: skip


def test_what_does_not_stop_is_not_deleted() -> None:
    stage = family(A)
    stage.order(delete())
    stage.abort_answered(ok=False, reason="no answer within 15 s")
    assert (stage.stop.result, stage.stop.hint) == ("still alive", "it was not deleted")
    assert stage.all_sent(DeleteSession) == []


def test_what_somebody_else_deletes_meanwhile_needs_no_deletion() -> None:
    stage = family(A)
    stage.order(delete())
    stage.abort_answered()
    stage.deleted()
    confirmed(stage)
    assert stage.stop.result == "deleted"
    assert stage.all_sent(DeleteSession) == []


def test_nothing_is_deleted_unasked() -> None:
    stage = family(A)
    assert stage.order(delete(confirmed=False)) == []
    assert (stage.stop.result, stage.stop.hint) == ("refused", "say --yes")
    assert stage.stop.evidence == (
        "it stops and deletes Refactor billing, Task b, Task c, Task d, with all that was said "
        "there; nothing was sent"
    )


@pytest.mark.parametrize(("shows", "hint"), [(True, COMPLETED), (False, CANCELLED)])
def test_what_the_plugin_calls_a_deleted_task(shows: bool, hint: str) -> None:
    stage = tasks(A)
    stage.order(delete())
    stage.history(last_turn(shows=shows))
    stage.abort_answered()
    stage.status("idle")
    confirmed(stage)
    stage.deleted()
    assert (stage.stop.result, stage.stop.hint) == ("deleted", hint)


@pytest.mark.parametrize(("sent", "result"), [(False, "refused"), (True, "accepted")])
def test_it_ends_with_its_server(sent: bool, result: str) -> None:
    stage = deleting() if sent else family(A)
    if not sent:
        stage.order(delete())
    stage.tell(ev.ServerRemoved(server=LAB, at_ms=stage.now))
    assert stage.stop.result == result
