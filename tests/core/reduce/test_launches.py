"""Background tasks of the plugin, as their parent's messages tell of them."""

from collections.abc import Iterable
from typing import Any

import pytest

from omo_watch_core import events as ev
from omo_watch_core.launch import TaskCall
from omo_watch_core.launched import Launch
from omo_watch_core.model import Part
from omo_watch_core.tasks import notices
from omo_watch_core.tasks.record import Status, Task
from tests.core.reduce.make import (
    HOME,
    LAB,
    A,
    Fold,
    answer,
    born,
    busy,
    deleted,
    idle,
    info,
    message,
    shown,
    text,
    tool,
    updated,
    user,
)

C, D = "ses_c", "ses_d"


def launch(
    name: str, task: str = "bg_1", child: str | None = C, call: str = "", **fields: Any
) -> Part:
    """Make the part of a call that has launched a task."""
    about = TaskCall(launched=task)
    told = {"about": about, "child": child, "title": f"Job {task}", "started_ms": 50, **fields}
    return tool(name, "msg_2", "completed", call, **told)


def notice(task: str, status: Status = "completed", *, left: int = 1) -> str:
    """Write a notice as the plugin does."""
    told = Task(id=task, parent=A, description=f"Job {task}", status=status)
    return notices.message([notices.progress(told, "3s", left)], reply=False)


def told(at: int, name: str, words: str, session: str = A, **fields: Any) -> list[ev.Event]:
    """Say that a user message with these words is there."""
    part = text(f"prt_{name}", name, words, session, **fields)
    return [user(at, name, session), shown(at, part)]


def begun(*parts: Part, created: int = 10) -> Fold:
    """Fold a parent with a child, and calls in the parent."""
    child = born(60, C, parent=A, title="Job bg_1 (@x subagent)")
    fold = Fold(born(10, A, created_ms=created), child)
    fold.tell(*told(20, "msg_1", "Begin"), busy(30), answer(40, "msg_2", parent="msg_1"))
    fold.tell(*(shown(50, part) for part in parts))
    return fold


def known(fold: Fold, session: str = A) -> list[tuple[str, str | None, bool]]:
    """Give task, child and end of what a session launched."""
    launches = fold.server.sessions[session].launches
    return [(each.task, each.child, each.ended) for each in launches]


def test_a_call_launches_a_task() -> None:
    fold = begun(launch("prt_1"))
    assert fold.a.launches == (
        Launch(
            task="bg_1",
            call="call_prt_1",
            title="Job bg_1",
            at_ms=50,
            child=C,
            claim="pending",
            said_ms=50,
        ),
    )


@pytest.mark.parametrize("status", ["pending", "running", "error"])
def test_a_call_that_did_not_come_through_launches_nothing(status: str) -> None:
    part = tool("prt_1", "msg_2", status, about=TaskCall(launched="bg_1"), child=C)
    assert known(begun(part)) == []


def test_an_ordinary_call_launches_nothing() -> None:
    assert known(begun(tool("prt_1", "msg_2", "completed", child=C))) == []


def test_a_fork_repeats_calls_that_are_not_its_own() -> None:
    assert known(begun(launch("prt_1", started_ms=50), created=51)) == []


def test_the_same_word_again_changes_nothing() -> None:
    fold = begun(launch("prt_1"))
    before = fold.a.launches
    fold.tell(shown(70, launch("prt_1")))
    assert fold.a.launches is before


def test_a_task_without_a_session_gets_it_later() -> None:
    fold = begun(launch("prt_1", child=None))
    assert known(fold) == [("bg_1", None, False)]
    fold.tell(shown(70, launch("prt_1")))
    assert known(fold) == [("bg_1", C, False)]


@pytest.mark.parametrize("status", ["completed", "error", "cancelled", "interrupt"])
def test_a_notice_ends_a_task(status: Status) -> None:
    fold = begun(launch("prt_1"), launch("prt_2", "bg_2", D))
    fold.tell(*told(90, "msg_3", notice("bg_1", status)))
    assert known(fold) == [("bg_1", C, True), ("bg_2", D, False)]


def test_the_last_notice_ends_all_that_it_names() -> None:
    fold = begun(launch("prt_1"), launch("prt_2", "bg_2", D))
    ended = [Task(id=name, parent=A, status="completed") for name in ("bg_1", "bg_2")]
    words = notices.message([notices.final(ended[0], ended)], reply=True)
    fold.tell(*told(90, "msg_3", words))
    assert {end for *_, end in known(fold)} == {True}


def test_what_ended_does_not_come_back_with_a_late_word() -> None:
    fold = begun(launch("prt_1"))
    fold.tell(*told(90, "msg_3", notice("bg_1")), shown(95, launch("prt_1")))
    assert known(fold) == [("bg_1", C, True)]


def test_a_notice_may_be_heard_before_the_call_is() -> None:
    fold = begun()
    fold.tell(*told(90, "msg_3", notice("bg_1")), shown(95, launch("prt_1")))
    assert known(fold) == [("bg_1", C, True)]


def test_a_task_that_is_resumed_counts_again() -> None:
    fold = begun(launch("prt_1"))
    fold.tell(*told(90, "msg_3", notice("bg_1")))
    fold.tell(shown(95, launch("prt_5", call="call_again", started_ms=94)))
    assert known(fold) == [("bg_1", C, False)]


def test_a_person_may_quote_a_notice() -> None:
    fold = begun(launch("prt_1"))
    quoted = notice("bg_1").partition("\n<!--")[0]
    fold.tell(*told(90, "msg_3", quoted))
    assert known(fold) == [("bg_1", C, False)]


def test_an_answer_may_quote_a_notice() -> None:
    fold = begun(launch("prt_1"))
    fold.tell(shown(90, text("prt_9", "msg_2", notice("bg_1"))))
    assert known(fold) == [("bg_1", C, False)]


READY = """<system-reminder>
[BACKGROUND TASK RETRY SESSION READY]
**ID:** `bg_1`
**Description:** Job bg_1
**Retry attempt:** 2
**Retry session:** `ses_d`
</system-reminder>
<!-- OMO_INTERNAL_INITIATOR -->
<!-- OMO_INTERNAL_NOREPLY -->"""


def test_a_further_try_has_its_own_session() -> None:
    fold = begun(launch("prt_1"))
    fold.tell(*told(90, "msg_3", READY))
    assert known(fold) == [("bg_1", D, False)]


def cancel(what: str) -> Part:
    """Make the part of a call that has cancelled."""
    return tool("prt_9", "msg_2", "completed", about=TaskCall(cancelled=what))


def test_a_cancellation_ends_the_named_task() -> None:
    fold = begun(launch("prt_1"), launch("prt_2", "bg_2", D), cancel("bg_2"))
    assert known(fold) == [("bg_1", C, False), ("bg_2", D, True)]


def test_a_cancellation_of_all_ends_those_below_too() -> None:
    fold = begun(launch("prt_1"))
    fold.tell(answer(70, "msg_5", C, parent="msg_4"))
    about = TaskCall(launched="bg_2")
    below = tool("prt_6", "msg_5", "completed", session=C, about=about, child=D)
    fold.tell(shown(70, below))
    assert known(fold, C) == [("bg_2", D, False)]
    fold.tell(shown(80, cancel("*")))
    assert known(fold) == [("bg_1", C, True)]
    assert known(fold, C) == [("bg_2", D, True)]


STOP = "<auto-slash-command>\n# /stop-continuation Command\n\n**Description**: (builtin) Stop all"


def test_the_plugins_own_command_ends_all() -> None:
    fold = begun(launch("prt_1"))
    fold.tell(*told(80, "msg_3", f"Why does {STOP} exist?"))
    assert known(fold) == [("bg_1", C, False)]
    fold.tell(*told(90, "msg_4", STOP))
    assert known(fold) == [("bg_1", C, True)]


def test_the_end_of_an_instance_ends_its_tasks() -> None:
    fold = begun(launch("prt_1"))
    fold.tell(ev.InstanceDisposed(server=LAB, at_ms=99, directory="/elsewhere"))
    assert known(fold) == [("bg_1", C, False)]
    fold.tell(ev.InstanceDisposed(server=LAB, at_ms=99, directory=HOME))
    assert known(fold) == [("bg_1", C, True)]


def test_only_the_newest_tasks_are_remembered() -> None:
    parts: Iterable[Part] = (launch(f"prt_{n}", f"bg_{n}", None) for n in range(100))
    assert [task for task, *_ in known(begun(*parts))] == [f"bg_{n}" for n in range(36, 100)]


def listing(*parts: Part, complete: bool) -> ev.MessagesListed:
    """Say what the newest messages of the parent are."""
    asked = message("msg_1", "user"), (text("prt_0", "msg_1", "Begin"),)
    did = message("msg_2", "assistant", parent="msg_1", completed_ms=80), parts
    last = message("msg_3", "user"), (text("prt_8", "msg_3", notice("bg_1")),)
    return ev.MessagesListed(
        server=LAB,
        at_ms=100,
        asked_ms=99,
        session=A,
        messages=(asked, did, last),
        complete=complete,
    )


def test_a_history_tells_the_same() -> None:
    fold = Fold(updated(10, A))
    parts = (launch("prt_1"), launch("prt_2", "bg_2", D), cancel("bg_2"))
    fold.tell(listing(*parts, complete=False))
    assert known(fold) == [("bg_1", C, True), ("bg_2", D, True)]


@pytest.mark.parametrize("complete", [True, False])
def test_a_history_is_whole_where_the_listing_is(complete: bool) -> None:
    fold = Fold(updated(10, A), listing(complete=complete))
    assert fold.a.whole is complete


def test_a_session_that_begins_while_somebody_listens_is_whole() -> None:
    assert Fold(born(10)).a.whole
    assert not Fold(updated(10)).a.whole
    assert not Fold(busy(10)).a.whole


def test_output_of_any_answer_counts() -> None:
    fold = Fold(born(10), answer(20, "msg_2"), shown(30, text("prt_1", "msg_2", "x")))
    fold.tell(answer(40, "msg_3"))
    assert (fold.a.shown, fold.a.answered) == (True, False)
    assert not Fold(born(10), answer(20, "msg_2"), shown(30, text("prt_1", "msg_2"))).a.shown


def moved(fold: Fold, *events: ev.Event) -> frozenset[str]:
    """Give the rows that these events may change."""
    return frozenset(name for _, name in fold.tell(*events).sessions)


def test_the_row_of_the_other_one_may_look_different_too() -> None:
    fold = begun(launch("prt_1"))
    assert C in moved(fold, *told(90, "msg_3", notice("bg_1")))
    assert A in moved(fold, busy(91, C))
    assert A in moved(fold, idle(92, C))
    assert A in moved(fold, deleted(93, C))
    assert A in moved(fold, ev.SessionSeen(server=LAB, at_ms=94, info=info(D, parent=A)))
