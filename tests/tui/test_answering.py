"""The modal in which a person answers: what it shows, what its keys send, and when it closes."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.scenery.told.asks import dead
from tests.tui.make import MINUTE, server, session, state
from tests.tui.opened import Opened, opened
from tests.tui.story import OPUS, SONNET

from omo_watch.screens.answer import AnswerScreen
from omo_watch_core.changes import Changes
from omo_watch_core.commands import Answer
from omo_watch_core.model import Ask, Question, Tool
from omo_watch_core.state import State

NONCE = "abcdefghijklmn"
ONE = Question(text="Which database?", options=(("SQLite", "One file"), ("Postgres", "A server")))
MANY = Question(text="Which systems?", options=(("Linux", ""), ("BSD", "")), multiple=True)
PERMISSION = Ask(
    id="per_1", session="ses_b", directory="/srv/dev/x", kind="permission",
    title="bash touch x", patterns=("touch x",), always=("touch *",), asked_ms=1,
)  # fmt: skip


def questions(*asked: Question) -> Ask:
    """Make an ask with questions."""
    return Ask(
        id="que_1", session="ses_b", directory="/srv/dev/x", kind="question",
        title=asked[0].text, questions=asked, asked_ms=1,
    )  # fmt: skip


def family(*asks: Ask, **fields: object) -> State:
    """Give a parent and a child that asks."""
    parent = session("ses_a", "Parent", OPUS, status="busy", since=MINUTE)
    child = session("ses_b", "Child", SONNET, status="busy", since=MINUTE, parent="ses_a")
    made = state(server("laptop", [parent, child], asks=asks))
    return replace(made, **fields)


def answer(ask: Ask, **fields: object) -> Answer:
    """Give the command that answers a request."""
    base = {"nonce": NONCE, "server": "laptop", "session": "ses_b", "ask": ask.id}
    return Answer(**{**base, **fields})


def closed(before: State) -> State:
    """Give the state after somebody answered."""
    laptop = replace(before.servers["laptop"], asks={})
    return replace(before, servers={"laptop": laptop})


async def asked(screen: Opened) -> AnswerScreen:
    await screen.press("p")
    shown = screen.app.screen
    assert isinstance(shown, AnswerScreen)
    return shown


@pytest.mark.parametrize(("key", "reply"), [("o", "once"), ("A", "always"), ("R", "reject")])
async def test_a_key_answers_a_permission(key: str, reply: str) -> None:
    async with opened(family(PERMISSION)) as screen:
        await asked(screen)
        assert "Parent / Child" in screen.text
        assert "touch x" in screen.text
        assert "`touch *` for all sessions here" in screen.text
        assert screen.desk.commands == []
        await screen.press(key)
        assert screen.desk.commands == [answer(PERMISSION, reply=reply)]
        assert screen.app.screen is screen.overview


async def test_words_go_with_a_reject() -> None:
    async with opened(family(PERMISSION)) as screen:
        await asked(screen)
        await screen.press("i", *"oAR", "space", *"p")
        assert "› oAR p" in screen.text
        assert screen.desk.commands == []
        await screen.press("enter")
        assert screen.desk.commands == [answer(PERMISSION, reply="reject", text="oAR p")]


async def test_empty_words_say_nothing_and_esc_stops_typing_first() -> None:
    async with opened(family(PERMISSION)) as screen:
        shown = await asked(screen)
        await screen.press("i", "enter", "escape")
        assert screen.app.screen is shown
        assert screen.desk.commands == []
        await screen.press("escape")
        assert screen.app.screen is screen.overview
        assert screen.desk.commands == []


async def test_a_question_is_answered_by_arrows_and_digits() -> None:
    asks = questions(ONE)
    async with opened(family(asks)) as screen:
        await asked(screen)
        await screen.press("down", "enter")
        await asked(screen)
        await screen.press("2", "1", "enter")
        labels = ("Postgres", "SQLite")
        said = [answer(asks, reply="answers", answers=((label,),)) for label in labels]
        assert screen.desk.commands == said


async def test_several_questions_are_asked_one_after_the_other() -> None:
    asks = questions(ONE, MANY, ONE)
    async with opened(family(asks)) as screen:
        await asked(screen)
        assert "1 of 3: Which database?" in screen.text
        await screen.press("enter")
        assert "2 of 3: Which systems?" in screen.text
        await screen.press("space", "down", "space", "enter")
        assert "3 of 3: Which database?" in screen.text
        assert screen.desk.commands == []
        await screen.press("i", *"mine", "enter")
        answers = (("SQLite",), ("Linux", "BSD"), ("mine",))
        assert screen.desk.commands == [answer(asks, reply="answers", answers=answers)]


async def test_a_mark_can_be_taken_away() -> None:
    asks = questions(MANY)
    async with opened(family(asks)) as screen:
        await asked(screen)
        await screen.press("space", "space", "down", "space", "enter")
        assert screen.desk.commands == [answer(asks, reply="answers", answers=(("BSD",),))]


async def test_a_question_is_not_allowed_once() -> None:
    async with opened(family(questions(ONE))) as screen:
        shown = await asked(screen)
        await screen.press("o", "A")
        assert screen.app.screen is shown
        await screen.press("R")
        assert screen.desk.commands == [answer(questions(ONE), reply="reject")]


async def test_what_was_answered_meanwhile_closes_with_a_word() -> None:
    before = family(PERMISSION)
    async with opened(before) as screen:
        await asked(screen)
        await screen.tell(closed(before), Changes(notices=True))
        assert screen.app.screen is screen.overview
        assert "it does not wait any more" in screen.text
        assert screen.desk.commands == []


async def test_what_died_meanwhile_closes_with_a_word() -> None:
    before = family(PERMISSION)
    async with opened(before) as screen:
        await asked(screen)
        laptop = replace(before.servers["laptop"], asks={}, dead={PERMISSION.id: PERMISSION})
        await screen.tell(replace(before, servers={"laptop": laptop}), Changes(notices=True))
        assert screen.app.screen is screen.overview
        assert "it does not wait any more" in screen.text


async def test_a_row_that_asks_nothing_says_so() -> None:
    async with opened(family()) as screen:
        assert "p answer" not in screen.text
        await screen.press("p")
        assert screen.app.screen is screen.overview
        assert "it asks nothing, and nothing below it does" in screen.text


async def test_read_only_answers_nothing() -> None:
    async with opened(family(PERMISSION, mode="watch")) as screen:
        assert "p answer" not in screen.text
        await screen.press("p")
        assert screen.app.screen is screen.overview
        assert "read-only, nothing was sent" in screen.text


async def test_the_session_screen_answers_too() -> None:
    async with opened(family(PERMISSION)) as screen:
        await screen.press("j", "enter")
        await asked(screen)
        await screen.press("o")
        assert screen.desk.commands == [answer(PERMISSION, reply="once")]


async def test_a_dead_request_is_labelled_and_only_cleaned_up() -> None:
    async with opened(dead()) as screen:
        await screen.press("slash", *"deploy", "enter")
        shown = await asked(screen)
        assert "nobody waits for this any more" in screen.text
        await screen.press("o", "A", "i", "enter")
        assert screen.app.screen is shown
        assert screen.desk.commands == []
        await screen.press("R")
        (command,) = screen.desk.commands
        assert isinstance(command, Answer)
        assert command.reply == "reject"


async def test_a_parent_that_waits_is_named() -> None:
    before = family(PERMISSION)
    laptop = before.servers["laptop"]
    waits = Tool(name="task", call="call_1", status="running", child="ses_b")
    parent = replace(laptop.sessions["ses_a"], tools=(waits,))
    laptop = replace(laptop, sessions={**laptop.sessions, "ses_a": parent})
    async with opened(replace(before, servers={"laptop": laptop}), (140, 40)) as screen:
        await asked(screen)
        said = " ".join(line.strip(" │▌") for line in screen.lines)
        assert "Parent sees its task fail and goes on" in " ".join(said.split())
