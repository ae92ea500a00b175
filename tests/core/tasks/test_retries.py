"""The next model of a task's own chain."""

from collections.abc import Collection

import pytest

from omo_watch_core.tasks.record import Entry, Task
from omo_watch_core.tasks.retries import may_retry, retried
from tests.core.tasks.make import NOW, over, ref, task

LIMITED = {"message": "rate limit"}


def entry(*names: str, variant: str | None = None) -> Entry:
    """Describe an entry by `provider/model` for each of its providers."""
    refs = [ref(name) for name in names]
    providers = tuple(one.provider for one in refs)
    return Entry(providers=providers, model=refs[0].model, variant=variant)


def failing(*chain: Entry, model: str = "p/a-1", used: int = 0) -> Task:
    return task(model=ref(model), chain=chain, entries_used=used)


def chosen(known: Task, connected: Collection[str] | None = None) -> tuple[str, int] | None:
    retry = retried(known, LIMITED, connected, NOW)
    if retry is None:
        return None
    assert retry.task.model is not None
    return retry.task.model.name, retry.task.entries_used


def test_the_next_entry_gets_the_task() -> None:
    retry = retried(failing(entry("p/b", variant="high")), LIMITED, None, NOW)
    assert retry is not None
    assert (retry.abort, retry.task.status, retry.task.lane) == ("ses_bg_a", "pending", None)
    assert retry.task.model == entry_model("p/b", "high")
    assert [attempt.error for attempt in retry.task.attempts] == ["rate limit", None]


def entry_model(name: str, variant: str) -> object:
    one = ref(name)
    return type(one)(provider=one.provider, model=one.model, variant=variant)


@pytest.mark.parametrize("same", ["p/a-1", "P/A.1"])
def test_the_current_model_is_skipped_and_counts_as_used(same: str) -> None:
    assert chosen(failing(entry(same), entry("p/b"))) == ("p/b", 2)


def test_the_same_model_of_another_provider_is_another() -> None:
    assert chosen(failing(entry("q/a-1"))) == ("q/a-1", 1)


def test_a_first_provider_that_is_connected_is_taken() -> None:
    assert chosen(failing(entry("q/b", "R/b", "s/b")), ["s", "r"]) == ("R/b", 1)
    assert chosen(failing(entry("q/b", "r/b"))) == ("q/b", 1)


def test_unreachable_entries_are_skipped() -> None:
    assert chosen(failing(entry("q/b"), entry("r/c")), ["R"]) == ("r/c", 2)
    assert chosen(failing(entry("q/b")), []) is None
    assert chosen(failing(Entry(providers=(), model="b"))) is None


def test_the_chain_goes_on_where_it_was_and_ends() -> None:
    chain = entry("p/b"), entry("p/c")
    assert chosen(failing(*chain, used=1)) == ("p/c", 2)
    assert chosen(failing(*chain, used=2)) is None


def test_an_ended_task_does_not_go_on() -> None:
    assert retried(over(chain=(entry("p/b"),)), LIMITED, None, NOW) is None


def test_a_task_without_a_model_goes_on_with_the_first() -> None:
    assert chosen(task(model=None, chain=(entry("p/b"),))) == ("p/b", 1)


@pytest.mark.parametrize(
    ("error", "goes_on"),
    [
        (LIMITED, True),
        ({"message": "billing limit"}, True),
        ({"name": "QuotaExceededError"}, True),
        ({"name": "MessageAbortedError", "message": "Aborted"}, False),
        ({"message": "prompt is too long"}, False),
        (None, False),
    ],
)
def test_a_spent_quota_goes_on_though_its_words_stop(error: object, goes_on: bool) -> None:
    assert may_retry(error) is goes_on
