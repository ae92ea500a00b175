"""Models that our own choices pass by: as long as the board says that they rest."""

from msgspec.structs import replace

from omo_watch_core.journal.kept import Hold
from omo_watch_core.select.limits import limits_beside, standing_limits
from omo_watch_core.select.stand_in import cooling
from tests.core.reduce.make import (
    GPT,
    LAB,
    OPUS,
    STARTED,
    Fold,
    answer,
    born,
    erred,
    grew,
    retry,
    shown,
    text,
)

B = "ses_b"
LIMITED = (*STARTED, retry(1_000, next_ms=900_000))


def names(fold: Fold) -> set[str]:
    """Give what rests now."""
    return set(cooling(fold.state, fold.server))


def told_to_b(fold: Fold) -> set[str]:
    """Give what the second session knows of the limits of others."""
    return set(limits_beside(standing_limits(fold.state), LAB, B, fold.state.now_ms))


def test_a_model_that_met_a_limit_rests_until_it_answers_somebody() -> None:
    fold = Fold(*LIMITED, born(1_100, B))
    assert (names(fold), told_to_b(fold)) == ({OPUS.name}, {OPUS.name})
    fold.tell(
        answer(1_200, "msg_7", B, created_ms=1_200, parent="msg_6"),
        shown(1_210, text("prt_7", "msg_7", "", B)),
        grew(1_220, "msg_7", "prt_7", "ok", B),
    )
    assert names(fold) == {OPUS.name}
    fold.tell(answer(1_300, "msg_7", B, created_ms=1_200, completed_ms=1_290, parent="msg_6"))
    assert (names(fold), told_to_b(fold)) == (set(), set())


def test_a_cleared_limit_keeps_no_model_back() -> None:
    fold = Fold(*LIMITED, born(1_100, B))
    note = Hold(
        id=OPUS.name, changed_ms=1_100, since_ms=1_100, owner="ann", ended_ms=1_100,
        cleared_ms=1_100,
    )  # fmt: skip
    journal = replace(fold.state.journal, holds={OPUS.name: note})
    fold.state = replace(fold.state, journal=journal)
    assert (names(fold), told_to_b(fold)) == (set(), set())


def test_a_model_that_failed_otherwise_rests_until_it_answers_too() -> None:
    fold = Fold(*STARTED, erred(1_000, "APIError", "server_error: boom", 500), born(1_100, B))
    assert (names(fold), told_to_b(fold)) == ({OPUS.name}, set())
    fold.tell(
        answer(1_200, "msg_7", B, created_ms=1_200, model=GPT),
        shown(1_210, text("prt_7", "msg_7", "ok", B)),
        answer(1_220, "msg_7", B, created_ms=1_200, model=GPT, completed_ms=1_220),
    )
    assert names(fold) == {OPUS.name}
    fold.tell(
        answer(1_300, "msg_8", B, created_ms=1_300),
        shown(1_310, text("prt_8", "msg_8", "ok", B)),
        answer(1_320, "msg_8", B, created_ms=1_300, completed_ms=1_320),
    )
    assert names(fold) == set()
