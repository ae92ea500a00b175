"""Sentences of modals, empty states and the page without a server."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.tui.desk import Looked
from tests.tui.drawing import PEN, row_of, text, width
from tests.tui.make import MINUTE, NOW, SECOND, ref, server, session, state, tool, with_limits
from tests.tui.story import BILLING, FLASH, GPT, KIMI, OPUS, PRO, story
from tests.tui.test_row_lines import LEASE

from omo_watch.lines.figures import tokens
from omo_watch.lines.modals.connect import Aim, connect_bottom, connect_top
from omo_watch.lines.moments import minute_of_day, time_of_day
from omo_watch.lines.moving.choice import Choice, choices, matching
from omo_watch.lines.moving.consequence import move_sentences
from omo_watch.lines.panes.crumbs import crumb_line
from omo_watch.lines.sessions.detail import detail_lines, split_at
from omo_watch.lines.sessions.empty import empty_lines, too_small_line
from omo_watch.lines.sessions.facts import facts
from omo_watch.lines.stopping.choice import least_harm, stopping
from omo_watch_core.link import Link
from omo_watch_core.model import Message, SessionState
from omo_watch_core.select.row import Row
from omo_watch_core.select.view import Arrangement, View
from omo_watch_core.state import State, with_server

WELL: dict[str, Any] = {
    "answered": True,
    "prompt": None,
    "answer": Message(id="msg_1", session=BILLING, role="assistant", completed_ms=1),
}


def billing() -> Row:
    """Give the row that waits."""
    return row_of(story(), BILLING)


def test_the_chain_comes_first_with_the_next_rung_on_top() -> None:
    found = choices(billing(), NOW)
    assert [(c.model.name, c.rung) for c in found[:5]] == [
        (PRO, 3),
        (OPUS, 1),
        (GPT, 2),
        (KIMI, 4),
        ("zai/glm-4.7", 5),
    ]
    assert [c.standing for c in found[:5]] == ["free", "cooling", "cooling", "free", "absent"]
    others = [c.model.name for c in found[5:]]
    assert others == sorted(others)
    assert {c.rung for c in found[5:]} == {None}


def test_what_other_sessions_know_to_be_limited_is_not_called_free() -> None:
    laptop = story().servers["laptop"]
    silent = {name: each for name, each in laptop.sessions.items() if name != "ses_cache"}
    seen = row_of(with_limits(with_server(story(), replace(laptop, sessions=silent))), "ses_spike")
    standing = {choice.model.name: choice.standing for choice in choices(seen, NOW)}
    assert (standing[OPUS], standing[PRO]) == ("cooling", "free")


def test_an_answer_behind_a_limit_says_that_it_is_over() -> None:
    seen = row_of(story(), "ses_spike")
    standing = {choice.model.name: choice.standing for choice in choices(seen, NOW)}
    assert standing[OPUS] == "free"


def test_matching_puts_whole_pieces_first() -> None:
    found = choices(billing(), NOW)
    assert [c.model.name for c in matching(found, "flash")] == [FLASH]
    assert [c.model.name for c in matching(found, "Kimi 5")] == [KIMI]
    names = [c.model.name for c in matching(found, "pro")]
    assert names[0] == PRO
    assert matching(found, "") == found


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("retry", "Stops the wait; x goes on from here, nothing is asked twice."),
        ("busy", "Stops the run; x goes on from here, nothing is asked twice."),
        ("stuck", "Stops the run; x goes on from here, nothing is asked twice."),
        ("asking", "Stops the run, its request falls away; x goes on from here."),
        ("failed", "x goes on from here, nothing is asked twice."),
        ("idle", "Idle: nothing is sent; its next prompt uses x unless it names a model."),
        ("done", "Idle: nothing is sent; its next prompt uses x unless it names a model."),
        ("unknown", "Asks the server first; stops what runs, then x goes on from here."),
    ],
)
def test_what_a_move_does(word: SessionState, said: str) -> None:
    chosen = Choice(model=ref("fake/x"), standing="free")
    row = replace(billing(), state=word)
    if word == "stuck":
        row = replace(row, session=replace(row.session, status="busy"))
    assert move_sentences(row, chosen)[0] == said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Stops the wait; x goes on from here, nothing is asked twice."),
        ({"status": "idle", "answered": False}, "x goes on from here, nothing is asked twice."),
        ({"status": "idle", **WELL},
         "Idle: nothing is sent; its next prompt uses x unless it names a model."),
    ],
)  # fmt: skip
def test_what_a_move_does_to_what_is_stuck_and_does_not_run(
    fields: dict[str, Any], said: str
) -> None:
    row = replace(billing(), state="stuck")
    row = replace(row, session=replace(row.session, **fields))
    assert move_sentences(row, Choice(model=ref("fake/x"), standing="free"))[0] == said


def _family() -> State:
    waits = replace(tool("task", "Work", SECOND, status="running"), child="ses_c")
    parent = session("ses_p", "Parent", "fake/a", status="busy", since=MINUTE)
    child = session("ses_c", "Child", "fake/a", status="busy", since=SECOND, parent="ses_p")
    return state(server("laptop", [replace(parent, tools=(waits,)), child], plugin=False))


def test_a_waiting_parent_is_named() -> None:
    chosen = Choice(model=ref("fake/x"), standing="free")
    seen = row_of(_family(), "ses_c")
    sees = "Its parent Parent sees the task fail and goes on"
    assert f"{sees}; the result follows once." in move_sentences(seen, chosen)


def test_the_least_harm_that_helps() -> None:
    made = story()
    chosen = {
        name: least_harm(stopping(made, row_of(made, name)))
        for name in (BILLING, "ses_tests", "ses_deploy", "ses_load", "ses_release")
    }
    assert chosen == {
        BILLING: "abort",
        "ses_tests": "steer",
        "ses_deploy": "abort",
        "ses_load": "abort",
        "ses_release": "abort",
    }


def test_tokens_are_short() -> None:
    counts = (900, 41_800, 200_000, 1_000_000, 1_050_000, 12_000_000)
    assert [tokens(count) for count in counts] == ["900", "41k", "200k", "1M", "1.1M", "12M"]


def test_crumbs_drop_figures_from_the_right_and_keep_the_state() -> None:
    ends = {columns: text(crumb_line(billing(), NOW, columns, PEN)) for columns in (140, 100, 60)}
    assert ends[140].endswith("$4.10   laptop   ses_e07c91")
    assert ends[100].endswith("77% of 200k   $4.10   laptop")
    assert ends[60].endswith("◊ retry in 7m41s")
    assert all(end.startswith(" Sessions · Refactor billing") for end in ends.values())


@pytest.mark.parametrize(("columns", "lines"), [(80, 6), (80, 12), (119, 12), (120, 12), (140, 12)])
@pytest.mark.parametrize("name", [BILLING, "ses_deploy", "ses_manual", "ses_train", "ses_spike"])
def test_the_detail_fits_its_place(columns: int, lines: int, name: str) -> None:
    made = story()
    drawn = detail_lines(facts(made, row_of(made, name), ()), columns, lines, PEN)
    assert len(drawn) <= lines
    assert {width(line) for line in drawn} == {columns}


@pytest.mark.parametrize(
    ("columns", "lines", "said"),
    [
        (140, 12, "Held    on gemini-3-flash for the agent qa until cleared, by ann@desk"),
        (80, 6, "  held on gemini-3-flash for the agent qa until cleared, by ann@desk"),
    ],
)
def test_the_lease_of_a_session_is_told_whole(columns: int, lines: int, said: str) -> None:
    made = story()
    lease = replace(LEASE, scope="agent", name="qa")
    held = facts(made, replace(row_of(made, "ses_spike"), lease=lease), ())
    drawn = [text(line) for line in detail_lines(held, columns, lines, PEN)]
    assert sum(said in line for line in drawn) == 1
    assert not any("the session waits for it" in line for line in drawn)
    free = detail_lines(facts(made, row_of(made, "ses_spike"), ()), columns, lines, PEN)
    assert not any("held" in text(line).lower() for line in free)


def test_two_columns_need_room() -> None:
    assert [split_at(140, 12), split_at(120, 12)] == [66, 46]
    assert [split_at(119, 12), split_at(140, 6)] == [None, None]


def _empty(made: State, view: View, hidden: int = 0) -> list[str]:
    drawn = empty_lines(made, view, Arrangement(hidden=hidden), None, 80, PEN)
    return [text(line).strip() for line in drawn[2:]]


def test_empty_states() -> None:
    assert _empty(state(server("laptop")), View()) == [
        "laptop has no session yet.",
        "The first one shows up here by itself.",
    ]
    assert _empty(story(), View(filter="x"), hidden=1) == [
        "No session matches  x",
        "1 is hidden by this filter. esc clears it.",
    ]
    assert _empty(story(), View(needs_me=True)) == ["Nothing needs you.", "esc shows all sessions."]
    locked = replace(
        server("laptop", link=Link(phase="refused", status=401, since_ms=NOW)), listed_ms=None
    )
    assert _empty(state(locked), View())[0] == "laptop wants a password."
    gone = Link(phase="waiting", lost_since_ms=NOW, reason="nothing listens there")
    silent = replace(server("laptop", link=gone), listed_ms=None)
    assert _empty(state(silent), View()) == [
        "laptop does not answer.",
        "Nothing listens there. r tries again.",
    ]
    due = replace(silent, link=replace(gone, retry_at_ms=NOW + 4_000))
    assert _empty(state(due), View())[1] == (
        "Nothing listens there. Trying again in 4s, r tries now."
    )
    shady = replace(due, link=replace(due.link, reason="its certificate is not trusted: self"))
    assert _empty(state(shady), View()) == [
        "laptop shows a certificate that this machine does not trust.",
        "Name its authority in the settings. Trying again in 4s, r tries now.",
    ]
    fresh = replace(server("laptop", link=Link(phase="opening")), listed_ms=None)
    assert _empty(state(fresh), View())[0] == "Asking laptop for its sessions."


def test_too_small() -> None:
    assert too_small_line(72, 20) == "This terminal is 72x20. omo-watch needs 80x24."


def test_the_page_without_a_server_lists_what_was_tried() -> None:
    looks = [
        Looked("127.0.0.1:4096", "the usual port", "OpenCode 1.18.33"),
        Looked("127.0.0.1:5001", "opencode serve", "it wants a user name and a password, or"),
        Looked("environment", "OPENCODE_SERVER_PASSWORD", "is not set"),
        *[Looked(f"box:{n}", "opencode serve", "nothing listens there") for n in range(5)],
    ]
    lines = [text(line) for line in connect_top(looks, Aim(), PEN)]
    assert lines[0] == "Several servers are here. Which ones?"
    assert lines[1] == "Looked in 8 places. enter watches it."
    assert lines[3].split() == [
        "●",
        "127.0.0.1:4096",
        "the",
        "usual",
        "port",
        "OpenCode",
        "1.18.33",
    ]
    assert "  and 2 more" in lines
    assert text(connect_top([], Aim(), PEN)[1]) == "Looking for one every 5s."


def test_starting_a_server_has_a_key_only_where_one_is_installed() -> None:
    keys = [text(connect_bottom([], there, "", PEN)[1]).split()[2] for there in (True, False)]
    assert keys == ["s", "opencode"]


@pytest.mark.parametrize("ms", [2**53, -(2**53)])
def test_a_moment_that_no_calendar_holds_is_left_out(ms: int) -> None:
    assert (time_of_day(ms), minute_of_day(ms)) == ("", "")
