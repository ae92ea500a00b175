"""Rows of the session table: columns, words, roles, and titles that try to break them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.tui.drawing import LETTERS, PEN, PLAIN, roles, row_of, text, width
from tests.tui.make import HOUR, MINUTE, NOW, SECOND, server, session, state
from tests.tui.story import BILLING, OPUS, story

from omo_watch.lines.figures import money
from omo_watch.lines.moments import time_in_row, took
from omo_watch.lines.sessions.columns import layout
from omo_watch.lines.sessions.row import older_row, session_row
from omo_watch.lines.tables.row import column_heads
from omo_watch_core.announced import Mismatch
from omo_watch_core.journal.nouns import Lease
from omo_watch_core.model import ModelRef, SessionState
from omo_watch_core.select.row import RowKey

LEASE = Lease(
    id="lea_1", place="http://127.0.0.1:4096", scope="session", name="ses_ledger",
    target=ModelRef(provider="google", model="gemini-3-flash"), owner="ann@desk", since_ms=NOW,
    changed_ms=NOW,
)  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "session_width", "why_width"),
    [(80, 28, None), (100, 30, 16), (120, 23, 16), (140, 25, 26), (160, 40, 31), (200, 40, 71)],
)
def test_widths_are_those_of_the_look(
    columns: int, session_width: int, why_width: int | None
) -> None:
    places = layout(columns, True).places
    assert places["session"].width == session_width
    assert (places["why"].width if "why" in places else None) == why_width
    assert max(place.end for place in places.values()) == columns - 1


def test_columns_are_dropped_in_order() -> None:
    shown = {columns: list(layout(columns, True).places) for columns in (140, 139, 119, 99)}
    every = ["state", "time", "session", "server", "agent", "model", "ladder", "ctx", "cost", "why"]
    assert shown[140] == every
    assert shown[139] == [name for name in every if name != "cost"]
    assert shown[119] == ["state", "time", "session", "model", "ladder", "why"]
    assert shown[99] == ["state", "time", "session", "model", "ladder"]


def test_with_one_server_its_column_goes_to_the_title() -> None:
    assert "server" not in layout(140, False).places
    assert layout(140, False).places["session"].width == 25 + 9


@pytest.mark.parametrize("columns", range(80, 201, 7))
def test_every_row_is_as_wide_as_the_terminal(columns: int) -> None:
    made = story()
    for several in (True, False):
        laid = layout(columns, several)
        assert width(column_heads(laid, PEN)) == columns
        for name in made.servers["laptop"].sessions:
            for pen in (PEN, LETTERS, PLAIN):
                drawn = session_row(row_of(made, name), laid, pen, NOW, "here")
                assert width(drawn) == columns


@pytest.mark.parametrize(
    "title",
    [
        "[/foo] [@click=app.quit]x[/]",
        "翻訳して表を直す、長い題名はどこかで切られる、必ず切られる",
        "tabs\tand\nlines",
        "e\u0301te\u0301 👩‍👩‍👧 famille " * 4,
        "x" * 500,
        "",
    ],
)
@pytest.mark.parametrize("columns", [80, 100, 120, 140])
def test_titles_keep_their_column(title: str, columns: int) -> None:
    made = session("ses_1", title, OPUS, status="busy", since=MINUTE)
    seen = row_of(state(server("laptop", [made])), "ses_1", badge=("asking", 1))
    laid = layout(columns, False)
    drawn = session_row(seen, laid, PEN, NOW)
    assert width(drawn) == columns
    assert not {"\n", "\t"} & set(drawn.text)
    assert drawn.crop(laid.places["session"].end - 2, laid.places["session"].end).text == "?1"


def test_a_session_without_a_title_shows_its_id() -> None:
    made = session("ses_1", "", OPUS)
    seen = row_of(state(server("laptop", [made])), "ses_1")
    assert "ses_1" in session_row(seen, layout(80, False), PEN, NOW).text


def test_three_loudness_levels() -> None:
    made, laid = story(), layout(140, True)
    drawn = session_row(row_of(made, "ses_deploy"), laid, PEN, NOW)
    chip = next(piece for piece in drawn if "asking" in piece.text)
    assert (chip.text, chip.style) == (" ? asking ", PEN.ink.chip("ask"))
    loud = roles(drawn)
    assert (loud["2m"], loud["Deploy script"]) == ("ask", "text+")
    middle = roles(session_row(row_of(made, "ses_manual"), laid, PEN, NOW))
    assert (middle["× failed"], middle["6m"]) == ("bad+", "muted")
    assert middle["Translate the manual"] == "text+"
    quiet = roles(session_row(row_of(made, BILLING), laid, PEN, NOW))
    assert (quiet["◊ retry"], quiet["in 7m41s"]) == ("wait", "wait")
    assert (quiet["Refactor billing"], quiet["sisyphus"]) == ("text", "soft")
    muted = roles(session_row(row_of(made, "ses_release"), laid, PEN, NOW))
    assert set(muted.values()) == {"muted"}


def test_context_is_coloured_from_three_quarters_on() -> None:
    for used, role in ((149_000, "muted"), (150_000, "wait")):
        made = session("ses_1", "A", OPUS, status="busy", used=used)
        seen = replace(row_of(state(server("laptop", [made])), "ses_1"), context_limit=200_000)
        drawn = roles(session_row(seen, layout(140, True), PEN, NOW))
        assert drawn[f"{round(used / 2_000)}%"] == role


def test_a_mismatch_marks_the_model_and_wins_over_held() -> None:
    differs = Mismatch(
        claimed="openai/gpt-5.4", fact="google/gemini-3-flash", answered=True, source="toast",
        at_ms=NOW - 4 * SECOND,
    )  # fmt: skip
    seen = replace(row_of(story(), "ses_ledger"), mismatch=differs, lease=LEASE)
    wide = session_row(seen, layout(140, True), PEN, NOW)
    assert "gemini-3-flash ≠" in text(wide)
    assert text(wide).endswith("claimed gpt-5.4")
    assert text(session_row(seen, layout(100, True), PEN, NOW)).endswith("mismatch")
    held = session_row(replace(seen, mismatch=None), layout(140, True), PEN, NOW)
    assert "gemini-3-flash »" in text(held)


@pytest.mark.parametrize(
    ("due", "shown"),
    [(461, "in 7m41s"), (38, "in 38s"), (0, "due"), (-4, "due"), (-12, "+12s"), (45_000, "in 12h")],
)
def test_countdowns(due: int, shown: str) -> None:
    seen = replace(row_of(story(), BILLING), due_ms=float(NOW + due * SECOND))
    assert time_in_row(seen, NOW) == shown


@pytest.mark.parametrize(
    ("state_word", "since", "shown"),
    [("busy", 4 * SECOND, "4s"), ("stuck", 3 * MINUTE, "3m"), ("idle", 50 * HOUR, "2d")],
)
def test_elapsed_times_have_one_unit(state_word: SessionState, since: int, shown: str) -> None:
    seen = replace(row_of(story(), "ses_index"), state=state_word, since_ms=NOW - since)
    assert time_in_row(seen, NOW) == shown
    assert time_in_row(replace(seen, since_ms=0), NOW) == ""


def test_durations() -> None:
    assert [took(ms) for ms in (0, 140, 3_400, 12_300, 130_000)] == [
        "0.0s",
        "0.1s",
        "3.4s",
        "12s",
        "2m",
    ]


def test_money_takes_six_cells_at_most() -> None:
    costs = (0.0, 0.004, 0.005, 0.82, 99.994, 123.4, 12_345.6)
    assert [money(cost) for cost in costs] == [
        "",
        "",
        "$0.01",
        "$0.82",
        "$99.99",
        "$123.4",
        "$12346",
    ]


def test_trees_hang_under_their_parents() -> None:
    made, laid = story(), layout(80, True)
    names = [(True,), (False, False), (True, False), (False, True)]
    shown = ["└ ", "│ ├ ", "  ├ ", "│ └ "]
    for branches, guide in zip(names, shown, strict=True):
        key = RowKey(server="laptop", session="ses_docs", branches=branches)
        drawn = session_row(replace(row_of(made, "ses_docs"), key=key), laid, PEN, NOW)
        assert f"{guide}Write docs" in drawn.text
    deep = RowKey(server="laptop", session="ses_docs", branches=(False,) * 40)
    drawn = session_row(replace(row_of(made, "ses_docs"), key=deep), laid, PEN, NOW)
    assert "Write docs" in drawn.text
    assert width(drawn) == 80


def test_the_cursor_is_an_edge_and_a_page() -> None:
    seen, laid = row_of(story(), BILLING), layout(80, True)
    here = list(session_row(seen, laid, PEN, NOW, "here"))
    away = list(session_row(seen, laid, PEN, NOW, "away"))
    assert (here[0].text, away[0].text) == ("▌", "│")
    assert here[-1].style == PEN.style("text", on="cursor")
    assert away[-1].style == PEN.style("text", on="surface")
    plain = [p for p in session_row(seen, laid, PLAIN, NOW, "here") if p.text == "Refactor billing"]
    assert plain[0].style == PLAIN.style("text", bold=True, underline=True)


def test_older_sessions_are_one_line() -> None:
    key = RowKey(server="", session="", older=12)
    drawn = older_row(key, layout(100, True), PEN)
    assert text(drawn).strip() == "older (12)   o shows them"
    assert width(drawn) == 100
