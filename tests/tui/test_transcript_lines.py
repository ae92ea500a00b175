"""Transcripts: what is said of messages, model changes, wrapping, and drawing only what changed."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len
from tests.tui.drawing import PEN, row_of, text, width
from tests.tui.make import MINUTE, NOW, SECOND, part, ref, said, server, session, tool
from tests.tui.story import BILLING, story
from textual.strip import Strip

from omo_watch.lines.scrolling.roll import Chunk
from omo_watch.lines.sessions.facts import tail
from omo_watch.lines.text import fit, wrap
from omo_watch.lines.transcript.block import full_shape, tail_lines, tail_shape
from omo_watch.lines.transcript.blocks import MOST_LINES, Blocks
from omo_watch.lines.transcript.growing import Growing
from omo_watch.lines.transcript.model_change import END, ModelChange, model_changes
from omo_watch.lines.transcript.saying import Saying, sayings, times
from omo_watch_core.fallback.internal import INITIATOR
from omo_watch_core.mark import Mark
from omo_watch_core.model import Failure, Part
from omo_watch_core.state import Entry

LAPTOP = server("laptop", [session("ses_c", "Child", "fake/a", status="busy", since=MINUTE)])


def flat(chunks: list[Chunk]) -> list[Strip]:
    """Give all lines."""
    return [strip for chunk in chunks for strip in chunk.strips]


def of(entry: Entry, *, child: bool = False) -> list[Saying]:
    """Give what one message shows."""
    return list(sayings(entry, LAPTOP, NOW, None, child))


def one(made: Part, role: str = "assistant") -> list[Saying]:
    """Give what one part shows."""
    return of(said("msg_1", role, MINUTE, [made]))


def test_prompts_are_mine_or_the_parents() -> None:
    entry = said("msg_1", "user", MINUTE, [part("prt_1", "msg_1", "text", "Do it")])
    assert [(s.label, s.text) for s in of(entry)] == [("you", "Do it")]
    assert [s.label for s in of(entry, child=True)] == ["parent"]


def test_what_no_person_wrote_is_not_shown_as_theirs() -> None:
    made = part("prt_1", "msg_1", "text", "Continue.")
    assert one(replace(made, synthetic=True), "user") == []
    assert one(replace(made, ignored=True, mark=Mark()), "user") == []
    (ours,) = one(replace(made, synthetic=True, mark=Mark()), "user")
    assert (ours.kind, ours.text) == ("note", "omo-watch: Continue.")


def test_markers_of_programs_are_not_shown() -> None:
    (marked,) = one(part("prt_1", "msg_1", "text", f"Go on.\n{INITIATOR}"), "user")
    assert marked.text == "Go on."
    assert one(part("prt_1", "msg_1", "text", INITIATOR), "user") == []


def test_thoughts_are_one_line() -> None:
    made = replace(part("prt_1", "msg_1", "reasoning", "Long\nthoughts"), started_ms=NOW - 3_200)
    assert [s.text for s in one(made)] == ["thinks, 3.2s"]
    assert [s.text for s in one(replace(made, ended_ms=NOW))] == ["thought for 3.2s"]
    assert [s.text for s in one(replace(made, started_ms=None))] == ["thought"]


def test_tools_have_result_and_duration() -> None:
    def used(name: str, took: int, status: str, error: str = "") -> tuple[str, str, str]:
        made = tool(name, "pytest", took, status=status, error=error)
        (shown,) = one(part("prt_1", "msg_1", "tool", tool=made))
        return shown.result, shown.result_role, shown.took

    assert used("bash", 3_100, "completed") == ("", "soft", "3.1s")
    assert used("bash", 12 * SECOND, "running") == ("running", "busy", "12s")
    assert used("bash", 400, "error", "exit\n1") == ("exit 1", "bad", "0.4s")


def test_a_task_shows_what_its_child_does() -> None:
    made = replace(tool("task", "Explore", 5_000, status="running"), child="ses_c")
    (shown,) = one(part("prt_1", "msg_1", "tool", tool=made))
    assert (shown.result, shown.result_role) == ("busy", "busy")


def test_endings_are_said() -> None:
    limited = Failure(name="APIError", message="too many\nrequests", status=429)
    aborted = Failure(name="MessageAbortedError", message="Aborted")
    ends = [
        said("msg_1", "assistant", 0, [], failure=limited),
        said("msg_1", "assistant", 0, [], failure=aborted),
        said("msg_1", "assistant", 0, [], finish="length"),
        said("msg_1", "assistant", 0, [], finish="stop"),
    ]
    shown = [[(s.kind, s.text) for s in of(end)] for end in ends]
    assert shown == [
        [("error", "429 too many requests")],
        [("note", "stopped")],
        [("note", "cut off: length")],
        [],
    ]


def prompt(name: str, model: str | None = None, *, marked: bool = False) -> Entry:
    """Make a prompt that names a model."""
    made = replace(part(f"prt_{name}", name, "text", "x"), mark=Mark() if marked else None)
    return said(name, "user", MINUTE, [made], model=ref(model) if model else None)


def answer(name: str, model: str, *, shown: bool = True, failed: int = 0) -> Entry:
    """Make an answer of a model."""
    failure = Failure(name="APIError", status=failed) if failed else None
    parts = [part(f"prt_{name}", name, "text", "y")] if shown else []
    return said(name, "assistant", MINUTE, parts, model=ref(model), failure=failure)


def test_no_change_is_no_rule() -> None:
    entries = [prompt("1"), answer("2", "p/a"), prompt("3", "p/a"), answer("4", "p/a")]
    assert model_changes(entries) == {}


def test_a_claim_is_proved_by_the_answer() -> None:
    before = [prompt("1"), answer("2", "p/a", failed=429), prompt("3", "p/b", marked=True)]
    waiting = ModelChange("a", "b", "omo-watch", "no answer yet", failure="429")
    assert model_changes(before) == {"3": waiting}
    assert model_changes([*before, answer("4", "p/b", shown=False)]) == {"3": waiting}
    proved = model_changes([*before, answer("4", "p/b")])
    assert proved["3"].outcome == "proved"


def test_a_claim_that_a_newer_prompt_overtook_was_not_answered() -> None:
    entries = [prompt("1"), answer("2", "p/a"), prompt("3", "p/b"), answer("4", "p/b", shown=False)]
    entries.append(prompt("5", "p/c"))
    assert model_changes(entries)["3"].outcome == "no answer yet"
    overtaken = model_changes([*entries, answer("6", "p/c", shown=False)])
    assert [change.outcome for change in overtaken.values()] == ["did not answer", "no answer yet"]
    proved = model_changes([*entries, answer("6", "p/c")])
    assert [change.outcome for change in proved.values()] == ["did not answer", "proved"]


def test_another_model_than_claimed_is_named() -> None:
    entries = [prompt("1"), answer("2", "p/a"), prompt("3", "p/b"), answer("4", "p/c")]
    change = model_changes(entries)["3"]
    assert (change.outcome, change.answered) == ("differs", "c")


def test_a_fallback_in_one_turn_stands_before_the_new_answer() -> None:
    entries = [prompt("1"), answer("2", "p/a", failed=529), answer("3", "p/b")]
    assert model_changes(entries) == {"3": ModelChange("a", "b", "", "proved", failure="529")}


def later(entry: Entry, ms: int) -> Entry:
    """Write a message anew, later."""
    created = entry.message.created_ms + ms
    return replace(entry, message=replace(entry.message, created_ms=created))


def test_answers_from_before_a_prompt_was_written_anew_are_not_held_against_it() -> None:
    entries = [prompt("1"), answer("2", "p/a"), later(prompt("3", "p/b"), SECOND)]
    entries.append(answer("4", "p/a", failed=429))
    waiting = ModelChange("a", "b", "prompt", "no answer yet", failure="429")
    assert model_changes(entries) == {END: waiting}
    unseen = later(answer("5", "p/b", shown=False), 2 * SECOND)
    assert model_changes([*entries, unseen]) == {"5": waiting}
    proved = model_changes([*entries, later(answer("5", "p/b"), 2 * SECOND)])
    assert list(proved) == ["5"]
    assert proved["5"].outcome == "proved"


def test_times_never_go_back() -> None:
    first = later(prompt("1"), 9 * SECOND)
    entries = [first, answer("2", "p/a"), later(answer("3", "p/a"), SECOND)]
    written = times(entries)
    assert written["1"] == written["2"] == entries[1].message.created_ms
    assert written["3"] == entries[2].message.created_ms


def test_the_last_change_stands_at_the_end() -> None:
    entries = [prompt("1"), answer("2", "p/a"), later(prompt("3", "p/b"), SECOND)]
    entries.append(answer("4", "p/a"))
    held = {entry.message.id: entry for entry in entries}
    drawn = flat(Blocks(full_shape(80, False), PEN).chunks(held, LAPTOP, NOW, False))
    assert "────── a → b claimed by prompt ───" in text(drawn[-1]).replace("  ", " ")
    assert text(drawn[-1]).endswith("─── no answer yet")


def test_the_tail_keeps_the_newest_lines() -> None:
    spoken = tail(story(), row_of(story(), BILLING))
    lines = [text(line) for line in tail_lines(spoken, 3, tail_shape(66), PEN)]
    assert lines == [
        "  edit   billing/invoice.py   0.2s",
        "  edit   billing/credit_note.py   0.2s",
        "  bash   pytest -q billing   1 failed   3.4s",
    ]
    assert tail_lines(spoken, 0, tail_shape(66), PEN) == []


@pytest.mark.parametrize("columns", [60, 80, 86])
def test_every_line_of_a_transcript_is_as_wide_as_its_pane(columns: int) -> None:
    laptop = story().servers["laptop"]
    shape = full_shape(columns, columns > 80)
    entries = laptop.transcripts[BILLING].entries
    drawn = flat(Blocks(shape, PEN).chunks(entries, laptop, NOW, False))
    assert {width(line) for line in drawn} == {columns}
    blanks = [place for place, line in enumerate(drawn) if not text(line)]
    assert 0 not in blanks
    assert not any(later - place == 1 for place, later in itertools.pairwise(blanks))


def test_messages_that_did_not_change_keep_their_lines() -> None:
    laptop = story().servers["laptop"]
    blocks = Blocks(full_shape(86, True), PEN)
    entries = laptop.transcripts[BILLING].entries
    first = flat(blocks.chunks(entries, laptop, NOW, False))
    grown = {**entries, "msg_09": said("msg_09", "user", 0, [part("p", "msg_09", "text", "So?")])}
    second = flat(blocks.chunks(grown, laptop, NOW, False))
    assert all(one is other for one, other in zip(first, second, strict=False))
    assert "So?" in text(second[-1])


def test_a_transcript_is_bounded() -> None:
    long = "\n".join(str(n) for n in range(3_000))
    entries = {
        name: said(name, "assistant", 0, [part(f"prt_{name}", name, "text", long)])
        for name in ("msg_1", "msg_2", "msg_3", "msg_4", "msg_5")
    }
    drawn = flat(Blocks(full_shape(80, False), PEN).chunks(entries, LAPTOP, NOW, False))
    assert 3_000 <= len(drawn) <= MOST_LINES
    assert text(drawn[-1]).endswith("2999")


WORDS = st.text(alphabet="ab 翻é\n\t", max_size=60)


@given(WORDS, st.integers(2, 12))
def test_wrapping_keeps_the_width_and_the_letters(words: str, columns: int) -> None:
    lines = wrap(words, columns)
    assert all(cell_len(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(words.split())


@given(st.lists(WORDS, max_size=6), st.integers(2, 12))
def test_growing_wraps_like_wrapping_at_once(pieces: list[str], columns: int) -> None:
    growing, whole = Growing(columns), ""
    for piece in pieces:
        whole += piece
        assert growing.wrap(whole) == wrap(whole, columns)
    assert growing.wrap("another text") == wrap("another text", columns)


@given(st.text(alphabet="ab 翻é👍\n", max_size=40), st.integers(0, 20))
def test_fitting_never_takes_more_cells(words: str, columns: int) -> None:
    assert cell_len(fit(words, columns, "…")) <= columns
    assert "\n" not in fit(words, columns, "…")
