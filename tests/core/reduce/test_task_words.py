"""What is said of tasks: the later word counts, a repeated one does not."""

from typing import Any

import pytest

from omo_watch_core import events as ev
from omo_watch_core.launch import TaskCall
from omo_watch_core.launched import Launch
from omo_watch_core.model import ModelRef, Part
from omo_watch_core.reduce.adopting import MOST
from omo_watch_core.tasks import notices
from omo_watch_core.tasks.record import Status, Task
from tests.core.reduce.make import (
    LAB,
    A,
    Fold,
    answer,
    born,
    busy,
    message,
    shown,
    text,
    tool,
    user,
)

C, D = "ses_c", "ses_d"
OK = ModelRef(provider="fake", model="ok-two")
OPUS = ModelRef(provider="fake", model="limited-opus")


def launch(name: str = "prt_1", task: str = "bg_1", at: int = 50, **fields: Any) -> Part:
    """Make the part of a call that has launched a task."""
    about = fields.pop("about", TaskCall(launched=task))
    return tool(name, "msg_2", "completed", about=about, child=C, started_ms=at, **fields)


def begun(*parts: Part) -> Fold:
    """Fold a parent that launched a task."""
    fold = Fold(born(10, A, created_ms=10), user(20, "msg_1"), busy(30), answer(40, "msg_2"))
    fold.tell(*(shown(50, part) for part in parts or (launch(),)))
    return fold


def single(status: Status, error: str | None = None) -> str:
    """Write a notice of one task."""
    told = Task(id="bg_1", parent=A, description="Job", status=status, error=error)
    return notices.message([notices.progress(told, "3s", 1)], reply=False)


def say(fold: Fold, at: int, words: str, **fields: Any) -> Launch:
    """Let a user message say this, and give the task after it."""
    name = f"msg_{at}"
    fold.tell(user(at, name, created_ms=at), shown(at, text(f"prt_{at}", name, words, **fields)))
    return next(each for each in fold.a.launches if each.task == "bg_1")


RETRYING = """<system-reminder>
[BACKGROUND TASK RETRYING]
**ID:** `bg_1`
**Description:** Job via session.status
- Failed session: `ses_c`
- Failed model: `fake/limited-opus`
- Error: cooling down
- Next model: `fake/ok-two`

The task was re-queued on a fallback model after a retryable failure.
</system-reminder>
<!-- OMO_INTERNAL_INITIATOR -->
<!-- OMO_INTERNAL_NOREPLY -->"""
READY = """<system-reminder>
[BACKGROUND TASK RETRY SESSION READY]
**ID:** `bg_1`
**Description:** Job
**Retry attempt:** 2
**Retry session:** `ses_d`
- Failed session: `ses_c`
- Failed model: `fake/limited-opus`
- Error: cooling down
- Model: `fake/ok-two`

The fallback retry session is now created and can be inspected directly.
</system-reminder>
<!-- OMO_INTERNAL_INITIATOR -->
<!-- OMO_INTERNAL_NOREPLY -->"""


@pytest.mark.parametrize(
    ("status", "claim"),
    [("completed", "completed"), ("error", "error"), ("cancelled", "cancelled"),
     ("interrupt", "interrupted")],
)  # fmt: skip
def test_a_notice_is_a_claim(status: Status, claim: str) -> None:
    said = say(begun(), 90, single(status, "It broke" if status == "error" else None))
    assert (said.claim, said.said_ms, said.ended) == (claim, 90, True)
    assert said.error == ("It broke" if status == "error" else "")
    assert said.cancelled is (status == "cancelled")


def test_of_two_that_contradict_each_other_the_later_one_counts() -> None:
    fold = begun()
    assert say(fold, 90, single("cancelled")).claim == "cancelled"
    both = say(fold, 91, single("completed"))
    assert (both.claim, both.cancelled) == ("completed", True)


def test_one_that_is_only_said_again_is_no_later_one() -> None:
    fold = begun()
    say(fold, 90, single("completed"))
    say(fold, 91, single("cancelled"))
    assert say(fold, 92, single("completed")).claim == "cancelled"


def test_the_last_list_decides_for_all_that_it_names() -> None:
    fold = begun()
    say(fold, 90, single("cancelled"))
    ended = Task(id="bg_1", parent=A, description="Job", status="completed")
    for at in (91, 92):
        words = notices.message([notices.final(ended, [ended])], reply=True)
        assert say(fold, at, words).claim == "completed"


def test_an_older_word_that_is_read_again_says_nothing() -> None:
    fold = begun()
    say(fold, 90, single("completed"))
    again = launch("prt_8", at=95, call="call_again")
    fold.tell(shown(96, again))
    assert fold.a.launches[0].claim == "pending"
    assert say(fold, 91, single("error")).claim == "pending"
    assert not fold.a.launches[0].ended


def test_a_fork_repeats_notices_that_are_not_its_own() -> None:
    fold = Fold(born(100, A, created_ms=95), busy(101))
    fold.tell(user(102, "msg_9", created_ms=90))
    fold.tell(shown(102, text("prt_9", "msg_9", single("completed"))))
    assert fold.a.launches == ()


def test_a_word_that_is_read_late_is_no_later_word() -> None:
    fold = begun()
    say(fold, 90, single("cancelled"))
    fold.tell(
        ev.MessagesListed(
            server=LAB, at_ms=100, asked_ms=60, session=A, complete=False,
            messages=((message("msg_80", "user", created_ms=80),
                       (text("prt_80", "msg_80", single("completed")),)),),
        )
    )  # fmt: skip
    (said,) = fold.a.launches
    assert (said.claim, said.said_ms) == ("cancelled", 90)


def test_a_task_that_waits_for_its_next_try_has_no_session() -> None:
    said = say(begun(), 90, RETRYING)
    assert (said.claim, said.child, said.number, said.model) == ("pending", None, 2, OK)
    (failed,) = said.tries
    assert (failed.session, failed.model, failed.error) == (C, OPUS, "cooling down")


def test_its_next_session_is_named() -> None:
    fold = begun()
    say(fold, 90, RETRYING)
    said = say(fold, 91, READY)
    assert (said.claim, said.child, said.number, said.model) == ("running", D, 2, OK)
    assert [each.session for each in said.tries] == [C]
    assert say(fold, 92, RETRYING).child == D


def test_a_notice_alone_moves_it_too() -> None:
    said = say(begun(), 90, READY)
    assert (said.child, [each.session for each in said.tries]) == (D, [C])


def test_a_cancellation_is_a_claim() -> None:
    done = tool("prt_9", "msg_2", "completed", about=TaskCall(cancelled="bg_1"), ended_ms=80)
    fold = begun(launch(), done)
    (said,) = fold.a.launches
    assert (said.claim, said.said_ms, said.cancelled, said.ended) == ("cancelled", 80, True, True)


def test_a_cancellation_of_all_leaves_alone_what_is_over_or_newer() -> None:
    gone = tool("prt_9", "msg_2", "completed", about=TaskCall(cancelled="*"), ended_ms=95)
    fold = begun()
    say(fold, 90, single("completed"))
    fold.tell(shown(96, launch("prt_3", "bg_2", 96)), shown(97, gone))
    assert [each.claim for each in fold.a.launches] == ["completed", "pending"]
    assert [each.ended for each in fold.a.launches] == [True, False]


SERVERS = """<task id="ses_c" state="{state}">
<summary>Background task {state}: Job</summary>
<task_result>
Well
</task_result>
</task>"""


@pytest.mark.parametrize(("state", "error"), [("completed", ""), ("error", "Well")])
def test_the_server_speaks_of_its_own_tasks(state: str, error: str) -> None:
    fold = begun(launch(about=TaskCall(launched=C, server=True)))
    assert fold.a.launches[0].claim == "running"
    words = SERVERS.format(state=state)

    def said(at: int, **fields: Any) -> Launch:
        part = text(f"prt_{at}", f"msg_{at}", words, **fields)
        fold.tell(user(at, f"msg_{at}", created_ms=at), shown(at, part))
        return fold.a.launches[0]

    assert said(90).claim == "running"
    assert (said(91, synthetic=True).claim, said(92).error) == (state, error)


def test_the_servers_own_are_known_while_their_call_runs() -> None:
    about = TaskCall(launched=C, server=True)
    running = tool("prt_1", "msg_2", "running", about=about, child=C, started_ms=50)
    (launch,) = begun(running).a.launches
    assert (launch.task, launch.child, launch.server, launch.claim) == (C, C, True, "running")
    failed = tool("prt_1", "msg_2", "error", about=about, child=C, started_ms=50)
    assert begun(failed).a.launches == ()


def test_where_there_are_too_many_those_that_are_over_go_first() -> None:
    parts = [launch(f"prt_{number}", f"bg_{number}") for number in range(MOST)]
    fold = begun(*parts)
    say_of_7 = single("completed").replace("bg_1", "bg_7")
    fold.tell(user(90, "msg_90", created_ms=90), shown(90, text("prt_n", "msg_90", say_of_7)))
    fold.tell(shown(91, launch("prt_x", "bg_x")))
    names = [each.task for each in fold.a.launches]
    assert (len(names), "bg_7" in names, names[0], names[-1]) == (MOST, False, "bg_0", "bg_x")


def calls(fold: Fold) -> tuple[int, str]:
    """Give how many tool calls were counted, and the newest tool."""
    return fold.a.tally.calls, fold.a.tally.tool


def test_calls_are_counted_once_each() -> None:
    fold = begun(tool("prt_1", "msg_2", "pending"), tool("prt_1", "msg_2", "running", title="ls"))
    assert calls(fold) == (1, "bash ls")
    fold.tell(shown(60, tool("prt_2", "msg_2", "running", title="cat")))
    fold.tell(shown(61, tool("prt_1", "msg_2", "completed", title="ls")))
    assert calls(fold) == (2, "bash cat")
    fold.tell(ev.Ticked(server="", at_ms=70))
    assert calls(fold) == (2, "bash cat")
