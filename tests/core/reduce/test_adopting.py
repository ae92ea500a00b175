"""Whose session a child is, told by title and age until a call names it."""

from typing import Any

from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.launch import TaskCall
from omo_watch_core.launched import Launch
from omo_watch_core.model import Part
from tests.core.reduce.make import (
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
    status,
    text,
    tool,
    user,
)

C, D = "ses_c", "ses_d"
TITLE = "Read (@x subagent)"
FAILED = "msg_9"


def task(name: str, phase: str, of: str = "msg_2", session: str = A, **fields: Any) -> Part:
    """Make the part of a call of `task`."""
    call = fields.pop("call", "")
    part = tool(name, of, phase, call, session, **fields)
    assert part.tool is not None
    return replace(part, tool=replace(part.tool, name="task"))


def call(name: str = "prt_1", at: int = 50, title: str = "Read", **fields: Any) -> Part:
    """Make the part of a running call that asks for a task in the background."""
    about = TaskCall(background=True, agent="x")
    base: dict[str, Any] = {"about": about, "title": title, "started_ms": at, **fields}
    return task(name, "running", **base)


def over(name: str = "prt_1", names: str = "bg_1", child: str | None = C, at: int = 50) -> Part:
    """Make the part of the same call once it is over."""
    about = TaskCall(background=True, launched=names, agent="x")
    told: dict[str, Any] = {"about": about, "title": "Read", "started_ms": at, "child": child}
    return task(name, "completed", **told)


def child(name: str = C, at: int = 60, title: str = TITLE) -> ev.Event:
    """Say that a child was born."""
    return born(at, name, parent=A, title=title, created_ms=at)


def begun(*parts: Part) -> Fold:
    """Fold a parent at work, and its calls."""
    fold = Fold(born(10, A, created_ms=10), user(20, "msg_1"), busy(30))
    fold.tell(answer(40, "msg_2", parent="msg_1"), *(shown(50, part) for part in parts))
    return fold


def sessions(fold: Fold) -> list[tuple[str, str | None]]:
    """Give task, or call, and session of what was launched."""
    return [(each.task or each.call, each.child) for each in fold.a.launches]


def waiting(at: int, name: str) -> ev.Event:
    """Say that a child waits for its limit."""
    return status(at, "retry", name, attempt=1, next_ms=90_000, message="Rate limit reached")


def dead(at: int, name: str = C) -> list[ev.Event]:
    """Say that a child was stopped in its wait, without a word."""
    return [
        user(at, f"msg_p{name}", name), busy(at, name),
        answer(at, f"msg_q{name}", name, parent=f"msg_p{name}"), waiting(at, name),
        answer(at, f"msg_q{name}", name, parent=f"msg_p{name}", completed_ms=at), idle(at, name),
    ]  # fmt: skip


def test_a_call_that_runs_is_known_without_a_name() -> None:
    (launch,) = begun(call()).a.launches
    assert launch == Launch(
        task="", call="call_prt_1", title="Read", at_ms=50, agent="x",
    )  # fmt: skip


def test_one_that_resumes_or_asks_for_no_background_is_none() -> None:
    resumed = call(about=TaskCall(background=True, resumes="ses_x"))
    assert begun(resumed, call("prt_2", about=TaskCall())).a.launches == ()


def test_its_child_is_told_by_title_and_age_before_it_is_named() -> None:
    fold = begun(call())
    fold.tell(child(D, 40), child("ses_e", 60, "Write (@x subagent)"), child())
    assert sessions(fold) == [("call_prt_1", C)]
    fold.tell(shown(70, over()))
    assert sessions(fold) == [("bg_1", C)]
    assert not fold.a.launches[0].guessed


def test_alike_ones_are_paired_in_order_and_corrected_by_name() -> None:
    fold = begun(call(), call("prt_2", 51))
    fold.tell(child(), child(D, 61))
    assert sessions(fold) == [("call_prt_1", C), ("call_prt_2", D)]
    fold.tell(shown(70, over(child=D)))
    assert sessions(fold) == [("bg_1", D), ("call_prt_2", C)]
    fold.tell(shown(71, over("prt_2", "bg_2", C, 51)))
    assert sessions(fold) == [("bg_1", D), ("bg_2", C)]


def test_a_foreground_call_takes_its_own_child() -> None:
    fold = begun(call("prt_0", 49, about=TaskCall()), call())
    fold.tell(child())
    assert sessions(fold) == [("call_prt_1", None)]
    fold.tell(child(D, 61))
    assert sessions(fold) == [("call_prt_1", D)]
    named = task("prt_0", "completed", child=D, about=TaskCall())
    fold.tell(shown(70, named))
    assert sessions(fold) == [("call_prt_1", C)]


def test_a_title_that_was_made_up_belongs_to_who_is_left() -> None:
    fold = begun(call())
    fold.tell(child(title="x background task (@x subagent)"))
    assert sessions(fold) == [("call_prt_1", C)]


def test_a_call_that_came_to_nothing_is_forgotten() -> None:
    fold = begun(call())
    blocked = task("prt_1", "completed", about=TaskCall(background=True))
    fold.tell(shown(60, blocked))
    assert fold.a.launches == ()
    fold.tell(shown(70, call()))
    assert fold.a.launches == ()


def test_one_that_did_not_start_has_ended() -> None:
    about = TaskCall(background=True, launched="bg_1", failed="error")
    failed = task("prt_1", "completed", about=about, started_ms=50)
    (launch,) = begun(call(), failed).a.launches
    assert (launch.task, launch.claim, launch.ended) == ("bg_1", "error", True)


def test_a_second_child_after_a_dead_one_is_a_further_try() -> None:
    fold = begun(over())
    fold.tell(child(), *dead(70), child(D, 80))
    (launch,) = fold.a.launches
    assert (launch.child, launch.number) == (D, 2)
    assert [(each.session, each.error) for each in launch.tries] == [(C, "rate-limit")]


def test_after_one_that_works_or_answered_it_is_none() -> None:
    fold = begun(over())
    fold.tell(child(), *dead(70)[:3], child(D, 80))
    assert sessions(fold) == [("bg_1", C)]
    fold.tell(shown(81, text("prt_5", f"msg_q{C}", "Hello", C)), idle(82, C))
    assert sessions(fold) == [("bg_1", C)]


def test_a_further_try_is_seen_once_the_older_one_has_come_to_rest() -> None:
    fold = begun(over())
    fold.tell(child(), *dead(70)[:3], child(D, 80), *dead(90)[3:])
    assert sessions(fold) == [("bg_1", D)]


def test_an_older_child_of_the_same_title_is_no_further_try() -> None:
    fold = begun(over())
    fold.tell(child(), child(D, 55), *dead(70))
    assert sessions(fold) == [("bg_1", C)]


def test_histories_tell_it_in_any_order() -> None:
    fold = begun(over())
    fold.tell(child(), child(D, 80))
    asked = message(f"msg_p{C}", "user", C), ()
    empty = message(f"msg_q{C}", "assistant", C, parent=f"msg_p{C}", completed_ms=70), ()
    fold.tell(
        ev.MessagesListed(
            server=LAB, at_ms=100, asked_ms=99, session=C, messages=(asked, empty), complete=True
        )
    )
    assert sessions(fold) == [("bg_1", D)]


def test_the_late_word_of_its_call_takes_no_try_back() -> None:
    fold = begun(over())
    fold.tell(child(), *dead(70), child(D, 80), shown(90, over()))
    assert sessions(fold) == [("bg_1", D)]


def test_what_is_deleted_leaves_its_remains() -> None:
    fold = begun(over())
    fold.tell(child(), deleted(90, C))
    (launch,) = fold.a.launches
    assert launch.remains is not None
    assert (launch.remains.info.id, launch.remains.gone_ms) == (C, 90)


def test_tasks_outlive_their_parent() -> None:
    fold = begun(over(), call("prt_2", 51))
    fold.tell(child(), deleted(90, A), deleted(91, C))
    kept = [(each.launch.task, each.parent, each.gone_ms) for each in fold.server.departed]
    assert kept == [("bg_1", A, 90), ("", A, 90)]
    remains = fold.server.departed[0].launch.remains
    assert remains is not None
    assert remains.gone_ms == 91


def test_what_a_listing_lacks_was_deleted_too() -> None:
    fold = begun(over())
    fold.tell(child())
    listed = ev.SessionsListed(
        server=LAB, at_ms=2_000, asked_ms=1_999, sessions=(info(A),), complete=True
    )
    fold.tell(listed)
    assert fold.a.launches[0].remains is not None


def test_only_so_many_are_kept() -> None:
    fold = Fold()
    for number in range(5):
        name = f"ses_{number}"
        fold.tell(born(10, name, created_ms=10), answer(20, f"msg_{number}", name))
        for each in range(60):
            part = task(
                f"prt_{each}", "completed", f"msg_{number}", name,
                call=f"call_{number}_{each}", started_ms=50,
                about=TaskCall(launched=f"bg_{number}_{each}"),
            )  # fmt: skip
            fold.tell(shown(50, part))
        fold.tell(deleted(90, name))
    assert len(fold.server.departed) == 200
    assert fold.server.departed[-1].launch.task == "bg_4_59"
