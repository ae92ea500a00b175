"""What became of actions: how it is told, and how long it stays."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.scenery.told.results import not_proved, proved
from tests.tui.drawing import PEN, roles, text, width
from tests.tui.make import NOW, SECOND
from tests.tui.moments import acted, cancel, faulty, override, toasted
from tests.tui.opened import opened
from tests.tui.story import BILLING, story

from omo_watch.lines.results.grouping import is_shown
from omo_watch.lines.results.notice import toast_line
from omo_watch.lines.results.result import result_lines
from omo_watch_core.actions.action import Action, CancelAction, OverrideAction, Result
from omo_watch_core.changes import Changes
from omo_watch_core.journal.cut_off import GONE_MS, cut_off
from omo_watch_core.journal.nouns import Deed, Journal
from omo_watch_core.journal.place import place_of
from omo_watch_core.model import ModelRef
from omo_watch_core.select.toasts import told_now
from omo_watch_core.state import Server, State


def lines(*actions: Action, columns: int = 120) -> list[str]:
    """Give what is told of these actions."""
    drawn = result_lines(actions, NOW, columns, PEN, True, ("laptop", BILLING))
    assert {width(one) for one in drawn} <= {columns}
    return [text(one) for one in drawn]


def refused() -> OverrideAction:
    """Make a move that was refused."""
    made = override("act_1", "refused", lasted=0, evidence="laptop has no model `x`.")
    return replace(made, hint="")


def steered() -> CancelAction:
    """Make a message that was sent."""
    return cancel("act_1", "sent", aborts=0, evidence="")


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (
            override("act_1", None, lasted=200),
            "▌ ► moving   Refactor billing to gemini-3-pro   stopping what runs, 0.2s",
        ),
        (
            override("act_1", "proved", lasted=800),
            "▌ ✓ proved   Refactor billing now answers with gemini-3-pro   0.8s",
        ),
        (
            override("act_1", "set", lasted=800),
            "▌ = set   Refactor billing, idle: its next prompt uses gemini-3-pro   nothing sent",
        ),
        (refused(), "▌ – refused   laptop has no model `x`."),
        (steered(), "▌ = sent   Port the scheduler was asked to wrap up   nothing is stopped"),
        (
            cancel("act_1", "stopped", aborts=1, evidence="Port it and 3 below, quiet for 3s"),
            "▌ ✓ stopped   Port it and 3 below, quiet for 3s   1 abort",
        ),
        (
            cancel("act_1", "came back", aborts=3, evidence="2 still running"),
            "▌ ! came back   Port the scheduler and 3 below: 2 still running   3 aborts",
        ),
    ],
)
def test_one_line_says_it(action: Action, said: str) -> None:
    assert lines(action)[0].startswith(said)


def test_what_is_not_proved_takes_three_lines() -> None:
    action = override("act_1", "accepted", lasted=15 * SECOND)
    told = lines(action)
    assert len(told) == 3
    assert told[0] == "▌ ! not proved   Refactor billing to gemini-3-pro   15s"
    assert told[1].startswith("▌ sent and accepted, but no answer of that model was seen")
    assert told[1].endswith("m again")
    assert told[2].endswith("esc close")
    elsewhere = result_lines([action], NOW, 120, PEN, True, ("laptop", "ses_x"))
    assert "again" not in text(elsewhere[1])
    first = result_lines([action], NOW, 120, PEN, again=False)
    assert "again" not in text(first[1])
    assert roles(first[0])["! not proved"] == "bad+"


@pytest.mark.parametrize(
    ("result", "stays"),
    [
        ("proved", False),
        ("set", False),
        ("refused", False),
        ("stopped", False),
        ("accepted", True),
        ("came back", True),
        ("still alive", True),
    ],
)
def test_good_news_goes_after_eight_seconds(result: Result, stays: bool) -> None:
    action = override("act_1", result, lasted=SECOND)
    assert is_shown(action, NOW + 8 * SECOND - 1)
    assert is_shown(action, NOW + 8 * SECOND) is stays


def test_steps_of_lanes_are_told_by_their_rows() -> None:
    step = replace(override("act_1", "accepted", lasted=SECOND), purpose="fallback")
    assert not is_shown(step, NOW)
    assert is_shown(replace(step, automatic=True), NOW)


def test_what_runs_is_shown_until_it_ends() -> None:
    assert is_shown(override("act_1", None, lasted=0), NOW + 3_600 * SECOND)


def test_a_newer_result_replaces_a_good_one_and_pushes_a_bad_one_up() -> None:
    good = override("act_1", "proved", lasted=SECOND)
    bad = [override(f"act_{n}", "accepted", lasted=n * SECOND) for n in (2, 3, 4)]
    newest = override("act_9", "proved", lasted=800)
    assert len(lines(good, newest)) == 1
    told = lines(good, bad[0], newest)
    assert [line.split()[1] for line in told] == ["!", "✓"]
    told = lines(*bad, newest)
    assert told[0] == "▌ and 1 more"
    assert len(told) == 4


async def test_escape_closes_what_stays() -> None:
    bad = acted(override("act_1", "accepted", lasted=15 * SECOND))
    async with opened(bad) as screen:
        assert "not proved" in screen.lines[20]
        await screen.pass_time(60 * SECOND)
        assert "not proved" in screen.lines[20]
        await screen.press("escape")
        assert "not proved" not in screen.text
        await screen.pass_time(SECOND)
        assert "not proved" not in screen.text


async def test_a_result_covers_the_detail_and_never_a_row() -> None:
    async with opened(story()) as screen:
        table = screen.overview.table
        before = (table.region, screen.lines[3:16])
        done = acted(override("act_1", "proved", lasted=800))
        await screen.tell(done, Changes(actions=True))
        assert "✓ proved" in screen.lines[22]
        assert (table.region, screen.lines[3:16]) == before
        await screen.pass_time(8 * SECOND)
        assert "✓ proved" not in screen.text


async def test_a_fault_of_the_program_stays_until_it_is_closed() -> None:
    async with opened(faulty()) as screen:
        await screen.pass_time(60 * SECOND)
        assert "a part of omo-watch failed: ValueError: no such thing" in screen.lines[22]
        await screen.press("escape")
        assert "failed: ValueError" not in screen.text


def test_a_toast_is_shown_for_ten_seconds() -> None:
    state = toasted()
    assert told_now(replace(state, now_ms=NOW + 5_999)) == state.toasts
    assert told_now(replace(state, now_ms=NOW + 6_000)) == ()
    assert told_now(replace(state, toasts=())) == ()


@pytest.mark.parametrize("columns", [80, 140])
def test_a_toast_is_a_claim_and_is_cut_in_the_middle_of_its_words(columns: int) -> None:
    (toast,) = toasted().toasts
    long = replace(toast, title="Title " * 30, message="words " * 90, variant="success")
    drawn = toast_line(long, NOW, columns, PEN)
    assert width(drawn) == columns
    assert text(drawn).endswith("laptop  4s")
    assert roles(drawn)["claim"] == "soft+"


def half_done(state: State) -> State:
    """Let the journal hold a move of a session that rests, left by a program that was killed."""
    found = (_left(state, server, name) for server in state.servers.values()
             for name in server.sessions)  # fmt: skip
    return next(one for one in found if cut_off(one))


def _left(state: State, server: Server, session: str) -> State:
    deed = Deed(
        id="act_killed", kind="override", place=place_of(server.url), session=session,
        title="Refactor billing", owner="", stage="accepted", started_ms=1,
        changed_ms=state.now_ms - GONE_MS, target=ModelRef(provider="openai", model="gpt-5.4"),
    )  # fmt: skip
    return replace(state, journal=Journal(read=True, deeds={deed.id: deed}))


async def test_what_was_cut_off_is_told_until_it_is_closed() -> None:
    async with opened(half_done(story())) as screen:
        await screen.pass_time(60 * SECOND)
        said = "cut off   a move of Refactor billing to openai/gpt-5.4 was cut"
        assert said in screen.lines[21]
        assert "off after its abort: nothing was prompted" in screen.lines[22]
        await screen.press("escape")
        assert "told act_killed" in screen.desk.asked


async def test_escape_closes_only_the_news_that_is_drawn() -> None:
    both = replace(half_done(story()), actions=not_proved().actions, faults=("A: a", "B: b"))
    async with opened(both, faults=("config.toml line 12: `x` is not a setting.",)) as screen:
        await screen.pass_time(60 * SECOND)
        for said in ("B: b", "A: a", "not proved", "cut off", "config.toml line 12"):
            assert said in screen.text
            assert screen.desk.asked == []
            await screen.press("escape")
            assert said not in screen.text or said == "cut off"
            if screen.desk.asked:
                assert screen.desk.asked == ["told act_killed"]
                screen.desk.asked.clear()
                await screen.tell(replace(screen.desk.state, journal=Journal()), Changes())
        await screen.press("escape")
        assert "this is where you began" in screen.text


async def test_a_good_result_in_front_keeps_escape_from_what_waits_behind_it() -> None:
    behind = replace(half_done(story()), actions=proved().actions)
    async with opened(behind) as screen:
        assert "proved" in screen.text
        await screen.press("escape")
        assert screen.desk.asked == []
        await screen.pass_time(60 * SECOND)
        assert "cut off" in screen.text
        await screen.press("escape")
        assert screen.desk.asked == ["told act_killed"]


def test_a_sentence_that_is_longer_than_a_line_goes_on_below() -> None:
    why = "nothing was done to it that could be taken back; nothing was sent"
    drawn = lines(replace(refused(), evidence=why), columns=66)
    assert [line.rstrip() for line in drawn] == [
        "▌ – refused   nothing was done to it that could be taken back;",
        "▌ nothing was sent",
    ]


def test_a_model_that_goes_on_below_is_named_whole() -> None:
    drawn = lines(override("act_1", "proved", lasted=800), columns=66)
    assert [line.rstrip() for line in drawn] == [
        "▌ ✓ proved   Refactor billing now answers with             u undo",
        "▌ gemini-3-pro",
    ]


def test_what_must_be_read_is_broken_where_it_is_long() -> None:
    why = "the plugin will call tasks that had shown output completed; these keep their slots: A"
    drawn = lines(replace(cancel("act_1", "stopped", aborts=1, evidence=""), hint=why), columns=66)
    assert [line.rstrip() for line in drawn] == [
        "▌ ✓ stopped   Port the scheduler and 3 below, quiet for 3s",
        "▌ the plugin will call tasks that had shown output completed;",
        "▌ these keep their slots: A",
    ]


def test_results_never_take_more_lines_than_their_place_has() -> None:
    long = "no answer of that model was seen " * 9
    moves = [override(f"act_{n}", "accepted", lasted=15 * SECOND, evidence=long) for n in range(6)]
    assert len(lines(*moves, columns=66)) == 6


def test_a_child_is_called_as_everywhere_on_the_screen() -> None:
    why = "Explore (@explore subagent), Docs (@writer subagent) and 2 below, quiet for 3s"
    (line,) = lines(cancel("act_1", "stopped", aborts=1, evidence=why))
    assert line.startswith("▌ ✓ stopped   Explore, Docs and 2 below, quiet for 3s")
