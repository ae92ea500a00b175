"""Which tools are at work, and which calls repeat."""

from omo_watch_core import events as ev
from tests.core.reduce.make import (
    LAB,
    A,
    Fold,
    answer,
    born,
    busy,
    history,
    idle,
    message,
    opened,
    read,
    shown,
    tool,
    turn,
)

STARTED = (born(100), *turn(200), answer(300, "msg_2", parent="msg_1"))


def _calls(fold: Fold) -> list[tuple[str, str]]:
    return [(tool.call, tool.status) for tool in fold.a.tools]


def test_a_tool_is_at_work_from_pending_to_its_end() -> None:
    fold = Fold(*STARTED, shown(310, tool("prt_1", "msg_2", "pending")))
    assert _calls(fold) == [("call_prt_1", "pending")]
    assert fold.a.answered
    fold.tell(shown(320, tool("prt_1", "msg_2", "running")))
    assert _calls(fold) == [("call_prt_1", "running")]
    fold.tell(shown(330, tool("prt_1", "msg_2", "completed")))
    assert _calls(fold) == []


def test_several_tools_are_held_oldest_first() -> None:
    fold = Fold(*STARTED, *(shown(310, tool(f"prt_{n}", "msg_2", "running")) for n in (1, 2, 3)))
    fold.tell(shown(320, tool("prt_2", "msg_2", "error", error="no")))
    assert [call for call, _ in _calls(fold)] == ["call_prt_1", "call_prt_3"]


def test_no_tool_works_in_a_session_at_rest() -> None:
    fold = Fold(*STARTED, shown(310, tool("prt_1", "msg_2", "running")), idle(400))
    assert _calls(fold) == []
    fold.tell(shown(410, tool("prt_2", "msg_2", "running")))
    assert _calls(fold) == []


def test_what_ended_does_not_come_back_with_an_older_listing() -> None:
    done = tool("prt_1", "msg_2", "completed")
    fold = Fold(*STARTED, shown(310, tool("prt_1", "msg_2", "running")), shown(400, done))
    step = (message("msg_2", "assistant", parent="msg_1"), (tool("prt_1", "msg_2", "running"),))
    fold.tell(history(450, 350, step))
    assert _calls(fold) == []


def test_tools_of_an_earlier_step_are_not_at_work() -> None:
    fold = Fold(*STARTED, shown(310, tool("prt_1", "msg_2", "running")), answer(400, "msg_3"))
    assert _calls(fold) == []
    fold.tell(shown(410, tool("prt_1", "msg_2", "running")))
    assert _calls(fold) == []


def test_a_listing_before_the_first_word_about_the_status_tells_the_tools() -> None:
    step = (message("msg_2", "assistant"), (tool("prt_1", "msg_2", "running"),))
    fold = Fold(born(100), history(200, 150, step), read(220, 150, busy(220)))
    assert _calls(fold) == [("call_prt_1", "running")]


def test_a_tool_left_running_for_ever_is_dropped_when_the_session_is_found_idle() -> None:
    step = (message("msg_2", "assistant"), (tool("prt_1", "msg_2", "running"),))
    fold = Fold(born(100), history(200, 150, step), read(220, 160))
    assert _calls(fold) == []
    fold.tell(history(300, 250, step), busy(400))
    assert _calls(fold) == []


def test_a_removed_part_takes_its_tool_along() -> None:
    fold = Fold(born(100), opened(150), *turn(200), answer(300, "msg_2"))
    fold.tell(shown(310, tool("prt_1", "msg_2", "running")))
    fold.tell(ev.PartRemoved(server=LAB, at_ms=400, session=A, message="msg_2", part="prt_1"))
    assert _calls(fold) == []


# --- repeats


def _call(at: int, name: str, key: str, message: str = "msg_2") -> tuple[ev.Event, ...]:
    phases = (("pending", "none yet"), ("running", key), ("running", key), ("completed", key))
    return tuple(shown(at, tool(name, message, phase, args_key=k)) for phase, k in phases)


def test_equal_calls_in_a_row_are_counted_once_each() -> None:
    fold = Fold(*STARTED, *_call(310, "prt_1", "k"), *_call(320, "prt_2", "k"))
    fold.tell(answer(330, "msg_3", parent="msg_1"), *_call(340, "prt_3", "k", "msg_3"))
    assert fold.a.repeats == 3


def test_another_call_ends_the_row() -> None:
    fold = Fold(*STARTED, *_call(310, "prt_1", "k"), *_call(320, "prt_2", "k"))
    fold.tell(*_call(330, "prt_3", "other"))
    assert fold.a.repeats == 1


def test_a_persons_words_end_the_row() -> None:
    fold = Fold(*STARTED, *_call(310, "prt_1", "k"), *turn(400, "msg_5"))
    assert (fold.a.repeats, fold.a.repeat_key) == (0, "")


def test_a_listing_does_not_count_again_what_streamed() -> None:
    fold = Fold(*STARTED, *_call(310, "prt_1", "k"), *_call(320, "prt_2", "k"))
    parts = tuple(tool(f"prt_{n}", "msg_2", "completed", args_key="k") for n in (1, 2))
    fold.tell(history(400, 390, (message("msg_2", "assistant", parent="msg_1"), parts)))
    assert fold.a.repeats == 2


def test_calls_of_an_older_answer_are_not_counted() -> None:
    fold = Fold(*STARTED, *turn(400, "msg_5"), answer(410, "msg_6", parent="msg_5"))
    parts = tuple(tool(f"prt_{n}", "msg_2", "completed", args_key="k") for n in (1, 2))
    fold.tell(history(500, 390, (message("msg_2", "assistant", parent="msg_1"), parts)))
    assert fold.a.repeats == 0
