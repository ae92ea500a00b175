"""Messages and events of any shape."""

import pytest

from omo_watch_core.fallback.history import Piece, Said
from omo_watch_core.fallback.paths import number
from omo_watch_core.fallback.reading import (
    error_part_text,
    error_texts,
    messages,
    piece,
    session_of_message_event,
    session_of_session_event,
)

ODD = (None, True, 5, "x", [], {}, [None, "x", 5, [[]]], {"data": {"a": 1}}, {"data": "x"})


@pytest.mark.parametrize("odd", ODD)
def test_odd_input_holds_nothing(odd: object) -> None:
    assert messages(odd) == ()
    assert session_of_session_event(odd) is None
    assert session_of_message_event(odd) is None
    assert error_part_text(odd) is None
    assert piece(odd) is None


def test_a_history_is_a_list_or_data() -> None:
    raw = [{"info": {"role": "user", "id": "m"}}, {"role": "assistant", "finish": "stop"}, {}]
    read = (
        Said(role="user", id="m", loaded=False),
        Said(role="assistant", finish="stop", loaded=False),
    )
    assert messages(raw) == messages({"data": raw}) == read


def test_a_message_is_read_whole() -> None:
    info = {
        "role": "assistant",
        "id": "m1",
        "agent": "build",
        "error": {},
        "finish": "tool-calls",
        "time": {"completed": 5},
        "tokens": {"output": 3, "reasoning": 4.0, "input": 9},
        "status": "rate limit",
        "details": "retrying in 5s",
    }
    parts = [{"type": "tool", "tool": "bash", "state": {"status": "running"}}]
    assert messages([{"info": info, "parts": parts}]) == (
        Said(
            role="assistant",
            id="m1",
            agent="build",
            failed=True,
            finish="tool-calls",
            completed=True,
            tokens=7,
            status="rate limit\nretrying in 5s",
            pieces=(Piece(kind="tool", tool="bash", tool_state="running"),),
        ),
    )


def test_parts_may_stand_in_the_info() -> None:
    inner, outer = [{"type": "text", "text": "a"}], [{"type": "text", "text": "b"}]
    info = {"role": "user", "parts": inner}
    assert [m.pieces[0].text for m in messages([{"info": info}])] == ["a"]
    assert [m.pieces[0].text for m in messages([{"info": info, "parts": outer}])] == ["b"]
    assert messages([{"info": info, "parts": []}])[0] == Said(role="user")


@pytest.mark.parametrize(
    ("info", "field", "value"),
    [
        ({"error": None}, "failed", False),
        ({"error": False}, "failed", False),
        ({"error": ""}, "failed", False),
        ({"error": []}, "failed", True),
        ({"finish": True}, "finish", True),
        ({"finish": False}, "finish", None),
        ({"finish": ""}, "finish", None),
        ({"time": {"completed": 0}}, "completed", True),
        ({"time": {"completed": "now"}}, "completed", True),
        ({"time": {"completed": ""}}, "completed", False),
        ({"time": {"completed": True}}, "completed", False),
        ({"time": {"completed": float("nan")}}, "completed", False),
        ({"time": 5}, "completed", False),
        ({"tokens": {"output": True, "reasoning": "3"}}, "tokens", 0),
        ({"tokens": {"output": -3}}, "tokens", 0),
        ({"tokens": {"output": 1e308, "reasoning": 1e308}}, "tokens", 2**53),
        ({"message": ""}, "status", ""),
        ({"id": 5}, "id", None),
        ({"agent": ""}, "agent", None),
    ],
)
def test_odd_fields_count_as_absent(info: dict[str, object], field: str, value: object) -> None:
    found = getattr(messages([{"info": {"role": "user", **info}}])[0], field)
    assert found == value
    assert type(found) is type(value)


def test_an_error_beside_the_info_counts() -> None:
    assert messages([{"role": "assistant", "error": {"name": "X"}}])[0].failed


def test_a_part_is_read_as_far_as_it_fits() -> None:
    assert piece({"type": "text", "text": 5}) is None
    assert piece({"type": "text", "text": ""}) == Piece(kind="text")
    assert piece({"type": "text", "text": "a", "id": "p", "synthetic": True}) == Piece(
        kind="text", text="a", id="p", synthetic=True
    )
    assert piece({"type": "text", "text": "a", "synthetic": 1}) == Piece(kind="text", text="a")
    assert piece({"type": "file", "text": 5, "state": "x"}) == Piece(kind="file")


@pytest.mark.parametrize("key", ["name", "tool", "toolName"])
def test_a_tool_is_named_in_one_of_three_fields(key: str) -> None:
    assert piece({"type": "tool_use", key: "question"}) == Piece(kind="tool_use", tool="question")


def test_the_session_of_an_event_is_the_outermost() -> None:
    whole = {
        "sessionID": "a",
        "info": {"sessionID": "b", "id": "c"},
        "part": {"sessionID": "d"},
    }
    assert session_of_session_event(whole) == session_of_message_event(whole) == "a"
    inner = {key: value for key, value in whole.items() if key != "sessionID"}
    assert session_of_session_event(inner) == session_of_message_event(inner) == "b"
    rest = {"info": {"sessionID": "", "id": "c"}, "part": {"sessionID": "d"}}
    assert session_of_session_event(rest) == "c"
    assert session_of_message_event(rest) == "d"


def test_the_texts_of_error_parts_are_joined() -> None:
    parts = [{"type": "text", "text": "x"}, {"type": "error", "text": "a"}, {"type": "error"}]
    assert error_part_text([*parts, {"type": "error", "text": "b"}]) == "a\nb"
    assert error_texts([{"type": "error", "text": 5}]) == ()
    assert error_part_text([{"type": "error", "text": 5}]) == ""
    assert error_part_text([{"type": "text", "text": "x"}]) is None


def test_numbers_are_finite_and_no_booleans() -> None:
    assert number(1.5) == 1.5
    assert [number(x) for x in (True, "1", None, float("inf"), 10**400)] == [None] * 5
