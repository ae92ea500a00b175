"""Prompts that a program wrote."""

from omo_watch_core.fallback.history import Piece, Said
from omo_watch_core.fallback.internal import (
    INITIATOR,
    continuation_part,
    has_marker,
    is_internal,
    is_internal_turn,
    is_marked_turn,
    marked_text,
    strip_markers,
    wants_no_reply,
)

NO_REPLY = "<!-- OMO_INTERNAL_NOREPLY -->"


def _turn(*pieces: Piece, role: str = "user") -> Said:
    return Said(role=role, pieces=pieces)


def _text(text: str, synthetic: bool = False) -> Piece:
    return Piece(kind="text", text=text, synthetic=synthetic)


def test_a_text_is_marked_once() -> None:
    once = marked_text("go on")
    assert once == f"go on\n{INITIATOR}"
    assert marked_text(f"{once}\n{NO_REPLY} \n") == once


def test_markers_go_with_the_white_space_around_them() -> None:
    assert strip_markers(f"a\n\n{INITIATOR}\n  b{NO_REPLY}\ufeff") == "ab"
    assert strip_markers("  a\u3000") == "  a"
    assert strip_markers(NO_REPLY.lower()) == NO_REPLY.lower()


def test_a_marker_may_be_spaced_but_not_spelt_otherwise() -> None:
    assert has_marker("x <!--OMO_INTERNAL_INITIATOR\n-->")
    assert not has_marker("<!-- omo_internal_initiator -->")
    assert not has_marker(NO_REPLY)


def test_the_continuation_is_synthetic_and_marked() -> None:
    assert continuation_part() == {
        "type": "text",
        "text": f"continue\n{INITIATOR}",
        "synthetic": True,
        "metadata": {"compaction_continue": True},
    }


def test_only_texts_are_internal_parts() -> None:
    assert is_internal(_text(INITIATOR))
    assert is_internal(_text("x", synthetic=True))
    assert not is_internal(_text("x"))
    assert not is_internal(Piece(kind="file", text=INITIATOR, synthetic=True))


def test_a_turn_is_a_programs_only_if_every_text_is() -> None:
    assert is_internal_turn(_turn(_text("a", synthetic=True), _text(INITIATOR), Piece(kind="file")))
    assert not is_internal_turn(_turn(_text("a", synthetic=True), _text("b")))
    assert not is_internal_turn(_turn(Piece(kind="file", synthetic=True)))
    assert not is_internal_turn(_turn())
    assert not is_internal_turn(_turn(_text(INITIATOR), role="assistant"))


def test_one_marked_text_marks_a_turn() -> None:
    assert is_marked_turn(_turn(_text("a", synthetic=True), _text(INITIATOR)))
    assert not is_marked_turn(_turn(_text("a", synthetic=True)))


def test_a_prompt_may_say_that_no_answer_follows() -> None:
    assert wants_no_reply(_turn(_text("x"), _text(f"y {NO_REPLY}")))
    assert not wants_no_reply(_turn(_text(INITIATOR)))
    assert not wants_no_reply(_turn(_text(NO_REPLY.lower())))
    assert not wants_no_reply(_turn(Piece(kind="file", text=NO_REPLY)))
