"""Why this model: limits of this and of other sessions, claims, facts, and who moved it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.demo_ladders import claimed, minute, moved_by_plugin, used_up
from tests.tui.drawing import LETTERS, PEN, roles, row_of, text
from tests.tui.make import MINUTE, NOW, SECOND, failed_models, server, session, state
from tests.tui.story import GPT, OPUS, story

from omo_watch.lines.ladder.rungs import rung_lines, side_rung_lines
from omo_watch.lines.ladder.why import why_model
from omo_watch.lines.sessions.detail import detail_lines
from omo_watch.lines.sessions.facts import facts, whose_chain
from omo_watch_core.events import MessageSeen, PartSeen
from omo_watch_core.growing import Text
from omo_watch_core.journal.kept import Hold
from omo_watch_core.journal.nouns import Lease
from omo_watch_core.limited import Limit
from omo_watch_core.model import Failure, Message, ModelRef, Part
from omo_watch_core.reduce import reduce
from omo_watch_core.select.row import Row
from omo_watch_core.state import State

LIMITED = "anthropic/claude-opus-4-6"
HOSTILE = ("[/b][red]x[/red]", "\u202eevil\u2066", "翻訳" * 40, "a" * 500, "", "\x1b[31mred")


def titled(made: State, title: str) -> Row:
    """Give the row of the session whose title begins so."""
    (name,) = [
        one.id
        for there in made.servers.values()
        for one in there.sessions.values()
        if one.info.title.startswith(title)
    ]
    return row_of(made, name)


def drawn(row: Row, now_ms: int) -> list[str]:
    """Give the text of the rungs."""
    return [text(line) for line in rung_lines(row, now_ms, PEN, 6, frozenset())]


def why(row: Row, made: State) -> str:
    """Give the sentence."""
    return why_model(row, whose_chain(made, row), made.now_ms)


def test_a_limited_first_choice_and_who_moved_it() -> None:
    made = minute()
    flaky = titled(made, "Fix flaky CI")
    said = why(flaky, made)
    assert said.startswith("gemini-3-pro because claude-sonnet-4-6 is limited until ")
    assert said.endswith(" (overloaded, 59s ago); anna moved it 58s ago")
    lines = drawn(flaky, made.now_ms)
    assert "overloaded     back in 3m01s ━" in lines[0]
    assert lines[1].endswith("answers, 58s          fact ✓")
    assert "fact" in " ".join(text(line) for line in side_rung_lines(flaky, made.now_ms, PEN, 9))


def test_a_limit_of_another_session_is_said_with_its_name() -> None:
    made = minute()
    lines = drawn(titled(made, "Port the scheduler"), made.now_ms)
    assert lines[1].endswith("limited by Refactor billing       37m")
    side = side_rung_lines(titled(made, "Port the scheduler"), made.now_ms, PEN, 9)
    assert text(side[1]).endswith("by Refact…     37m")


def beside(made: State, title: str, later_ms: int = 0) -> dict[str, Limit]:
    return titled(made, title).beside(made.now_ms + later_ms)


def test_a_model_that_answered_since_is_not_limited() -> None:
    made = minute()
    port = titled(made, "Port the scheduler").session
    limit = beside(made, "Port the scheduler")[LIMITED]
    assert limit.session == titled(made, "Refactor").session.id
    message = Message(
        id="msg_zzzz", session=port.id, role="assistant", created_ms=made.now_ms,
        completed_ms=made.now_ms + 1, model=ModelRef(provider="anthropic", model="claude-opus-4-6"),
    )  # fmt: skip
    part = Part(id="prt_z", message=message.id, session=port.id, kind="text", text=Text.of("ok"))
    after, _ = reduce(
        made,
        [
            MessageSeen(server="laptop", at_ms=made.now_ms, message=message),
            PartSeen(server="laptop", at_ms=made.now_ms, part=part),
        ],
    )
    assert LIMITED not in beside(after, "Port the scheduler")


def test_a_limit_that_was_cleared_is_no_limit_beside() -> None:
    made = minute()
    note = Hold(
        id=LIMITED, changed_ms=1, since_ms=1, owner="anna", ended_ms=1, cleared_ms=made.now_ms
    )
    cleared = replace(made, journal=replace(made.journal, holds={LIMITED: note}))
    assert LIMITED in beside(made, "Port the scheduler")
    assert LIMITED not in beside(cleared, "Port the scheduler")


def test_what_is_past_limits_nobody() -> None:
    assert beside(minute(), "Port the scheduler", 60 * MINUTE) == {}


def test_a_claim_is_no_fact() -> None:
    made = claimed()
    row = titled(made, "fallback demo")
    assert drawn(row, made.now_ms)[1].endswith("fake/limited-two           claimed, not seen")
    assert "fact" not in "".join(drawn(row, made.now_ms))
    assert why(row, made).endswith("; moved by the plugin")
    letters = [text(line) for line in side_rung_lines(row, made.now_ms, LETTERS, 9)]
    assert letters[1].endswith("claimed, not seen")


def test_nobody_answers_because() -> None:
    made = used_up()
    said = why(titled(made, "fallback demo"), made)
    assert said.startswith("nobody answers because limited-opus is limited until ")
    assert said.endswith(", and 1 more")


def test_an_answer_is_the_fact() -> None:
    made = moved_by_plugin()
    row = titled(made, "fallback demo")
    third = rung_lines(row, made.now_ms, PEN, 6, frozenset())[2]
    assert "ok-kimi" in text(third)
    assert row.session.answer is not None
    assert row.session.answer.model is not None
    assert row.session.answer.model.name == "fake/ok-kimi"
    assert "moved by the plugin" in why(row, made)


def failed(reason: str, failure: Failure | None) -> tuple[Row, State]:
    """Make a session that failed on its only model."""
    made = session("ses_f", "Translate", GPT, since=MINUTE)
    made = failed_models(made, (GPT, reason, 2 * MINUTE, None))
    made = replace(made, answered=False, failure=failure)
    world = state(server("laptop", [made], plugin=False), chains={"build": (GPT, OPUS)})
    return row_of(world, "ses_f"), world


@pytest.mark.parametrize(
    ("reason", "failure", "said"),
    [
        ("quota", Failure(name="APIError", status=402), "quota"),
        ("error", Failure(name="APIError", status=418), "error 418"),
        ("error", Failure(name="UnknownError"), "UnknownError"),
        ("", None, "failed"),
    ],
)
def test_a_failed_rung_says_what_is_known_and_when(
    reason: str, failure: Failure | None, said: str
) -> None:
    row, made = failed(reason, failure)
    line = rung_lines(row, made.now_ms, PEN, 6, frozenset())[0]
    assert text(line).split(GPT)[1].split() == [*said.split(), "2m", "ago"]
    assert roles(line)[said] == "bad"


def test_a_failed_session_whose_model_is_not_to_blame_gave_no_answer() -> None:
    made = minute()
    row = titled(made, "Draft the changelog")
    first = drawn(row, made.now_ms)[0]
    assert first.split("4-6")[1].split()[:2] == ["no", "answer"]
    assert first.endswith("15m ago")
    assert why(row, made) == ""


def test_a_lease_is_the_reason() -> None:
    made = story()
    row = row_of(made, "ses_tests")
    lease = Lease(
        id="l", place="p", scope="session", name="ses_tests", target=row.ladder[0].model,
        owner="anna", since_ms=NOW, changed_ms=NOW,
    )  # fmt: skip
    assert why(replace(row, lease=lease), made) == (
        "gpt-5.4 because anna holds it there until cleared"
    )


def test_the_first_choice_names_its_chain() -> None:
    made = story()
    assert why(row_of(made, "ses_tests"), made) == "gpt-5.4: first choice of the chain of explore"
    assert why(row_of(made, "ses_scheduler"), made).endswith(
        "no chain, and nobody asked for another one"
    )


@pytest.mark.parametrize("title", HOSTILE)
def test_names_of_others_stay_in_their_column(title: str) -> None:
    made = minute()
    billing = titled(made, "Refactor billing").session
    laptop = made.servers["laptop"]
    named = replace(billing, info=replace(billing.info, title=title))
    laptop = replace(laptop, sessions={**laptop.sessions, billing.id: named})
    made = replace(made, servers={**made.servers, "laptop": laptop})
    row = titled(made, "Port the scheduler")
    lines = rung_lines(row, made.now_ms, PEN, 6, frozenset())
    assert any("limited by" in text(line) for line in lines)
    assert max(line.width for line in lines) <= 68
    for width, height in ((80, 6), (140, 12)):
        strips = detail_lines(facts(made, row, ()), width, height, PEN)
        assert {strip.cell_length for strip in strips} == {width}


def test_seconds_pass_in_the_sentence() -> None:
    made = minute()
    row = titled(made, "Fix flaky CI")
    later = why_model(row, "build", made.now_ms + 200 * SECOND)
    assert "was limited until a moment ago" in later
