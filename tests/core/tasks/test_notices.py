"""Notices: written, merged, and read back."""

import pytest
from msgspec.structs import replace

from omo_watch_core.tasks.notice_merging import merged, tells_failure
from omo_watch_core.tasks.notice_reading import Move, Notice, Told, read_notices
from omo_watch_core.tasks.notices import final, message, progress, wants_reply
from omo_watch_core.tasks.record import Attempt, Status, Task
from tests.core.tasks.make import OPUS, over, task

FAILED: tuple[Status, ...] = ("error", "cancelled", "interrupt")
RETRYING = """<system-reminder>
[BACKGROUND TASK RETRYING]
**ID:** `bg_a`
**Description:** Read via the proxy via session.status
- Failed session: `ses_1`
- Failed model: `fake/opus`
- Error: cooling down
- Next model: `fake/gpt`

Prose.
</system-reminder>"""
READY = """<system-reminder>
[BACKGROUND TASK RETRY SESSION READY]
**ID:** `bg_a`
**Description:** Read via the proxy
**Retry attempt:** 2
**Retry session:** `ses_2`
**Retry link:** http://127.0.0.1:4096/x/session/ses_2
- Failed session: `ses_1`
- Failed model: `fake/opus`
- Error: cooling down
- Model: `fake/gpt`

Prose.
</system-reminder>"""


def bad(name: str = "bg_a", status: Status = "error", **fields: object) -> Task:
    return over(name, **{"status": status, "error": "no way", **fields})


def one(text: str) -> Notice:
    (notice,) = read_notices(text)
    return notice


def sent(*texts: str, reply: bool = True) -> str:
    return message(texts, reply=reply)


@pytest.mark.parametrize("status", FAILED)
def test_a_failure_is_read_as_it_was_written(status: Status) -> None:
    notice = one(sent(progress(bad(status=status), "3s", 2)))
    told = Told(id="bg_a", description="Task bg_a", status=status, error="no way", duration="3s")
    assert notice == Notice(
        kind="single", internal=True, wants_reply=True, tasks=(told,), remaining=2, failed=1
    )


def test_a_success_is_silent_even_without_the_second_marker() -> None:
    older = progress(over(), "3s", 1).replace("RESULT READY", "COMPLETED")
    notice = one(sent(older))
    assert (notice.kind, notice.wants_reply, notice.tasks[0].status) == (
        "single",
        False,
        "completed",
    )


def test_a_notice_with_the_second_marker_wants_no_reply() -> None:
    for text in (final(bad(), [bad()]), progress(bad(), "3s", 1)):
        assert one(sent(text, reply=False)).wants_reply is False
        assert one(sent(text)).wants_reply is True


def test_a_text_without_marker_is_not_known_to_be_a_programs() -> None:
    assert one(final(over(), [over()])).internal is False


@pytest.mark.parametrize("description", ["", "two\nlines", "a [ERROR] - b", "`x`: **y:** z"])
@pytest.mark.parametrize("error", [None, "two\n\nparagraphs\n\nof it", "a [CANCELLED] - b"])
def test_free_texts_survive_in_a_single_notice(description: str, error: str | None) -> None:
    known = bad(description=description, error=error)
    (told,) = one(progress(known, "1m 5s", 1)).tasks
    assert (told.description, told.error, told.duration) == (known.title, error, "1m 5s")


def test_free_texts_survive_in_a_list() -> None:
    odd = [over(description="Fix [ERROR] - marks"), bad("bg_b", description="two\nlines [x]")]
    tasks = one(final(odd[-1], odd)).tasks
    assert [(told.description, told.status, told.error) for told in tasks] == [
        ("Fix [ERROR] - marks", "completed", None),
        ("two\nlines [x]", "error", "no way"),
    ]


def test_a_list_names_all_that_ended_and_counts_failures() -> None:
    tasks = [over(), bad("bg_b"), over("bg_c"), bad("bg_d", "interrupt", error=None)]
    text = final(tasks[-1], tasks)
    assert text.index("bg_c") < text.index("bg_b")
    notice = one(text)
    assert (notice.kind, notice.failed, notice.remaining) == ("all_finished_failed", 2, 0)
    assert [(told.id, told.status) for told in notice.tasks] == [
        ("bg_a", "completed"),
        ("bg_c", "completed"),
        ("bg_b", "error"),
        ("bg_d", "interrupt"),
    ]


@pytest.mark.parametrize("last", [over(), bad(), bad(status="interrupt", error=None)])
def test_a_task_alone_is_told_with_its_status(last: Task) -> None:
    notice = one(final(last, []))
    assert (notice.kind, notice.failed) == ("all_complete", 0)
    assert [(told.status, told.error) for told in notice.tasks] == [(last.status, last.error)]


def test_attempts_are_told_where_there_was_more_than_one() -> None:
    first = Attempt(number=1, status="error", model=OPUS, session="ses_1", error="limited")
    tried = bad(attempts=(first, Attempt(number=2, status="cancelled")))
    text = final(tried, [tried, over("bg_b", attempts=(first,))])
    assert "  - Attempt 1 — ERROR — fake/opus — ses_1\n    Error: limited\n" in text
    assert "  - Attempt 2 — CANCELLED\n" in text
    assert text.count("attempts:") == 1
    assert [told.error for told in one(text).tasks] == [None, "no way"]


def test_older_lists_mark_no_failure() -> None:
    text = "**Completed:**\n- `bg_a`: One\n- `bg_b`: Two\n\nProse."
    header = "[ALL BACKGROUND TASKS COMPLETE]"
    notice = one(f"<system-reminder>\n{header}\n\n{text}\n</system-reminder>")
    assert notice.kind == "all_complete"
    assert [told.description for told in notice.tasks] == ["One", "Two"]


@pytest.mark.parametrize(("heading", "status"), [("**Failed:**\n", "error"), ("", "completed")])
def test_where_a_mark_is_missing_the_heading_tells(heading: str, status: Status) -> None:
    body = f"[ALL BACKGROUND TASKS COMPLETE]\n\n{heading}- `bg_a`: One [ODD] - two"
    (told,) = one(f"<system-reminder>\n{body}\n</system-reminder>").tasks
    assert told == Told(id="bg_a", description="One [ODD] - two", status=status)


def test_several_notices_share_a_message() -> None:
    texts = progress(over(), "1s", 2), "words of a person", RETRYING, READY
    assert [notice.kind for notice in read_notices(sent(*texts))] == [
        "single",
        "retrying",
        "retry_ready",
    ]


def test_a_retry_names_both_models_and_sessions() -> None:
    waits, ready = one(RETRYING), one(READY)
    move = Move(model="fake/gpt", failed_session="ses_1", failed_model="fake/opus")
    assert waits.move == move
    assert ready.move == replace(move, attempt=2, session="ses_2")
    told = Told(id="bg_a", description="Read via the proxy", status="pending", error="cooling down")
    assert waits.tasks == (told,)
    assert ready.tasks == (replace(told, status="running"),)
    assert [notice.wants_reply for notice in (waits, ready)] == [False, False]


def test_a_retry_may_say_nothing_of_its_way() -> None:
    plain = RETRYING.replace(" via the proxy via session.status", "")
    assert one(plain).tasks[0].description == "Read"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[BACKGROUND TASK ERROR]",
        "<system-reminder>\nBe brief.\n</system-reminder>",
        "<system-reminder>\n[BACKGROUND TASK ODD]\n**ID:** `bg_a`\n</system-reminder>",
        "<system-reminder>\n[BACKGROUND TASK ERROR]\n**ID:** `bg_a`\n</system-reminder>",
        "<system-reminder>\n[BACKGROUND TASK RETRYING]\n**ID:** `bg_a`\n</system-reminder>",
    ],
)
def test_other_texts_are_no_notices(text: str) -> None:
    assert read_notices(text) == ()


def test_a_turn_follows_on_failures_and_on_the_last_end() -> None:
    assert not wants_reply(over(), 1)
    assert wants_reply(over(), 0)
    assert all(wants_reply(bad(status=status), 1) for status in FAILED)


def test_a_silent_message_says_so() -> None:
    assert sent("a", "b").endswith("a\n\nb\n<!-- OMO_INTERNAL_INITIATOR -->")
    assert sent("a", reply=False).endswith("-->\n<!-- OMO_INTERNAL_NOREPLY -->")


def test_a_later_last_word_goes_first() -> None:
    first, second = final(over(), [over()]), final(bad(), [bad()])
    assert merged([first, RETRYING, second]) == (second, first, RETRYING)


def test_a_last_word_replaces_progress_and_lets_none_follow() -> None:
    step, last = progress(bad("bg_b"), "1s", 1), final(over(), [over()])
    assert merged([step, READY, "words", last]) == (last, READY, "words")
    assert merged([last, step, "words"]) == (last, "words")
    assert merged([step, "words", step]) == (step, "words")


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        (progress(bad(), "1s", 1), True),
        (progress(over(), "1s", 1), False),
        (final(bad(), [bad(), over("bg_b")]), True),
        (final(over(), [over()]), False),
        (RETRYING, False),
        ("an error", False),
    ],
)
def test_only_a_failure_that_is_answered_is_one(text: str, failure: bool) -> None:
    assert tells_failure(["words", text], reply=True) is failure
    assert not tells_failure([text], reply=False)


def test_a_running_task_has_no_end_to_tell() -> None:
    with pytest.raises(KeyError):
        progress(task(), "1s", 1)
