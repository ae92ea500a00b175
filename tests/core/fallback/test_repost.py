"""The request that repeats a turn."""

from omo_watch_core.fallback.delegation import ChildContext
from omo_watch_core.fallback.history import Piece, Said
from omo_watch_core.fallback.internal import INITIATOR, continuation_part
from omo_watch_core.fallback.repost import may_have_arrived, repost_body

MODEL = {"model": {"providerID": "a", "modelID": "b"}}
PIECES = (
    Piece(kind="text", text="one", id="p1"),
    Piece(kind="file", text="x", id="p2"),
    Piece(kind="text", text=""),
    Piece(kind="text", text="two", synthetic=True),
)
ASKED = Said(role="user", id="u1", pieces=PIECES)
PROGRAM = Said(role="user", id="u2", pieces=(Piece(kind="text", text=INITIATOR),))
CHILD = ChildContext(prompt="do it", system="sys", tools={"bash": False})


def test_the_texts_of_the_last_real_turn_are_repeated_under_their_ids() -> None:
    assert repost_body((ASKED, PROGRAM), {**MODEL, "variant": "high"}, "build") == {
        **MODEL,
        "variant": "high",
        "agent": "build",
        "messageID": "u1",
        "parts": [{"type": "text", "text": "one", "id": "p1"}, {"type": "text", "text": "two"}],
    }


def test_a_childs_context_goes_with_its_stored_turn() -> None:
    body = repost_body((ASKED,), MODEL, None, CHILD)
    assert (body["system"], body["tools"], body["messageID"]) == ("sys", {"bash": False}, "u1")
    assert "agent" not in body


def test_a_childs_prompt_stands_in_for_a_turn_that_is_not_stored() -> None:
    assert repost_body((PROGRAM,), MODEL, None, CHILD) == {
        **MODEL,
        "system": "sys",
        "tools": {"bash": False},
        "parts": [{"type": "text", "text": f"do it\n{INITIATOR}"}],
    }


def test_with_nothing_to_repeat_the_session_just_goes_on() -> None:
    silent = Said(role="user", id="u9", pieces=(Piece(kind="file"),))
    for said, child in (((), None), ((silent,), None), ((), ChildContext(prompt=""))):
        assert repost_body(said, MODEL, None, child) == {**MODEL, "parts": [continuation_part()]}


def test_only_a_request_that_was_sent_may_have_arrived() -> None:
    assert may_have_arrived(True, "Unexpected EOF")
    assert not may_have_arrived(False, "Unexpected EOF")
    assert not may_have_arrived(True, "refused")
