"""The detail of a task: claim, fact and effect are true sentences."""

from __future__ import annotations

from msgspec.structs import replace
from tests.tui.drawing import PEN, text, width
from tests.tui.make import MINUTE, NOW, SECOND, session
from tests.tui.story import GPT, KIMI
from tests.tui.task_rows import (
    ALL,
    CALLERS,
    COMPLETED,
    FAILED,
    OPEN,
    QUEUED,
    RETRYING,
    SECOND_QUEUED,
    SILENT,
    STOPPED,
    STUCK,
    WAITING,
    lane,
)

from omo_watch.lines.tasks.detail import task_detail_lines, task_title
from omo_watch.lines.tasks.words import TaskFacts, claim_words, effect_words, fact_words
from omo_watch_core.tasks.derive.row import LaneRow, TaskRow

DEAD = replace(
    session("ses_docs", "Write docs", KIMI, parent="ses_e07c91"), ended_ms=NOW - 3 * MINUTE
)


def said(
    one: TaskRow, lane: LaneRow | None = None, ended: bool = False, now_ms: int = NOW
) -> tuple[str, str, str]:
    facts = TaskFacts(one, now_ms, "me", lane, DEAD if ended else None)
    return claim_words(facts), fact_words(facts), effect_words(facts)


def test_a_dead_task_that_the_plugin_counts() -> None:
    assert said(STUCK, OPEN[1], ended=True) == (
        "the plugin says running, since 14:00:19",
        "its session ended at 14:00:22 with an error: 500 the provider is gone",
        "its slot on k2p5 stays taken until the plugin gives up, at 14:30; m rescues it",
    )
    late = said(STUCK, OPEN[1], ended=True, now_ms=NOW + 40 * MINUTE)
    assert late[2] == "the plugin should have given it up by now; m rescues it"


def test_a_silent_task_is_not_said_to_have_ended() -> None:
    silent = replace(SILENT, ended_ms=None)
    assert said(silent)[1:] == (
        "its session shows no sign of work for 9m",
        "its slot on gpt-5.4 stays taken until the plugin gives up; m rescues it",
    )


def test_what_waits_for_a_person() -> None:
    assert said(WAITING)[1:] == (
        "its session asks a question, since 14:02:34",
        "its slot on gpt-5.4 stays taken until somebody answers",
    )


def test_the_plugins_own_count_is_part_of_its_claim() -> None:
    assert said(replace(STUCK, counted=2))[0].endswith("; it counts 2 tasks of its parent as open")
    assert said(replace(STUCK, counted=1))[0].endswith("; it counts 1 task of its parent as open")
    assert "counts" not in said(STUCK)[0]


def test_what_waits_for_a_slot() -> None:
    assert said(QUEUED, OPEN[0]) == (
        "the plugin says pending, since 14:02:19",
        "it has no session yet",
        "it takes the next free slot of openai/gpt-5.4",
    )
    assert said(SECOND_QUEUED, OPEN[0])[2] == (
        "it waits for a slot of openai/gpt-5.4; 1 task is before it"
    )
    paused = lane(GPT, [QUEUED], 2, paused=True, origin="omo-watch")
    assert said(QUEUED, paused)[2] == (
        "it does not start while openai/gpt-5.4 is paused; P lets it go on"
    )


def test_what_waits_for_a_limit() -> None:
    assert said(RETRYING)[1:] == (
        "its session waits for a limit of claude-opus-4-6, tries again in 38s",
        "its slot on claude-opus-4-6 stays taken while it waits",
    )


def test_a_running_task_says_how_old_its_last_sign_is() -> None:
    assert said(CALLERS)[1] == "its session works"
    old = replace(CALLERS, silent_ms=2 * MINUTE)
    assert said(old)[1] == "its session works, its last sign of that is 2m old"


def test_what_has_ended_and_who_was_told() -> None:
    assert said(COMPLETED) == (
        "the plugin said completed at 13:49:19",
        "its session ended at 13:49:22 with an answer",
        "its parent was told; its slot is free",
    )
    assert said(FAILED)[1:] == (
        "its session ended at 13:57:22 without an answer",
        "its parent was told that it is completed, which it is not; its slot is free",
    )
    assert said(STOPPED)[1] == "its session was stopped by you at 13:52:22"
    untold = replace(FAILED, claim="running")
    assert said(untold)[2] == "the plugin still counts it, and its parent was not told"
    assert said(replace(FAILED, claim=None))[2] == "its parent was not told of its end"


def test_of_our_own_tasks_it_is_known_whether_the_parent_was_told() -> None:
    ours = replace(COMPLETED, origin="omo-watch")
    for told, words in (
        (True, "its parent was told; its slot is free"),
        (False, "its parent is yet to be told; its slot is free"),
    ):
        assert effect_words(TaskFacts(ours, NOW, "me", told=told)) == words


def test_a_deleted_session_is_told_of() -> None:
    gone = replace(COMPLETED, state="deleted", verdict="deleted", claim="cancelled")
    assert said(gone)[1:] == ("its session was deleted at 13:49:22", "its slot is free")


def test_the_detail_has_claim_fact_effect_work_and_tries() -> None:
    lines = [text(line) for line in task_detail_lines(TaskFacts(STUCK, NOW, "me"), 140, 9, PEN)]
    assert lines[0] == (
        "  ■ stuck · orphan-task · dead for 3m without output · writer · "
        "kimi-for-coding/k2p5 · attempt 2"
    )
    assert [line[2:8].strip() for line in lines] == [
        "■ stuc", "", "claim", "fact", "effect", "", "work", "tries", "",
    ]  # fmt: skip
    assert lines[6].endswith(
        "3 calls · last read billing/invoice.py · 12k tokens · $0.01 · silent for 3m"
    )
    assert lines[7] == ("  tries  1 × openai/gpt-5.4              429 rate limit  ses_docs0")
    assert lines[8].startswith("         2 ● kimi-for-coding/k2p5")


def test_the_detail_keeps_to_its_place() -> None:
    for one in ALL:
        for columns, height in ((80, 5), (100, 5), (140, 9), (80, 0)):
            drawn = task_detail_lines(TaskFacts(one, NOW, "me"), columns, height, PEN)
            assert len(drawn) <= height
            assert {width(line) for line in drawn} <= {columns}


def test_the_rule_names_the_task_and_its_parent_where_there_is_room() -> None:
    assert text(task_title(STUCK, 80, PEN, 18)) == "Write docs  task bg_docs of Refactor billing"
    assert text(task_title(STUCK, 60, PEN, 18)) == "Write docs  task bg_docs"
    unnamed = replace(STUCK, id="call_1")
    assert text(task_title(unnamed, 80, PEN, 18)) == "Write docs  task of Refactor billing"


def test_a_quick_silence_is_not_worth_a_word() -> None:
    quick = replace(CALLERS, silent_ms=4 * SECOND)
    lines = task_detail_lines(TaskFacts(quick, NOW, "me"), 80, 5, PEN)
    assert not any("silent" in text(line) for line in lines)
