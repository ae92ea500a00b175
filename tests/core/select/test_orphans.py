"""Tasks that died unnoticed: when the plugin certainly still counts them."""

from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core.model import Failure
from omo_watch_core.select.condition import since_ms
from omo_watch_core.tasks.marker import PluginCount
from tests.core.select.make import (
    MINUTE,
    NOW,
    SECOND,
    answer,
)
from tests.core.select.tasks import WELL, Said, child, dead, family, said

ORPHAN: Said = ("stuck", "orphan-task", "dead for 20s without output, the plugin still counts it")


def test_a_task_that_died_unnoticed() -> None:
    lab = family(dead())
    assert said(lab, "ses_c") == ORPHAN
    assert since_ms(lab, lab.sessions["ses_c"], "stuck") == NOW - 20 * SECOND
    assert said(lab, "ses_a") == ("busy", None, "")


@pytest.mark.parametrize(
    ("ago", "cause"),
    [(15 * SECOND, None), (15 * SECOND + 1, "orphan-task"), (30 * MINUTE - 1, "orphan-task"),
     (30 * MINUTE, None)],
)  # fmt: skip
def test_after_15_seconds_and_before_the_plugin_gives_it_up(ago: int, cause: str | None) -> None:
    assert said(family(dead(ago)), "ses_c")[1] == cause


@pytest.mark.parametrize(
    "fields",
    [{"shown": True}, {"whole": False}, {"parent": None}, {"prompt": None}, {"status": "busy"}],
    ids=["output", "unread", "nobody's", "never begun", "running"],
)
def test_what_is_no_orphan(fields: dict[str, Any]) -> None:
    assert said(family(dead(**fields)), "ses_c")[1] != "orphan-task"


def test_a_task_that_the_plugin_told_the_end_of_is_none() -> None:
    assert said(family(dead(), ended=True), "ses_c") == WELL


@pytest.mark.parametrize(
    ("count", "counted"),
    [
        (PluginCount(active=0, read_ms=NOW - SECOND), False),
        (PluginCount(active=1, read_ms=NOW - SECOND), True),
        (PluginCount(active=None, read_ms=NOW - SECOND), True),
        (PluginCount(active=0, read_ms=NOW - 16 * SECOND), True),
    ],
    ids=["none", "one", "no count", "read too early"],
)
def test_the_plugins_own_count_decides_where_it_is_known(count: PluginCount, counted: bool) -> None:
    lab = replace(family(dead()), counted={"ses_a": count})
    assert (said(lab, "ses_c") == ORPHAN) is counted


def test_a_child_that_no_call_launched_is_none() -> None:
    assert said(family(dead(), child="ses_other"), "ses_c") == WELL


def test_a_task_that_got_its_session_late_is_known_by_its_title() -> None:
    late = dead()
    late = replace(
        late, info=replace(late.info, title="Write docs (@x subagent)", created_ms=NOW - 30_000)
    )
    assert said(family(late, child=None), "ses_c") == ORPHAN
    assert said(family(late, child=None, title="Read"), "ses_c") == WELL


def test_a_task_that_is_tried_again_elsewhere_is_none() -> None:
    first = dead()
    first = replace(first, info=replace(first.info, title="Write docs (@x subagent)"))
    assert said(family(first, child("ses_2"), child="ses_2"), "ses_c") == WELL
    assert said(family(first, child("ses_2"), child=None), "ses_c") == WELL
    assert said(family(first, child("ses_2", "Other (@x subagent)")), "ses_c") == ORPHAN


def test_an_end_without_an_answer_comes_first_and_tells_of_the_lane() -> None:
    broken = Failure(name="APIError", message="Invalid request", status=400)
    task = dead(failure=broken, answer=answer(completed_ms=NOW - MINUTE, failure=broken))
    evidence = "400 Invalid request · the plugin still counts it"
    assert said(family(task), "ses_c") == ("failed", "no-answer", evidence)


def test_an_unfinished_answer_of_a_dead_task_is_an_orphan_not_an_interruption() -> None:
    cut = dead(failure=None, answer=answer(NOW - MINUTE))
    assert said(family(cut), "ses_c") == ORPHAN
    assert said(family(replace(cut, ended_ms=NOW - 9_000)), "ses_c")[1] == "interrupted"
