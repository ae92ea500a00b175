"""The rows of the Inbox: their places, what the journal adds to them, what was dealt with."""

from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core.actions.action import Action, AnswerAction, OverrideAction
from omo_watch_core.events import JournalRead, NewsClosed
from omo_watch_core.journal.folding import fold
from omo_watch_core.journal.kept import Closed
from omo_watch_core.journal.nouns import Deed
from omo_watch_core.journal.place import place_of
from omo_watch_core.journal.writing import entries
from omo_watch_core.select.inbox import inbox
from omo_watch_core.select.inbox_rows import InboxRow, InboxView, in_place, inbox_rows, past
from omo_watch_core.state import Session, State
from tests.core.select.make import (
    ABORTED,
    DAY,
    GPT,
    HOUR,
    LAB,
    LIMITED,
    MINUTE,
    NOW,
    OPUS,
    SECOND,
    answer,
    ask,
    busy,
    idle,
    prompt,
    retry,
    server,
    state,
)

BY = "bob@ci"
OURS = answer(parent="msg_ours", model=GPT, completed_ms=NOW)


def row(name: str, **fields: Any) -> InboxRow:
    base: dict[str, Any] = {"kind": "permission", "server": LAB, "session": "ses_a",
                            "title": "", "text": "", "since_ms": NOW}  # fmt: skip
    return InboxRow(id=name, **{**base, **fields})


def names(rows: tuple[InboxRow, ...]) -> str:
    """Write rows in a word, those that are over in capitals."""
    return "".join(one.id.upper() if one.over else one.id for one in rows)


@pytest.mark.parametrize(
    ("before", "after", "here", "reads", "shown"),
    [
        ("abc", "abc", "a", False, "abc"),
        ("abc", "zabc", "a", False, "zabc"),
        ("abc", "zabc", "a", True, "abcz"),
        ("abc", "ac", "a", False, "ac"),
        ("abc", "ac", "a", True, "aBc"),
        ("abc", "ac", "b", False, "aBc"),
        ("abc", "ca", "b", False, "cBa"),
        ("abc", "", "b", True, "ABC"),
        ("abc", "", "b", False, ""),
        ("abc", "bc", "", False, "bc"),
        ("", "ab", "", True, "ab"),
    ],
)
def test_nothing_else_comes_under_the_cursor(
    before: str, after: str, here: str, reads: bool, shown: str
) -> None:
    made = in_place([row(n) for n in before], [row(n) for n in after], here, reads)
    assert names(made) == shown


def test_what_was_over_and_waits_again_is_itself_again() -> None:
    assert names(in_place([row("a", over=True)], [row("a")], "a", True)) == "a"


def test_a_row_knows_what_is_above_it_and_a_circle_ends() -> None:
    made = server(
        busy(), busy("ses_b", parent="ses_a"), busy("ses_c", parent="ses_b"), asks=[ask("ses_c")]
    )
    (found,) = inbox_rows(state(made), InboxView()).rows
    titles = [made.sessions[name].info.title for name in ("ses_a", "ses_b")]
    assert list(found.above) == titles
    round_about = server(busy(parent="ses_b"), busy("ses_b", parent="ses_a"), asks=[ask("ses_a")])
    (found,) = inbox_rows(state(round_about), InboxView()).rows
    assert len(found.above) == 1


def deed(**fields: Any) -> Deed:
    """Give a move that another run of the program, or another program, has not seen proved."""
    base: dict[str, Any] = {
        "id": "act_0", "kind": "override", "place": place_of(server().url), "session": "ses_a",
        "title": "a title", "owner": BY, "stage": "not proved", "started_ms": NOW - 2 * MINUTE,
        "changed_ms": NOW - MINUTE, "ended_ms": NOW - MINUTE, "target": GPT, "evidence": "nobody",
        "message": "msg_ours",
    }  # fmt: skip
    return Deed(**{**base, **fields})


def left(*deeds: Deed, session: Session | None = None, **fields: Any) -> list[tuple[str, str]]:
    """Give what deeds of the journal leave in the Inbox."""
    made = fold(
        state(server(session or idle(failure=ABORTED)), **fields),
        [JournalRead(server="", at_ms=NOW, deeds=deeds)],
    )
    return [(entry.id, entry.kind) for entry in inbox(made)]


@pytest.mark.parametrize("stage", ["not proved", "still alive", "came back"])
def test_a_bad_end_outlives_a_restart(stage: str) -> None:
    assert left(deed(stage=stage)) == [("act_0", stage)]


@pytest.mark.parametrize(
    "other",
    [
        deed(stage="proved"),
        deed(stage="refused"),
        deed(session="ses_gone"),
        deed(place="http://elsewhere"),
        deed(kind="launch"),
        deed(ended_ms=None),
        deed(ended_ms=NOW - 2 * DAY),
    ],
)
def test_other_deeds_leave_nothing(other: Deed) -> None:
    assert left(other) == []


LATER: dict[str, Any] = {"id": "act_1", "started_ms": NOW - SECOND, "ended_ms": NOW}


def test_what_made_up_for_it_came_later_and_is_of_its_kind() -> None:
    assert left(deed(), deed(stage="proved", **LATER)) == []
    assert left(deed(), deed(stage="undone", kind="undo", undoes="act_0", **LATER)) == []
    assert left(deed(), deed(stage="stopped", kind="cancel tree", **LATER)) == [
        ("act_0", "not proved")
    ]
    stop = deed(kind="cancel tree", stage="still alive")
    assert left(stop, deed(stage="asked", kind="cancel steer", **LATER)) == [
        ("act_0", "still alive")
    ]
    assert left(stop, deed(stage="stopped", kind="cancel abort", **LATER)) == []
    early = {**LATER, "started_ms": NOW - HOUR}
    assert left(deed(), deed(stage="proved", **early)) == [("act_0", "not proved")]


def test_an_answer_that_came_after_all_and_a_newer_prompt_make_it_moot() -> None:
    assert left(deed(), session=idle(answer=OURS)) == []
    newer = prompt(at=NOW - SECOND, name="msg_newer")
    assert left(deed(), session=idle(prompt=newer)) == []


def test_an_answer_makes_up_for_one_to_the_same_request_only() -> None:
    bad = deed(kind="answer once", asked="per_1", target=None, message="")
    stays = [("act_0", "not proved")]

    def good(asked: str) -> Deed:
        return replace(bad, **LATER, kind="answer reject", stage="answered", asked=asked)

    assert left(bad, good("per_1")) == []
    assert left(bad, good("per_2")) == stays
    assert left(replace(bad, asked=""), good("")) == stays


@pytest.mark.parametrize(
    "session",
    [
        idle(answer=replace(OURS, model=OPUS)),
        idle(answer=replace(OURS, model=None)),
        idle(answer=replace(OURS, failure=ABORTED)),
        idle(answer=OURS, failure=ABORTED),
        idle(answer=OURS, answered=False),
        retry(answer=OURS),
    ],
    ids=["of another", "of nobody", "failed", "ended in an error", "nothing shown", "waits"],
)
def test_an_answer_that_is_none_of_the_model_asked_leaves_it(session: Session) -> None:
    assert ("act_0", "not proved") in left(deed(), session=session)


def test_the_next_step_of_an_answer_brings_nothing_back() -> None:
    step = replace(OURS, id="msg_3", completed_ms=None)
    assert left(deed(), session=busy(answer=step, answered=False)) == []


def test_an_own_action_is_told_once() -> None:
    action: Action = OverrideAction(
        id="act_0", server=LAB, session="ses_a", title="a title", started_ms=NOW - MINUTE,
        phase="ended", phase_ms=NOW, result="accepted", ended_ms=NOW - SECOND, target=GPT,
        evidence="nobody",
    )  # fmt: skip
    assert left(deed(), actions={"act_0": action}) == [("act_0", "not proved")]


def closing(made: State) -> NewsClosed:
    """Put everything away that a state tells."""
    closed = tuple(
        Closed(
            id=e.id, changed_ms=NOW, since_ms=e.since_ms, kind=e.kind, server=e.server,
            session=e.session, title=e.title, text=e.text, owner="ann",
        )
        for e in inbox(made)
    )  # fmt: skip
    return NewsClosed(server="", at_ms=NOW, closed=closed)


def test_what_is_put_away_is_written_once_and_comes_back_with_what_is_newer() -> None:
    made = state(server(idle(failure=LIMITED, ended_ms=NOW - MINUTE)))
    event = closing(made)
    after = fold(made, [event])
    assert inbox(after) == ()
    assert entries(made, after, ()) == event.closed
    read = JournalRead(server="", at_ms=NOW, closed=event.closed)
    again = fold(made, [read])
    assert inbox(again) == ()
    assert entries(made, again, (), [read]) == ()
    anew = server(idle(failure=LIMITED, ended_ms=NOW - SECOND))
    assert [e.kind for e in inbox(replace(after, servers={LAB: anew}))] == ["no answer"]


def test_nobody_puts_a_request_away() -> None:
    made = state(server(busy(), asks=[ask()]))
    assert [e.kind for e in inbox(fold(made, [closing(made)]))] == ["permission"]


def test_what_was_dealt_with_is_told_newest_first_with_who() -> None:
    own = AnswerAction(
        id="act_own", server=LAB, session="ses_a", title="a title", started_ms=NOW - MINUTE,
        phase="ended", phase_ms=NOW, result="answered", ended_ms=NOW - SECOND, asked="per_1",
        reply="always", evidence="a title: allowed always", ask=ask(),
    )  # fmt: skip
    others = deed(id="act_2", kind="answer reject", stage="answered", target=None,
                  evidence="a title: rejected")  # fmt: skip
    refused = deed(id="act_3", kind="answer once", stage="refused")
    made = state(server(idle()), actions={own.id: own}, owner="ann")
    made = fold(made, [JournalRead(server="", at_ms=NOW, deeds=(others, refused))])
    assert [(p.kind, p.how, p.text, p.by) for p in past(made)] == [
        ("answered", "answered always", f"allowed always: {ask().title}", "ann"),
        ("rejected", "rejected", "rejected", BY),
    ]
