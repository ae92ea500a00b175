"""The ladder as five cells, and as lines with words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace
from tests.tui.drawing import PEN, roles, row_of, text
from tests.tui.make import NOW, SECOND, ref
from tests.tui.story import BILLING, story

from omo_watch.lines.bar import left_cells
from omo_watch.lines.ladder.cells import add_ladder
from omo_watch.lines.ladder.rungs import ladder_words, rung_lines, side_rung_lines
from omo_watch.lines.line import Line
from omo_watch.lines.sessions.sentence import sentence
from omo_watch_core.claim import Claim
from omo_watch_core.model import ModelRef, SessionState
from omo_watch_core.rung import Rung, RungKind

KINDS: dict[str, RungKind] = {"c": "current", "n": "next", "u": "untried", "f": "failed"}
KINDS |= {"o": "cooling", "x": "unreachable"}


def rungs(kinds: str) -> tuple[Rung, ...]:
    """Make a ladder of one letter per rung."""
    return tuple(
        Rung(model=ref(f"fake/m{place}"), kind=KINDS[kind], until_ms=NOW if kind == "o" else None)
        for place, kind in enumerate(kinds)
    )


def cells(kinds: str, state: SessionState = "busy") -> Line:
    """Draw a ladder."""
    line = Line(PEN.style("text"))
    add_ladder(line, rungs(kinds), state, PEN)
    return line


@pytest.mark.parametrize(
    ("kinds", "state", "shown"),
    [
        ("cn", "busy", "●›"),
        ("fcn", "busy", "×●›"),
        ("oonux", "retry", "◊◊›·–"),
        ("ffff", "failed", "××××"),
        ("c", "busy", "●"),
        ("cnuu", "unknown", "≈›··"),
        ("ufcnuu", "busy", "·×●›+"),
        ("uuufcnuu", "busy", "+×●›+"),
        ("uuuuuufcn", "busy", "+·×●›"),
        ("cuuuuuuun", "busy", "●···+"),
        ("", "busy", ""),
    ],
)
def test_five_cells(kinds: str, state: SessionState, shown: str) -> None:
    assert text(cells(kinds, state)) == shown


@pytest.mark.parametrize(
    ("kinds", "state", "expected"),
    [
        ("cn", "busy", {"●": "soft", "›": "muted"}),
        ("fcn", "busy", {"×": "bad", "●": "busy+", "›": "text+"}),
        ("cn", "idle", {"●": "muted", "›": "muted"}),
        ("on", "retry", {"◊": "wait", "›": "text+"}),
        ("cn", "unknown", {"≈": "unknown", "›": "muted"}),
    ],
)
def test_a_healthy_ladder_is_grey(
    kinds: str, state: SessionState, expected: dict[str, str]
) -> None:
    assert roles(cells(kinds, state)) == expected


def test_rungs_say_what_and_when() -> None:
    lines = rung_lines(row_of(story(), BILLING), NOW, PEN, 6, frozenset())
    assert [text(line) for line in lines] == [
        "1 ◊ anthropic/claude-opus-4-6  rate-limit     back in 7m41s ━━━━━───",
        "2 ◊ openai/gpt-5.4             overloaded     back in 2m10s ━━──────",
        "3 › google/gemini-3-pro        next",
        "4 · kimi-for-coding/k2p5       untried",
        "5 – zai/glm-4.7                not connected",
    ]
    assert roles(lines[2])["next"] == "accent"


def test_long_names_take_the_room_beside_and_no_more() -> None:
    seen = row_of(story(), BILLING)
    long = ModelRef(provider="anthropic", model="claude-opus-4-6-20260101")
    ladder = (replace(seen.ladder[0], model=long), *seen.ladder[1:])
    lines = [
        text(rung_lines(replace(seen, ladder=ladder), NOW, PEN, 6, frozenset(), width)[0])
        for width in (68, 70, 90)
    ]
    assert lines == [
        "1 ◊ …/claude-opus-4-6-20260101 rate-limit     back in 7m41s ━━━━━───",
        "1 ◊ an…/claude-opus-4-6-20260101 rate-limit     back in 7m41s ━━━━━───",
        "1 ◊ anthropic/claude-opus-4-6-20260101 rate-limit     back in 7m41s ━━━━━───",
    ]


def test_two_times_leave_no_bar() -> None:
    seen = row_of(story(), BILLING)
    apart = replace(seen, stated_ms=(seen.due_ms or 0) + 3_600 * SECOND)
    lines = rung_lines(apart, NOW, PEN, 6, frozenset())
    assert text(lines[0]).endswith("back in 7m41s")
    assert text(lines[1]).endswith("━━──────")


def test_a_proved_rung_says_so() -> None:
    seen = row_of(story(), "ses_tests")
    line = rung_lines(seen, NOW, PEN, 6, frozenset({"openai/gpt-5.4"}))[0]
    assert "answers, 12s" in text(line)
    assert roles(line)["✓ proved"] == "done"


def test_more_rungs_than_lines_are_counted() -> None:
    seen = replace(row_of(story(), BILLING), ladder=rungs("oonuuuux"))
    lines = [text(line) for line in rung_lines(seen, NOW, PEN, 4, frozenset())]
    assert len(lines) == 4
    assert lines[-1].strip() == "and 5 more"
    assert any(" next" in line for line in lines)


def test_side_rungs_fit_beside_a_transcript() -> None:
    lines = [text(line) for line in side_rung_lines(row_of(story(), BILLING), NOW, PEN, 9)]
    assert lines[0] == "1 ◊ anthropic/claude-opus-4-6  rate-limit   7m41s"
    assert lines[4] == "5 – zai/glm-4.7                not connected"
    assert max(map(len, lines)) == 49


@pytest.mark.parametrize(
    ("kinds", "has_chain", "words"),
    [
        ("cn", True, "first choice"),
        ("ffc", True, "rung 3 of 3"),
        ("oon", True, "nobody answers now"),
        ("ffff", True, "exhausted · 4 of 4 failed"),
        ("c", False, "no chain: if this model is limited, the session waits for it"),
        ("", False, "no model known"),
    ],
)
def test_the_ladder_in_words(kinds: str, has_chain: bool, words: str) -> None:
    seen = replace(row_of(story(), BILLING), ladder=rungs(kinds))
    assert ladder_words(seen, has_chain) == words


@pytest.mark.parametrize(
    ("left", "cells_left"), [(100, 8), (99, 8), (50, 4), (1, 1), (0, 0), (-5, 0), (500, 8)]
)
def test_bars_empty_and_keep_one_cell_to_the_end(left: int, cells_left: int) -> None:
    assert left_cells(0, 100, 100 - left, 8) == cells_left


def test_without_a_start_there_is_no_bar() -> None:
    assert left_cells(100, 100, 50, 8) == 0


def _said(waits: Sequence[int]) -> list[str]:
    seen = row_of(story(), BILLING)
    assert seen.session.retry is not None
    told: list[str] = []
    for since in waits:
        retry = replace(seen.session.retry, since_ms=NOW - since * SECOND)
        row = replace(seen, session=replace(seen.session, retry=retry))
        told.append(sentence(row, NOW, "assist"))
    return told


def test_the_plugin_gets_five_seconds() -> None:
    early, late = _said((2, 6))
    assert early == (
        "gemini-3-pro is free: the plugin has 3s left to move, then press m to move it yourself"
    )
    assert late == (
        "gemini-3-pro is free, but the plugin did not move it: press m to move it yourself"
    )


def _guarded(session: str) -> str:
    seen = row_of(story(), session)
    server = replace(seen.server, plugin=False, claim=Claim(owner="guard 7@box"))
    return sentence(replace(seen, server=server), NOW, "assist")


def test_a_guard_moves_what_nobody_else_waits_for() -> None:
    assert _guarded("ses_nightly").endswith(
        " is free: a guard moves it by itself, or press m to move it yourself"
    )
    assert _guarded(BILLING) == (
        "gemini-3-pro is free, but a guard only offers it: an abort would also stop what runs"
        " below it. Press m to move it yourself"
    )


def test_sentences_name_the_cause() -> None:
    made = story()
    assert sentence(row_of(made, "ses_nightly"), NOW, "watch") == (
        "gpt-5.4 is free, and nobody moves it by itself"
    )
    assert sentence(row_of(made, "ses_train"), NOW, "assist") == (
        "The stream from gpu-2 broke 38s ago. Last seen busy. Trying again in 4s."
    )
    assert sentence(row_of(made, "ses_deploy"), NOW, "assist") == (
        "It wants permission and waits for a person: ./deploy.sh"
    )
    assert sentence(row_of(made, "ses_load"), NOW, "assist") == (
        "Busy, but nothing was heard from it for 4m"
    )
    assert sentence(row_of(made, "ses_release"), NOW, "assist") == ""
