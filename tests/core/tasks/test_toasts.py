"""The toasts of the task manager."""

from typing import Any

import pytest

from omo_watch_core.tasks.toasts import Listed, Origin, finished, launched
from tests.core.tasks.make import NOW, SECOND


def listed(name: str, **fields: Any) -> Listed:
    plain: dict[str, Any] = {"description": name.upper(), "agent": "explore", "since_ms": NOW}
    return Listed(**{"id": name, **plain, **fields})


def shown(*tasks: Listed, limit: float | None = None) -> str:
    return launched(tasks, tasks[-1], NOW, limit).message


def test_the_running_stand_newest_first_and_the_queued_oldest_first() -> None:
    tasks = [
        listed(f"{status[0]}{age}", status=status, since_ms=NOW - age * SECOND)
        for status, ages in (("running", (2, 1, 3)), ("queued", (1, 3, 2)))
        for age in ages
    ]
    lines = shown(*tasks).splitlines()
    assert [line.split()[1] for line in lines if line.startswith(("[BG]", "[Q]"))] == [
        "R1",
        "R2",
        "R3",
        "Q3",
        "Q2",
        "Q1",
    ]


def test_the_limit_counts_all_and_stands_behind_the_running() -> None:
    assert shown(listed("a"), listed("q", status="queued"), limit=5).startswith(
        "Running (1): [2/5]\n"
    )
    assert "[" not in shown(listed("a"), limit=None).partition("\n")[0]


@pytest.mark.parametrize(("others", "ms"), [(1, 3000), (2, 5000)])
def test_more_than_two_are_shown_for_longer(others: int, ms: int) -> None:
    tasks = [listed(f"a{number}") for number in range(others)] + [listed("b", status="queued")]
    assert launched(tasks, tasks[-1], NOW, None).duration_ms == ms


@pytest.mark.parametrize(
    ("is_background", "title", "signs"),
    [
        (True, "New Background Task", ("[BG]", "[Q]")),
        (False, "New Task Executed", ("[RUN]", "[W]")),
    ],
)
def test_a_task_of_the_front_looks_different(
    is_background: bool, title: str, signs: tuple[str, str]
) -> None:
    for status, sign in zip(("running", "queued"), signs, strict=True):
        new = listed("a", status=status, is_background=is_background)
        toast = launched([new], new, NOW, None)
        assert (toast.title, toast.variant) == (title, "info")
        assert toast.message.splitlines()[1].startswith(f"{sign} A (explore) - ")


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        ("inherited", "(inherited from parent)"),
        ("system-default", "(system default fallback)"),
        ("runtime-fallback", "(runtime fallback)"),
        ("user-defined", None),
        ("category-default", None),
        (None, None),
    ],
)
def test_a_model_that_nobody_chose_is_named_first(origin: Origin | None, said: str | None) -> None:
    first, _, rest = shown(listed("a", model="p/q/m", origin=origin)).partition("\n\n")
    if said is None:
        assert first.startswith("Running (1):")
    else:
        assert first == f"[FALLBACK] Model: p/q/m {said}"
        assert rest.startswith("Running (1):\n[BG] A (m) - ")


@pytest.mark.parametrize(
    ("fields", "who"),
    [
        ({"model": "p/q/m", "category": "quick"}, "m: quick"),
        ({"model": "p/q/m"}, "m"),
        ({"category": "quick"}, "explore/quick"),
        ({}, "explore"),
    ],
)
def test_a_task_is_named_by_model_and_category(fields: dict[str, str], who: str) -> None:
    assert f"A ({who}) - 0s ← NEW" in shown(listed("a", **fields))


def test_skills_stand_in_brackets() -> None:
    assert "[BG] A (explore) [git, tests] - 0s" in shown(listed("a", skills=("git", "tests")))


def test_a_task_that_is_not_open_is_named_alone() -> None:
    assert shown(listed("a"), listed("b", status="completed"), limit=5).endswith("- 0s")
    alone = listed("b", status="completed", model="p/m", origin="inherited")
    assert shown(alone) == "[FALLBACK] Model: p/m (inherited from parent)\n\nB (m)"


@pytest.mark.parametrize(
    ("left", "rest"),
    [
        ([], ""),
        ([listed("a")], "\n\nStill running: 1 | Queued: 0"),
        ([listed("b", status="queued")], "\n\nStill running: 0 | Queued: 1"),
        ([listed("c", status="completed")], ""),
    ],
)
def test_an_end_tells_how_many_are_left(left: list[Listed], rest: str) -> None:
    toast = finished("Find it", "8s", left)
    assert toast.message == f'"Find it" finished in 8s{rest}'
    assert (toast.title, toast.variant, toast.duration_ms) == ("Task Completed", "success", 5000)
