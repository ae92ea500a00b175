"""Toasts of the task manager are read by what they are, in any language."""

import pytest

from omo_watch_core.model import Toast
from omo_watch_core.tasks.toast_reading import read


def toast(title: str, *lines: str, variant: str = "info") -> Toast:
    return Toast(
        server="lab", directory="/d", title=title, message=" ".join(lines), variant=variant,
        at_ms=0, lines=lines if len(lines) > 1 else (),
    )  # fmt: skip


LISTED = (
    "[FALLBACK] Model: gpt-5.4 (runtime fallback)", "", "Running (2):",
    "[BG] Write - and read - docs (kimi: writing) [git] - 0s ← NEW", "[RUN] Find it (x) - 2m", "",
    "Queued (1):", "[Q] Third (x) - Queued",
)  # fmt: skip


def test_a_list_of_tasks_is_counted_and_its_new_one_named() -> None:
    said = read(toast("New Background Task", *LISTED))
    assert (said.says, said.running, said.queued, said.listed) == ("launch", 2, 1, 0)
    assert said.new == "Write - and read - docs"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("New Background Task", ("Queued (1):", "[Q] Find code (explore) - Queued ← NEW")),
        ("New Task Executed", ("Queued (1):", "[W] Find code (explore) - Queued ← NEW")),
        ("新后台任务", ("排队中 (1)：", "[Q] Find code (explore) - 排队中 ← 新")),
    ],
)
def test_a_list_of_one_is_a_list_whatever_its_title(title: str, lines: tuple[str, ...]) -> None:
    said = read(toast(title, *lines))
    assert (said.says, said.new, said.queued) == ("launch", "Find code", 1)


def test_a_tag_that_nobody_knows_is_counted_apart() -> None:
    said = read(toast("新任务", "运行中 (1)：", "[后台] 写文档 (writer) - 0s ← 新"))
    assert (said.says, said.new, said.running, said.listed) == ("launch", "写文档", 0, 1)


def test_the_end_of_a_task_is_read_with_what_is_left() -> None:
    lines = ('"Write docs" finished in 3m 5s', "", "Still running: 2 | Queued: 11")
    said = read(toast("Task Completed", *lines, variant="success"))
    assert (said.says, said.running, said.queued) == ("end", 2, 11)
    assert said.ended == '"Write docs" finished in 3m 5s'


def test_the_end_of_a_task_in_another_language_is_an_end() -> None:
    said = read(toast("任务完成", "“写文档”用时 3m 5s", variant="success"))
    assert (said.says, said.ended) == ("end", "“写文档”用时 3m 5s")


@pytest.mark.parametrize(
    ("title", "lines", "variant"),
    [
        ("Model Fallback", ("Switched to gpt-5.4 for next request",), "warning"),
        ("Saved", ("All is well",), "success"),
        ("Note", ("[a] list of (3) things",), "info"),
        ("", (), "info"),
    ],
)
def test_others_say_nothing_of_tasks(title: str, lines: tuple[str, ...], variant: str) -> None:
    assert read(toast(title, *lines, variant=variant)).says == "other"
