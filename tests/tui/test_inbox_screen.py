"""The Inbox: what a key answers, and that nothing else comes under the cursor by itself."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.inboxed import (
    NEWS,
    ONE,
    TWO,
    WHICH,
    asked_of,
    page,
    reply,
    three,
    under_cursor,
    without,
)
from tests.tui.make import NOW, SECOND
from tests.tui.opened import opened

from omo_watch.screens.answer import AnswerScreen
from omo_watch_core.actions.action import AnswerAction


async def test_people_first_then_the_longest_wait_and_a_child_with_its_place() -> None:
    async with opened(three()) as screen:
        assert "Inbox 3" in screen.lines[1]
        await screen.press("4")
        assert [row.id for row in page(screen).table.shown] == [ONE.id, TWO.id, WHICH.id]
        assert "└ Third   " in screen.lines[5]
        assert "@build" not in screen.text
        await screen.press("G")
        assert "below First" in screen.text


@pytest.mark.parametrize(("key", "how"), [("o", "once"), ("A", "always"), ("R", "reject")])
async def test_a_key_answers_what_is_under_the_cursor(key: str, how: str) -> None:
    async with opened(three()) as screen:
        await screen.press("4", key)
        assert screen.desk.commands == [reply(ONE, how)]
        assert screen.app.screen is page(screen)


async def test_always_needs_a_pattern() -> None:
    async with opened(three()) as screen:
        await screen.press("4", "j", "A")
        assert screen.desk.commands == []
        assert "o allows it once" in screen.text
        assert "A always" not in screen.lines[-1]


async def test_words_go_with_a_reject() -> None:
    async with opened(three()) as screen:
        await screen.press("4", "i")
        assert isinstance(screen.app.screen, AnswerScreen)
        await screen.press(*"not o", "enter")
        assert screen.desk.commands == [reply(ONE, "reject", text="not o")]


async def test_a_question_is_answered_by_p_and_a_digit_dismissed_by_r_and_never_allowed() -> None:
    async with opened(three()) as screen:
        await screen.press("4", "G", "o", "A")
        assert screen.desk.commands == []
        assert "p answers a question" in screen.text
        await screen.press("p", "2", "enter", "R")
        chosen = reply(WHICH, "answers", answers=(("Postgres",),))
        assert screen.desk.commands == [chosen, reply(WHICH, "reject")]
        await screen.press("i", *"mine", "enter")
        assert screen.desk.commands[-1] == reply(WHICH, "answers", answers=(("mine",),))


async def test_what_is_answered_stays_under_the_cursor_and_no_other_takes_its_place() -> None:
    before = three()
    async with opened(before) as screen:
        await screen.press("4", "o")
        await screen.tell(without(before, ONE.id), NEWS)
        assert "· over" in screen.lines[3]
        await screen.press("o")
        assert screen.desk.commands == [reply(ONE, "once")]
        assert "it does not wait any more" in screen.text
        await screen.pass_time(9 * SECOND)
        assert under_cursor(screen) == ONE.id
        assert "Inbox 2" in screen.lines[1]
        await screen.press("j")
        await screen.pass_time(SECOND)
        await screen.pass_time(3 * SECOND)
        assert [row.id for row in page(screen).table.shown] == [TWO.id, WHICH.id]
        await screen.press("o")
        assert screen.desk.commands[-1] == reply(TWO, "once")


async def test_what_is_over_is_gone_when_one_comes_back_to_the_tab() -> None:
    before = three()
    async with opened(before) as screen:
        await screen.press("4", "o", "1")
        await screen.tell(without(before, ONE.id), NEWS)
        await screen.press("4")
        assert [row.id for row in page(screen).table.shown] == [TWO.id, WHICH.id]


async def test_the_answer_of_a_modal_leaves_no_other_request_under_the_cursor() -> None:
    before = three()
    async with opened(before) as screen:
        await screen.press("4", "p", "o")
        await screen.tell(without(before, ONE.id), NEWS)
        await screen.press("o")
        assert screen.desk.commands == [reply(ONE, "once")]


async def test_new_rows_wait_below_while_a_person_reads() -> None:
    before = three(TWO)
    async with opened(before) as screen:
        await screen.press("4", "k")
        laptop = replace(before.servers["laptop"], asks={a.id: a for a in (ONE, TWO)})
        await screen.tell(replace(before, servers={"laptop": laptop}), NEWS)
        assert [row.id for row in page(screen).table.shown] == [TWO.id, ONE.id]
        await screen.pass_time(3 * SECOND)
        assert [row.id for row in page(screen).table.shown] == [ONE.id, TWO.id]
        assert under_cursor(screen) == TWO.id


async def test_an_answer_on_its_way_is_not_sent_twice() -> None:
    going = AnswerAction(
        id="act_1", server="laptop", session="ses_a", title="First", started_ms=NOW,
        phase="replying", phase_ms=NOW, asked=ONE.id, reply="once",
    )  # fmt: skip
    async with opened(replace(three(), actions={"act_1": going})) as screen:
        await screen.press("4", "A")
        assert screen.desk.commands == []


async def test_marks_are_answered_together_and_what_does_not_fit_is_told() -> None:
    async with opened(three()) as screen:
        await screen.press("4", "space", "space", "space")
        assert "3 marked" in screen.text
        assert " o once 2 marked  A always 1 marked  R reject 3 marked" in screen.lines[-1]
        await screen.press("o")
        batch = "abcdefghijklmn"
        assert screen.desk.commands == [reply(a, "once", batch=batch) for a in (ONE, TWO)]
        assert "1 of 3 marked left as it is" in screen.text
        assert "marked ·" not in screen.text


async def test_marks_rejected_and_one_that_always_cannot_cover() -> None:
    async with opened(three()) as screen:
        await screen.press("4", "space", "space", "A")
        assert asked_of(screen) == [ONE.id]
        assert "1 of 2 not answered" in screen.text
        await screen.press("g", "space", "space", "space", "R")
        assert asked_of(screen)[1:] == [
            ONE.id, TWO.id, WHICH.id,
        ]  # fmt: skip


async def test_answers_given_together_are_told_together() -> None:
    done = {
        f"act_{n}": AnswerAction(
            id=f"act_{n}", server="laptop", session="ses_a", title="First", started_ms=NOW,
            phase="ended", phase_ms=NOW, ended_ms=NOW, result="answered", asked=f"per_{n}",
            reply="once", batch="b", evidence="First: allowed once",
        )
        for n in range(3)
    }  # fmt: skip
    async with opened(replace(three(), actions=done)) as screen:
        assert "✓ answered   3 answered" in screen.text
