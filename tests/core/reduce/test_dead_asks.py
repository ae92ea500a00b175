"""What a session asked in a run that is over is put aside, and comes back only if asked anew."""

from omo_watch_core import events as ev
from omo_watch_core.model import Ask
from omo_watch_core.select.asking import ask_under, asks_of, dead_asks_of
from omo_watch_core.select.row import RowKey, row
from tests.core.reduce.make import (
    HOME,
    LAB,
    A,
    Fold,
    answer,
    ask,
    born,
    busy,
    deleted,
    history,
    idle,
    message,
    raised,
    read,
)


def _closed(at: int, name: str) -> ev.AskClosed:
    return ev.AskClosed(server=LAB, at_ms=at, session=A, ask=name)


def _ids(fold: Fold) -> tuple[list[str], list[str]]:
    return sorted(fold.server.asks), sorted(fold.server.dead)


def _of(message: str, name: str = "per_1") -> Ask:
    return Ask(id=name, session=A, directory=HOME, kind="permission", title="bash", message=message)


def test_the_end_of_a_run_puts_its_asks_aside() -> None:
    fold = Fold(born(100), busy(200), raised(300, "per_1"), idle(400))
    assert _ids(fold) == ([], ["per_1"])
    line = row(fold.state, RowKey(server=LAB, session=A))
    assert line is not None
    assert (line.ask, line.asks, line.verdict) == (None, (), None)
    assert [dead.id for dead in line.dead] == ["per_1"]
    assert line.state != "asking"


def test_a_new_run_makes_none_alive() -> None:
    fold = Fold(born(100), busy(200), raised(300, "per_1"), idle(400), busy(500))
    assert _ids(fold) == ([], ["per_1"])
    fold.tell(read(800, 700, busy(800), asks=[ask("per_1")]))
    assert _ids(fold) == ([], ["per_1"])


def test_one_that_is_raised_anew_is_alive() -> None:
    fold = Fold(born(100), busy(200), raised(300, "per_1"), idle(400), busy(500))
    fold.tell(raised(600, "per_1"))
    assert _ids(fold) == (["per_1"], [])


def test_a_word_about_it_takes_it_away() -> None:
    fold = Fold(born(100), busy(200), raised(300, "per_1"), idle(400), _closed(500, "per_1"))
    assert _ids(fold) == ([], [])
    fold.tell(read(900, 450, asks=[ask("per_1")]))
    assert _ids(fold) == ([], [])


def test_a_listing_that_lacks_it_takes_it_away() -> None:
    fold = Fold(born(100), busy(200), raised(300, "per_1"), idle(400), read(600, 500))
    assert _ids(fold) == ([], [])


def test_a_deletion_and_a_disposal_take_it_away() -> None:
    for end in (deleted(500), ev.InstanceDisposed(server=LAB, at_ms=500, directory=HOME)):
        fold = Fold(born(100), busy(200), raised(300, "per_1"), idle(400), end)
        assert _ids(fold) == ([], [])


def test_a_listed_one_of_a_session_at_rest_is_dead() -> None:
    fold = Fold(born(100), idle(300), read(9_000, 8_000, asks=[ask("per_1", at=2_000)]))
    assert _ids(fold) == ([], ["per_1"])


def test_one_that_was_asked_while_the_server_was_read_may_be_alive() -> None:
    fold = Fold(born(100), idle(300), read(9_000, 8_000, asks=[ask("per_1", at=7_500)]))
    assert _ids(fold) == ([], [])
    fold.tell(read(9_900, 9_800, busy(9_900), asks=[ask("per_1", at=7_500)]))
    assert _ids(fold) == (["per_1"], [])


def test_one_of_a_session_that_works_by_now_is_undecided() -> None:
    fold = Fold(born(100), idle(300), busy(8_500))
    fold.tell(read(9_000, 8_000, asks=[ask("per_1", at=2_000)]))
    assert _ids(fold) == ([], [])


def test_one_of_a_deleted_session_is_nothing() -> None:
    fold = Fold(born(100), deleted(200), read(9_000, 8_000, asks=[ask("per_1", at=2_000)]))
    assert _ids(fold) == ([], [])


def test_one_that_is_read_before_the_sessions_are_listed_is_kept() -> None:
    fold = Fold(read(9_000, 8_000, asks=[ask("per_1", at=2_000)]), born(9_100))
    assert [dead.id for dead in dead_asks_of(fold.server, A)] == ["per_1"]


def test_a_newer_answer_shows_that_an_older_request_is_dead() -> None:
    fold = Fold(born(100), busy(200), answer(250, "msg_2"))
    fold.tell(ev.AskRaised(server=LAB, at_ms=300, ask=_of("msg_2")))
    fold.tell(answer(350, "msg_2", finish="tool-calls"))
    assert _ids(fold) == (["per_1"], [])
    fold.tell(answer(400, "msg_4"))
    assert _ids(fold) == ([], ["per_1"])


def test_a_read_history_shows_it_too() -> None:
    fold = Fold(born(100), read(600, 500, busy(600), asks=[_of("msg_2")]))
    assert _ids(fold) == (["per_1"], [])
    fold.tell(history(800, 700, (message("msg_2", "assistant"), ())))
    assert _ids(fold) == (["per_1"], [])
    fold.tell(history(900, 850, (message("msg_4", "assistant"), ())))
    assert _ids(fold) == ([], ["per_1"])


def test_a_known_history_tells_it_of_a_listed_one() -> None:
    fold = Fold(born(100), busy(200), answer(400, "msg_4"))
    fold.tell(read(600, 500, busy(600), asks=[_of("msg_2")]))
    assert _ids(fold) == ([], ["per_1"])


def test_a_request_that_names_no_message_is_believed() -> None:
    fold = Fold(born(100), busy(200), raised(300, "per_1"), answer(400, "msg_4"))
    assert _ids(fold) == (["per_1"], [])


def test_a_listing_for_an_action_takes_away_what_it_lacks() -> None:
    fold = Fold(born(100), busy(200), raised(300, "per_1"), raised(600, "per_2"))
    listing = ev.AsksListed(
        server=LAB, at_ms=700, action="act_1", asked_ms=500, directory=HOME,
        kind="permission", asks=(),
    )  # fmt: skip
    fold.tell(listing)
    assert _ids(fold) == (["per_2"], [])


def test_a_row_stands_for_its_own_request_then_for_one_below_then_for_a_dead_one() -> None:
    fold = Fold(born(100), born(110, "ses_b", parent=A), busy(200), busy(210, "ses_b"))
    fold.tell(raised(250, "per_0"), idle(260), busy(270), raised(300, "per_b", "ses_b"))
    below = ask_under(fold.server, A)
    assert below is not None
    assert below.id == "per_b"
    fold.tell(raised(400, "per_2"), raised(410, "per_3"))
    own = ask_under(fold.server, A)
    assert own is not None
    assert (own.id, [each.id for each in asks_of(fold.server, A)]) == ("per_2", ["per_2", "per_3"])
    fold.tell(_closed(500, "per_2"), _closed(510, "per_3"), idle(520, "ses_b"))
    left = ask_under(fold.server, A)
    assert left is not None
    assert left.id == "per_0"
