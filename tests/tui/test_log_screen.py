"""The Log: what was said, found out and done, newest first, and what a key does there."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.scenery.told.log import logged
from tests.tui.drawing import PEN, text, width
from tests.tui.log_story import many_toasts, not_proved_in_log, shown
from tests.tui.make import NOW
from tests.tui.opened import Opened, opened
from tests.tui.story import BILLING, story

from omo_watch.lines.log.curl import as_curl
from omo_watch.lines.log.row import log_row
from omo_watch.screens.log import LogScreen
from omo_watch.screens.session import SessionScreen
from omo_watch_core.changes import Changes
from omo_watch_core.commands import Undo
from omo_watch_core.reduce import reduce
from omo_watch_core.select.log import LogView, log
from omo_watch_core.sent import Request

NEWS = Changes(notices=True)


def page(screen: Opened) -> LogScreen:
    found = screen.app.screen
    assert isinstance(found, LogScreen)
    return found


def whats(screen: Opened) -> list[str]:
    return [" ".join(row.what) for row in page(screen).table.found.rows]


@pytest.mark.parametrize("columns", [80, 100, 120, 140, 180])
def test_rows_are_as_wide_as_the_screen(columns: int) -> None:
    for row in log(logged(), LogView()).rows:
        drawn = log_row(row, columns, True, PEN, "none")
        assert width(drawn) == columns


def test_claim_fact_and_action_read_as_one_story() -> None:
    rows = [text(log_row(row, 140, True, PEN, "none")) for row in log(logged(), LogView()).rows]
    said = "\n".join(" ".join(row.split()) for row in rows)
    assert "fact ✓ agrees laptop Refactor billing gpt-5.4 was asked" in said
    assert "toast claim laptop Refactor billing “Model Fallback: Switched to gpt-5.4" in said
    assert "ask open ci-box Deploy script permission · bash ./deploy.sh staging" in said
    assert "link down gpu-2 stream lost · the server ended the stream" in said
    assert said.index("fact ✓ agrees laptop") < said.index("toast claim laptop Refactor")


async def test_the_cursor_leaves_no_trace_where_the_lines_are_scrolled() -> None:
    toasts = [shown(60 - n, f"Toast {n}", "Said.") for n in range(50)]
    many, _ = reduce(story(), toasts)
    async with opened(many) as screen:
        await screen.press("5", "G", "k", "k")
        table = page(screen).table
        assert (table.scroll_offset.y > 0, table.cursor) == (True, 47)
        (here,) = [line for line in screen.lines if line.startswith("▌")]
        assert "Toast 2" in here


async def test_an_empty_log_says_so() -> None:
    async with opened(story()) as screen:
        await screen.press("5")
        assert "Nothing has happened yet." in screen.text
        assert "TIME" not in screen.text


async def test_the_detail_of_an_action_names_its_requests_and_its_end() -> None:
    async with opened(not_proved_in_log(), (140, 40)) as screen:
        await screen.press("5", "escape")
        said = [" ".join(line.split()) for line in screen.lines[30:]]
        assert said[0].startswith("14:03:07.012 POST /session/ses_e07c91/abort 200 212 ms")
        assert "204 8 ms the identical body once more" in said[2]
        assert said[3].startswith("14:03:22.000 not proved no answer of that model was seen")
        assert "1 of 8 · following" in screen.lines[29]
        assert "override Refactor billing → google/gemini-3-pro" in " ".join(
            screen.lines[29].split()
        )


@pytest.mark.parametrize(("columns", "path"), [
    (80, "/session/ses_ddaf09…/prompt_async"),
    (140, "/session/ses_ddaf098e9fff9ZFJqKPrVrAbCd/prompt_async"),
])  # fmt: skip
async def test_what_is_done_stands_at_the_end_of_a_path(columns: int, path: str) -> None:
    what = "POST /session/ses_ddaf098e9fff9ZFJqKPrVrAbCd/prompt_async"
    sent = Request(at_ms=NOW, what=what, status=204, answered_ms=NOW + 1_234)
    state = replace(not_proved_in_log(), requests={"act_1": (sent,)})
    async with opened(state, (columns, 40)) as screen:
        await screen.press("5", "escape")
        assert screen.lines[30].split()[1:] == ["POST", path, "204", "1234", "ms"]


async def test_what_others_did_is_read_from_the_journal_once() -> None:
    state = not_proved_in_log()
    async with opened(state, (140, 40)) as screen:
        await screen.press("5", "escape", "G")
        assert "by bob@ci" in screen.text
        assert "POST  /session/ses_flaky/prompt_async" in screen.text
        await screen.press("k", "j")
        assert screen.desk.asked.count("deed act_b") == 1


async def test_lines_keep_their_places_while_a_person_reads() -> None:
    async with opened(many_toasts(), (140, 40)) as screen:
        await screen.press("5", "j")
        before = whats(screen)
        grown, _ = reduce(many_toasts(), [shown(0, "Saved", "All is well")])
        await screen.tell(grown, NEWS)
        assert whats(screen) == before
        assert "paused while you read · 1 new" in screen.text
        await screen.press("f")
        assert whats(screen) == ["Saved All is well", *before]
        assert "1 of 7 · following" in screen.text


async def test_the_newest_line_is_followed() -> None:
    async with opened(many_toasts(), (80, 24)) as screen:
        await screen.press("5")
        grown, _ = reduce(many_toasts(), [shown(0, "Saved", "All is well")])
        await screen.tell(grown, NEWS)
        assert whats(screen)[0] == "Saved All is well"
        assert page(screen).table.cursor == 0


async def test_kinds_are_shown_alone_in_turn() -> None:
    async with opened(not_proved_in_log(), (140, 40)) as screen:
        await screen.press("5", "escape", "v")
        assert {row.kind for row in page(screen).table.found.rows} == {"toast"}
        assert "toast only · 1 of 3" in screen.text
        await screen.press("v")
        assert {row.kind for row in page(screen).table.found.rows} == {"action"}
        await screen.press("v")
        assert "Nothing in the log matches" in screen.text
        await screen.press("escape")
        assert len(page(screen).table.found.rows) == 8


async def test_a_filter_names_kind_server_and_words() -> None:
    async with opened(not_proved_in_log(), (140, 40)) as screen:
        await screen.press("5", "escape", "slash", *"kind:action", "space", *"by:bob", "enter")
        assert [row.id for row in page(screen).table.found.rows] == ["act_b"]
        await screen.press("escape", "slash", *"knd:x")
        assert "`knd:` is not a field. Nearest: `kind:`" in screen.text
        await screen.press("escape")
        assert len(page(screen).table.found.rows) == 8


async def test_enter_opens_the_session_and_says_where_there_is_none() -> None:
    async with opened(not_proved_in_log(), (140, 40)) as screen:
        await screen.press("5", "escape", "j", "enter")
        assert "this line names no session" in screen.text
        await screen.press("k", "enter")
        assert isinstance(screen.app.screen, SessionScreen)
        assert "Log · Refactor billing" in screen.text
        await screen.press("escape", "escape")
        assert isinstance(screen.app.screen, LogScreen)


async def test_a_copy_has_the_bodies_and_no_password() -> None:
    async with opened(not_proved_in_log(), (140, 40)) as screen:
        await screen.press("5", "escape", "c")
        copied = screen.app.clipboard
        assert copied.count("curl -sS -X POST") == 3
        assert f"http://127.0.0.1:4102/session/{BILLING}/prompt_async" in copied
        assert "--data-raw '{\"a\":1}'" in copied
        assert "copied   3 requests as curl" in screen.text
        await screen.press("j", "c")
        assert "this line has no request to copy" in screen.text


def test_curl_leaves_a_user_of_the_address_out_and_quotes() -> None:
    sent = Request(at_ms=NOW, what="POST /session/a'b/command go", body=b'{"t":"it\'s"}')
    said = as_curl("http://me:secret@host:1/base/", [sent])
    assert "secret" not in said
    assert "http://host:1/base/session/a" in said
    assert '\'{"t":"it\'"\'"\'s"}\'' in said


async def test_undo_is_about_the_session_of_the_line() -> None:
    async with opened(not_proved_in_log(), (140, 40)) as screen:
        await screen.press("5", "escape", "u")
        assert screen.desk.commands == [
            Undo(nonce="abcdefghijklmn", server="laptop", session=BILLING)
        ]


async def test_nothing_is_undone_where_nothing_may_change() -> None:
    state = replace(not_proved_in_log(), mode="watch")
    async with opened(state, (140, 40)) as screen:
        await screen.press("5", "escape", "u")
        assert screen.desk.commands == []
        assert "undo" not in screen.lines[-1]


async def test_a_long_toast_is_read_on() -> None:
    async with opened(not_proved_in_log()) as screen:
        await screen.press("5", "escape", "slash", *"kind:toast", "enter", "G")
        assert "line 1 to " in screen.text
        assert "J  K read on" in screen.text
        await screen.press(*"JJJJJJJJ")
        assert "check" in screen.text
        assert "title" not in screen.text
        await screen.press("k", "j")
        assert "line 1 to " in screen.text


async def test_a_click_on_the_first_line_takes_that_line() -> None:
    async with opened(not_proved_in_log()) as screen:
        await screen.press("5", "j")
        table = page(screen).table
        first = table.found.rows[0]
        news = shown(0, "New Background Task", "one more")
        now = replace(reduce(screen.desk.state, [news])[0], now_ms=NOW)
        await screen.tell(now, Changes(notices=True))
        assert table.fresh == 1
        await screen.pilot.click("#table", offset=(20, 0))
        assert table.row == first
        assert not table.following
