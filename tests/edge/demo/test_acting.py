"""Commands of an operator against the story, through the real decisions and the real fold."""

from typing import Any

import pytest

from omo_watch_core.actions.action import Action, CancelAction, OverrideAction
from omo_watch_core.commands import Cancel, Command, Delete, Override, Rescue, StopAll, Strength
from omo_watch_core.contract import all_rows
from omo_watch_core.edge.demo.models import FLASH, GEMINI, GPT
from omo_watch_core.edge.demo.rehearsal import Rehearsal
from omo_watch_core.model import ModelRef
from omo_watch_core.select.row import Row


@pytest.fixture
def rehearsal() -> Rehearsal:
    rehearsal = Rehearsal()
    rehearsal.run_to(5_000)
    return rehearsal


def _row(rehearsal: Rehearsal, title: str) -> Row:
    rows = all_rows(rehearsal.state)
    (row,) = [row for row in rows if row.session.info.title.startswith(title)]
    return row


def _move(rehearsal: Rehearsal, title: str, model: str, at_ms: int = 12_000) -> OverrideAction:
    provider, _, name = model.partition("/")
    row = _row(rehearsal, title)
    command = Override(
        nonce="abcdefghij1234",
        server=row.key.server,
        session=row.key.session,
        target=ModelRef(provider=provider, model=name),
    )
    action = rehearsal.submit(command)
    done = rehearsal.run_to(at_ms).actions[action]
    assert isinstance(done, OverrideAction)
    return done


def _stop(rehearsal: Rehearsal, title: str, strength: Strength) -> CancelAction:
    row = _row(rehearsal, title)
    command = Cancel(
        nonce="abcdefghij1234", server=row.key.server, session=row.key.session, strength=strength
    )
    action = rehearsal.submit(command)
    done = rehearsal.run_to(14_000).actions[action]
    assert isinstance(done, CancelAction)
    return done


def test_a_waiting_session_is_moved_with_proof(rehearsal: Rehearsal) -> None:
    done = _move(rehearsal, "Refactor billing", GEMINI.name)
    assert (done.result, done.tries) == ("proved", 1)
    row = _row(rehearsal, "Refactor billing")
    assert [rung.kind for rung in row.ladder][:3] == ["failed", "failed", "current"]
    rehearsal.run_to(60_000)
    assert _row(rehearsal, "Refactor billing").state == "done"


def test_a_move_to_a_limited_model_is_not_proved(rehearsal: Rehearsal) -> None:
    done = _move(rehearsal, "Load test", GPT.name)
    assert done.result == "accepted"
    assert "limited too" in done.evidence


def test_a_stuck_loop_is_moved(rehearsal: Rehearsal) -> None:
    assert _row(rehearsal, "Write docs").state == "stuck"
    assert _move(rehearsal, "Write docs", FLASH.name).result == "proved"
    assert _row(rehearsal, "Write docs").state in ("busy", "done")


def test_an_idle_session_is_only_set(rehearsal: Rehearsal) -> None:
    assert _move(rehearsal, "Onboarding questions", GEMINI.name).result == "set"
    assert _row(rehearsal, "Onboarding questions").state == "idle"


def test_a_failed_session_is_moved(rehearsal: Rehearsal) -> None:
    assert _move(rehearsal, "Translate the manual", GEMINI.name).result == "proved"


def test_an_unknown_model_is_refused_before_anything_is_sent(rehearsal: Rehearsal) -> None:
    assert _move(rehearsal, "Refactor billing", "openai/gpt-5.4x").result == "refused"
    assert _row(rehearsal, "Refactor billing").state == "retry"


def test_nothing_is_sent_to_a_lost_server(rehearsal: Rehearsal) -> None:
    assert _move(rehearsal, "Train the small ranker", GPT.name).result == "refused"


def test_a_tree_is_stopped(rehearsal: Rehearsal) -> None:
    done = _stop(rehearsal, "Port the scheduler", "tree")
    assert (done.result, done.aborts, len(done.targets)) == ("stopped", 1, 5)
    rows = [row for row in all_rows(rehearsal.state) if row.key.session in done.targets]
    assert {row.session.status for row in rows} == {"idle"}


def test_an_asking_session_is_stopped(rehearsal: Rehearsal) -> None:
    assert _stop(rehearsal, "Deploy script", "abort").result == "stopped"
    assert _row(rehearsal, "Deploy script").state == "idle"


def test_a_session_is_asked_to_wrap_up(rehearsal: Rehearsal) -> None:
    assert _stop(rehearsal, "Index the design notes", "steer").result == "sent"


def _done(rehearsal: Rehearsal, title: str, kind: type[Command], **fields: Any) -> Action:
    row = _row(rehearsal, title)
    server, session = row.key.key
    action = rehearsal.submit(
        kind(nonce="abcdefghij1234", server=server, session=session, **fields)
    )
    return rehearsal.run_to(16_000).actions[action]


def test_all_tasks_of_a_parent_are_cancelled_by_the_plugin(rehearsal: Rehearsal) -> None:
    done = _done(rehearsal, "Read event loop code", StopAll, confirmed=True)
    assert (done.result, done.title) == ("stopped", "Port the scheduler to asyncio")
    assert isinstance(done, CancelAction)
    rows = [row for row in all_rows(rehearsal.state) if row.key.session in done.targets]
    assert {row.session.status for row in rows} == {"idle"}
    assert _row(rehearsal, "Port the scheduler").session.status == "busy"


def test_a_server_without_the_plugin_does_not_know_the_command(rehearsal: Rehearsal) -> None:
    done = _done(rehearsal, "Deploy script", StopAll, confirmed=True)
    assert done.result == "refused"
    assert "has no plugin" in done.evidence


def test_a_task_is_deleted_with_all_below_it(rehearsal: Rehearsal) -> None:
    done = _done(rehearsal, "Check third-party callbacks", Delete, confirmed=True)
    assert done.result == "deleted"
    assert done.evidence.endswith("and 1 below are deleted")
    titles = {row.session.info.title for row in all_rows(rehearsal.state)}
    assert not {title for title in titles if title.startswith(("Check third", "Look up cancel"))}


def test_a_stuck_task_is_rescued(rehearsal: Rehearsal) -> None:
    target = ModelRef(provider="google", model="gemini-3-flash")
    done = _done(rehearsal, "Write docs", Rescue, target=target)
    assert done.result == "proved"
