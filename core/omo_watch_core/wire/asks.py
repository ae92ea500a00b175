"""Permissions and questions that wait for a person, of both of a server's engines."""

from __future__ import annotations

from omo_watch_core.clean import clean, clean_line
from omo_watch_core.model import Ask, Question
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.words import word

MOST_PATTERN = 4_000
"""A pattern may be a whole script, and a person decides about all of it."""
MOST_QUESTION = 2_000


class WireCall(Wire, rename={"message": "messageID"}):
    """Hold the tool call that waits."""

    message: str | None = None


NOTHING = Question(text="", custom=False)


class WirePermission(Wire, rename={"session": "sessionID"}):
    """Hold a permission; the newer engine calls it action, resources and save."""

    id: str
    session: str
    permission: str | None = None
    patterns: list[str] | None = None
    always: list[str] | None = None
    action: str | None = None
    resources: list[str] | None = None
    save: list[str] | None = None
    tool: WireCall | None = None


class WireOption(Wire):
    """Hold one choice of a question."""

    label: str
    description: str | None = None


class WireQuestion(Wire):
    """Hold one of the questions of an ask."""

    question: str
    header: str | None = None
    options: list[WireOption] | None = None
    multiple: bool | None = None
    custom: bool | None = None


class WireQuestions(Wire, rename={"session": "sessionID"}):
    """Hold questions that are asked together."""

    id: str
    session: str
    questions: list[WireQuestion]
    tool: WireCall | None = None


def permission_of(wire: WirePermission, directory: str, asked_ms: int) -> Ask:
    """Give a permission as an ask."""
    # The lines of a script stay lines: a person decides about each of them.
    patterns = tuple(clean(text, MOST_PATTERN) for text in wire.patterns or wire.resources or ())
    name = word(wire.permission or wire.action or "permission")
    return Ask(
        id=word(wire.id),
        session=word(wire.session),
        directory=directory,
        kind="permission",
        title=clean_line(f"{name} {', '.join(patterns)}".strip()),
        patterns=patterns,
        always=tuple(clean_line(one, MOST_PATTERN) for one in wire.always or wire.save or ()),
        asked_ms=asked_ms,
        message=_message(wire.tool),
    )


def questions_of(wire: WireQuestions, directory: str, asked_ms: int) -> Ask:
    """Give questions as an ask; its title is the first of them.

    One that asks nothing is a question without any answer: it can only be rejected.
    """
    questions = tuple(_question(question) for question in wire.questions) or (NOTHING,)
    return Ask(
        id=word(wire.id),
        session=word(wire.session),
        directory=directory,
        kind="question",
        title=clean_line(questions[0].text),
        questions=questions,
        asked_ms=asked_ms,
        message=_message(wire.tool),
    )


def _message(call: WireCall | None) -> str:
    return word(call.message) if call and call.message else ""


def _question(wire: WireQuestion) -> Question:
    return Question(
        text=clean_line(wire.question, MOST_QUESTION),
        header=word(wire.header or ""),
        options=tuple(
            (clean_line(option.label), clean_line(option.description or ""))
            for option in wire.options or ()
        ),
        multiple=bool(wire.multiple),
        custom=wire.custom is not False,
    )
