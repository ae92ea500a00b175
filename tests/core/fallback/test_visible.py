"""What the end of a history shows."""

import pytest

from omo_watch_core.fallback.history import Piece, Said
from omo_watch_core.fallback.internal import INITIATOR
from omo_watch_core.fallback.visible import (
    blocks_prompt,
    has_partial_text,
    has_visible_answer,
    last_turn,
)

ASKED = Said(role="user", id="u1", pieces=(Piece(kind="text", text="hi"),))
PROGRAM = Said(role="user", id="u2", pieces=(Piece(kind="text", text=f"go {INITIATOR}"),))
SYNTHETIC = Said(role="user", id="u3", pieces=(Piece(kind="text", text="go", synthetic=True),))
NO_REPLY = Said(
    role="user",
    pieces=(Piece(kind="text", text="x <!-- OMO_INTERNAL_NOREPLY -->", synthetic=True),),
)
TEXT = Piece(kind="text", text="answer")


def _answer(
    *pieces: Piece,
    failed: bool = False,
    finish: str | bool | None = None,
    completed: bool = False,
    tokens: int = 0,
    loaded: bool = True,
) -> Said:
    return Said(
        role="assistant",
        pieces=pieces,
        failed=failed,
        finish=finish,
        completed=completed,
        tokens=tokens,
        loaded=loaded,
    )


def _tool(state: str | None, name: str = "bash") -> Piece:
    return Piece(kind="tool", tool=name, tool_state=state)


@pytest.mark.parametrize(
    "answer",
    [
        _answer(TEXT),
        _answer(Piece(kind="reasoning", text="hm")),
        _answer(Piece(kind="thinking", text="hm")),
        _answer(_tool("running")),
        _answer(_tool("error")),
        _answer(Piece(kind="tool-invocation")),
        _answer(Piece(kind="tool-call")),
        _answer(Piece(kind="tool_use")),
        _answer(tokens=1),
        _answer(Piece(kind="text", text="A rate limit is a limit.")),
        _answer(Piece(kind="text", text="Retrying in 5s")),
    ],
)
def test_a_working_model_is_seen(answer: Said) -> None:
    assert has_visible_answer((ASKED, answer))
    assert has_visible_answer((ASKED, answer, _answer(completed=True)))
    assert not has_visible_answer((answer, ASKED))


@pytest.mark.parametrize(
    "answer",
    [
        _answer(completed=True, finish="stop"),
        _answer(Piece(kind="text", text=" \n")),
        _answer(Piece(kind="reasoning", text=" ")),
        _answer(Piece(kind="step-start"), Piece(kind="step-finish")),
        _answer(TEXT, failed=True, tokens=5),
        _answer(Piece(kind="error", text="x")),
        _answer(Piece(kind="text", text="rate limit, retrying"), Piece(kind="text", text="in 5s")),
        _answer(Piece(kind="text", text="rate limit: retrying in 5s"), _tool("running"), tokens=2),
        _answer(Piece(kind="text", text="rate limit"), Piece(kind="text", text="retrying in 5s")),
        Said(role="system", pieces=(TEXT,)),
    ],
)
def test_nothing_to_see(answer: Said) -> None:
    assert not has_visible_answer((ASKED, answer))


def test_an_empty_history_shows_nothing() -> None:
    assert not has_visible_answer(())
    assert not has_partial_text(())
    assert last_turn(()) is None
    assert not blocks_prompt(())


def test_partial_text_is_text_whatever_became_of_it() -> None:
    assert has_partial_text((ASKED, _answer(TEXT, failed=True)))
    assert not has_partial_text(
        (ASKED, _answer(_tool("running"), Piece(kind="reasoning", text="x")))
    )
    assert not has_partial_text((_answer(TEXT), ASKED))
    assert not has_partial_text((ASKED, _answer(Piece(kind="text", text=" "))))


def test_the_last_turn_is_one_that_a_person_wrote() -> None:
    assert last_turn((ASKED, _answer(TEXT), PROGRAM, SYNTHETIC)) is ASKED
    assert last_turn((PROGRAM,)) is None
    files = Said(role="user", pieces=(Piece(kind="file"),))
    assert last_turn((ASKED, files)) is files


@pytest.mark.parametrize(
    "answer",
    [
        _answer(),
        _answer(TEXT),
        _answer(TEXT, finish="unknown"),
        _answer(completed=True),
        _answer(Piece(kind="step-start"), Piece(kind="text", text=" "), completed=True),
        _answer(finish="tool-calls", loaded=False),
        _answer(_tool("running"), finish="tool-calls", completed=True),
        _answer(_tool("error"), finish="tool-calls", completed=True),
        _answer(_tool(None), finish="tool-calls"),
        _answer(TEXT, _tool("completed"), _tool("pending"), finish="stop"),
        _answer(TEXT, _tool("pending", "Question"), finish="stop", completed=True),
        _answer(_tool("error", "ask_user_question"), finish="stop", completed=True),
        _answer(_tool(None, "askUserQuestion"), finish="stop", completed=True),
        _answer(_tool("running"), finish="stop"),
        _answer(Piece(kind="step-finish"), completed=True),
    ],
)
def test_a_turn_under_way_blocks(answer: Said) -> None:
    assert blocks_prompt((ASKED, answer))
    assert blocks_prompt((ASKED, answer, PROGRAM))
    assert blocks_prompt((ASKED, answer, NO_REPLY))
    assert not blocks_prompt((answer, ASKED))


@pytest.mark.parametrize(
    "answer",
    [
        _answer(TEXT, completed=True),
        _answer(Piece(kind="reasoning"), completed=True),
        _answer(TEXT, finish="unknown", completed=True),
        _answer(TEXT, finish=True),
        _answer(_tool("pending"), finish=True),
        _answer(finish="tool-calls"),
        _answer(_tool("completed"), finish="tool-calls"),
        _answer(TEXT, _tool("error"), finish="stop"),
        _answer(TEXT, _tool("pending"), finish="stop", completed=True),
        _answer(_tool("completed", "question"), finish="stop"),
        _answer(failed=True),
        _answer(_tool("running", "question"), failed=True, finish="tool-calls"),
        _answer(TEXT, Piece(kind="error", text="x")),
    ],
)
def test_a_turn_that_ended_does_not_block(answer: Said) -> None:
    assert not blocks_prompt((ASKED, answer))
    assert not blocks_prompt((ASKED, answer, PROGRAM))


def test_an_unmarked_internal_prompt_is_still_to_be_answered() -> None:
    assert blocks_prompt((ASKED, _answer(TEXT, completed=True), SYNTHETIC))
    assert not blocks_prompt((ASKED, SYNTHETIC, _answer(TEXT, completed=True)))
    assert not blocks_prompt((ASKED, _answer(TEXT, completed=True), NO_REPLY))


def test_other_roles_are_passed_over() -> None:
    assert blocks_prompt((ASKED, _answer(), Said(role="system", pieces=(TEXT,))))
