"""What the words of a person mean for a request."""

import pytest

from omo_watch_core.actions.answer.fitting import Words, WordsError, understand
from omo_watch_core.model import Ask
from tests.core.actions.asked import MANY, ONE, permission, question

GIVEN = [
    (permission(), "once", (), Words("once")),
    (permission(), "always", (), Words("always")),
    (permission(), "reject", (), Words("reject")),
    (question(), "reject", (), Words("reject")),
    (question(), "once", (), Words("answers", (("once",),))),
    (question(), "sqlite", (), Words("answers", (("SQLite",),))),
    (question(), "something else", (), Words("answers", (("something else",),))),
    (question(), None, ((1, "reject"),), Words("answers", (("reject",),))),
    (question(MANY), "Linux", (), Words("answers", (("Linux",),))),
    (
        question(ONE, MANY), None, ((2, "bsd"), (1, "Postgres"), (2, "Linux"), (2, "BSD")),
        Words("answers", (("Postgres",), ("BSD", "Linux"))),
    ),
]  # fmt: skip
WRONG = [
    (permission(), "maybe", (), "a permission takes once, always or reject, not 'maybe'"),
    (permission(), None, ((1, "x"),), "a permission takes once, always or reject"),
    (question(), "x", ((1, "x"),), "either one answer or a choice for each question"),
    (question(ONE, MANY), "x", (), "it asks 2 questions: say --choice N=LABEL for each"),
    (question(), None, ((2, "x"),), "there is no question 2: it asks 1 question"),
    (question(ONE, MANY), None, ((0, "x"),), "there is no question 0: it asks 2 questions"),
    (question(ONE, MANY), None, ((1, "x"),), "question 2 of 2 has no answer: say --choice 2="),
    (question(), " ", (), "the answer to question 1 is empty"),
]


@pytest.mark.parametrize(("ask", "word", "choices", "means"), GIVEN)
def test_words_mean_an_answer(
    ask: Ask, word: str | None, choices: tuple[tuple[int, str], ...], means: Words
) -> None:
    assert understand(ask, word, choices) == means


@pytest.mark.parametrize(("ask", "word", "choices", "why"), WRONG)
def test_words_that_make_no_sense_are_one_sentence(
    ask: Ask, word: str | None, choices: tuple[tuple[int, str], ...], why: str
) -> None:
    with pytest.raises(WordsError) as error:
        understand(ask, word, choices)
    assert why in str(error.value)
