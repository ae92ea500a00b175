"""What a person may answer to a request, and what their words mean for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from omo_watch_core.commands import Reply
from omo_watch_core.model import Ask, Question

Answers = tuple[tuple[str, ...], ...]
PERMITS: dict[str, Reply] = {"once": "once", "always": "always", "reject": "reject"}


class Words(NamedTuple):
    """Hold what a person said, as the server takes it."""

    reply: Reply
    answers: Answers = ()


class WordsError(ValueError):
    """What a person said makes no sense for the request; the message says why and what does."""


def misfit(ask: Ask, reply: Reply, answers: Answers, text: str | None) -> str | None:
    """Say in one sentence why an answer does not fit its request; None where it does."""
    if text and (ask.kind != "permission" or reply != "reject"):
        return "words of your own go only with the reject of a permission"
    if ask.kind == "permission":
        return "a permission takes once, always or reject" if reply == "answers" else None
    if reply == "reject":
        return None
    if reply != "answers":
        return "a question takes an answer or reject"
    count = len(ask.questions)
    if len(answers) != count or not all(answers):
        return f"it asks {_questions(count)}, and each needs an answer"
    pairs = enumerate(zip(ask.questions, answers, strict=True), 1)
    return next((fault for n, (q, said) in pairs if (fault := _misfit(n, q, said))), None)


def understand(ask: Ask, word: str | None, choices: Sequence[tuple[int, str]]) -> Words:
    """Read a word and numbered choices as the answer to a request; raise WordsError."""
    if word is not None and choices:
        raise WordsError("say either one answer or a choice for each question, not both")
    if word == "reject":
        return Words("reject")
    if ask.kind == "permission":
        if word is None or word not in PERMITS:
            said = f", not {word!r}" if word is not None else ""
            raise WordsError(f"a permission takes once, always or reject{said}")
        return Words(PERMITS[word])
    return Words("answers", _answers(ask, word, choices))


def _answers(ask: Ask, word: str | None, choices: Sequence[tuple[int, str]]) -> Answers:
    count = len(ask.questions)
    if word is not None and count != 1:
        raise WordsError(f"it asks {_questions(count)}: say --choice N=LABEL for each")
    said: list[list[str]] = [[] for _ in ask.questions]
    for number, label in [(1, word)] if word is not None else choices:
        if not 1 <= number <= count:
            raise WordsError(f"there is no question {number}: it asks {_questions(count)}")
        if not label.strip():
            raise WordsError(f"the answer to question {number} is empty")
        said[number - 1].append(_label(ask.questions[number - 1], label))
    missing = [str(number) for number, labels in enumerate(said, 1) if not labels]
    if missing:
        which = f"question {', '.join(missing)} of {count} has no answer"
        raise WordsError(f"{which}: say --choice {missing[0]}=LABEL")
    return tuple(tuple(dict.fromkeys(labels)) for labels in said)


def _label(question: Question, said: str) -> str:
    """Give the label that is meant, as the question spells it; else the words themselves."""
    meant = (label for label, _ in question.options if label.casefold() == said.casefold())
    exact = any(label == said for label, _ in question.options)
    return said if exact else next(meant, said)


def _misfit(number: int, question: Question, said: tuple[str, ...]) -> str | None:
    if len(said) > 1 and not question.multiple:
        return f"question {number} takes one answer"
    labels = [label for label, _ in question.options]
    strange = [words for words in said if words not in labels]
    if strange and not question.custom and not labels:
        return f"question {number} takes no answer: reject it"
    if strange and not question.custom:
        return f"question {number} takes only {', '.join(labels)}"
    return None


def _questions(count: int) -> str:
    return "1 question" if count == 1 else f"{count} questions"
