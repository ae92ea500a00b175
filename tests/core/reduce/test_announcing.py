"""A toast names no session: it is taken for exactly one, or it claims nothing about any."""

from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.mark import Mark
from omo_watch_core.model import ModelRef, Toast
from omo_watch_core.reduce.announcing import AHEAD_MS, BEHIND_MS, MOST_WAITING, claimed_by
from omo_watch_core.state import with_server
from tests.core.reduce.make import (
    GPT,
    HOME,
    LAB,
    OPUS,
    Fold,
    answer,
    born,
    busy,
    grew,
    idle,
    retry,
    shown,
    status,
    text,
    toasted,
    user,
)

A, B, C = "ses_a", "ses_b", "ses_c"
SWITCHED = "Switched to ok-gpt for next request"
QUEUED = "Fallback queued for ok-gpt"
KIMI = ModelRef(provider="fake", model="ok-kimi")


def works(session: str = A, at: int = 100, **fields: Any) -> tuple[ev.Event, ...]:
    """Say that a session answers a person on the limited model."""
    prompt, reply = f"msg_1{session}", f"msg_2{session}"
    return (
        born(at, session, **fields),
        user(at + 10, prompt, session, model=OPUS),
        shown(at + 10, text(f"prt_1{session}", prompt, "Fix it.", session)),
        busy(at + 20, session),
        answer(at + 30, reply, session, parent=prompt, model=OPUS),
    )


def rewritten(at: int, session: str = A, model: ModelRef = GPT) -> ev.MessageSeen:
    """Say that a program posted a session's prompt again, with another model."""
    return user(at, f"msg_1{session}", session, model=model)


def claims(fold: Fold) -> dict[str, str]:
    """Give what is claimed of each session."""
    sessions = fold.server.sessions.values()
    return {s.id: s.announced.model.name.lstrip("/") for s in sessions if s.announced}


@pytest.mark.parametrize(
    ("title", "words", "model"),
    [
        ("Model Fallback", SWITCHED, "/ok-gpt"),
        ("Model Fallback", QUEUED, "/ok-gpt"),
        ("Model Fallback", "Fallback dispatch may have been accepted for ok-gpt", "/ok-gpt"),
        ("Model fallback", "Using fake/ok-gpt", "fake/ok-gpt"),
        ("Model fallback", "Using a/b/c (high)", "a/b/c"),
        ("Model Fallback", "Switching to ok-gpt for this turn", None),
        ("Model Fallback", "Switched to  for next request", None),
        ("Task Completed", SWITCHED, None),
        ("New Background Task", "[FALLBACK] Model: ok-gpt (runtime fallback)", None),
        ("", "", None),
    ],
)
def test_which_toasts_announce_a_model(title: str, words: str, model: str | None) -> None:
    toast = Toast(
        server=LAB, directory=HOME, title=title, message=words, variant="warning", at_ms=1
    )
    found = claimed_by(toast)
    assert (found.name if found else None) == model


def test_a_variant_in_brackets_is_no_part_of_the_name() -> None:
    toast = toasted(1, "Using fake/ok-gpt (high)").toast
    assert claimed_by(toast) == replace(GPT, variant="high")


@pytest.mark.parametrize("words", [SWITCHED, QUEUED])
def test_the_only_session_that_works_there_is_meant(words: str) -> None:
    fold = Fold(*works(), toasted(1_000, words))
    assert claims(fold) == {A: "ok-gpt"}
    assert fold.a.announced is not None
    assert fold.a.announced.source == "toast"


@pytest.mark.parametrize(
    ("other", "claimed"),
    [
        (works(B), {}),
        ((*works(B), idle(900, B)), {}),
        ((*works(B, -60_000), idle(-50_000, B)), {A: "ok-gpt"}),
        (works(B, directory="/srv/dev/other"), {A: "ok-gpt"}),
        (works(B, directory=""), {}),
        ((born(500, B),), {A: "ok-gpt"}),
        ((born(500, B), status(600, "idle", B)), {A: "ok-gpt"}),
    ],
    ids=["works too", "has just ended", "ended long ago", "lives elsewhere", "lives nobody knows "
         "where", "is new", "is new and at rest"],
)  # fmt: skip
def test_where_another_may_be_meant_nothing_is_claimed(
    other: tuple[ev.Event, ...], claimed: dict[str, str]
) -> None:
    fold = Fold(*works(), *other, toasted(1_000, SWITCHED))
    assert claims(fold) == claimed
    assert len(fold.server.toasted) == (not claimed)


def test_where_nobody_works_nothing_is_claimed() -> None:
    fold = Fold(*works(), idle(1_000), toasted(60_000, SWITCHED))
    assert claims(fold) == {}


@pytest.mark.parametrize(
    ("lost", "created", "claimed"),
    [(None, 60, {A: "ok-gpt"}), (900, 60, {}), (None, 40, {})],
    ids=["all are known", "the stream broke", "one was never heard"],
)
def test_while_it_is_not_known_who_works_nothing_is_claimed(
    lost: int | None, created: int, claimed: dict[str, str]
) -> None:
    fold = Fold(*works(created_ms=60), born(500, B, created_ms=created))
    link = replace(fold.server.link, phase="live", opened_ms=50, lost_since_ms=lost)
    fold.state = with_server(fold.state, replace(fold.server, link=link))
    fold.tell(toasted(1_000, SWITCHED))
    assert claims(fold) == claimed


def test_the_session_whose_prompt_was_rewritten_to_it_is_meant() -> None:
    fold = Fold(*works(), *works(B), *works(C), rewritten(990, B), toasted(1_000, SWITCHED))
    assert claims(fold) == {B: "fake/ok-gpt"}
    assert fold.server.toasted == ()


@pytest.mark.parametrize("late", [1, AHEAD_MS])
def test_the_sign_may_come_after_the_toast(late: int) -> None:
    fold = Fold(*works(), *works(B), toasted(1_000, QUEUED))
    assert claims(fold) == {}
    fold.tell(rewritten(1_000 + late, B))
    assert claims(fold) == {B: "fake/ok-gpt"}
    assert fold.server.toasted == ()


@pytest.mark.parametrize(
    "told",
    [
        (toasted(1_000, SWITCHED), rewritten(1_001 + AHEAD_MS, B)),
        (rewritten(999 - BEHIND_MS, B), toasted(1_000, SWITCHED)),
        (rewritten(900, B, KIMI), toasted(1_000, SWITCHED)),
        (toasted(1_000, SWITCHED), rewritten(1_100, B, KIMI)),
        (toasted(1_000, SWITCHED, "/srv/dev/other"), rewritten(1_100, B)),
        (rewritten(900, B), toasted(1_000, SWITCHED, "/srv/dev/other")),
        (rewritten(900, A), rewritten(900, B), toasted(1_000, SWITCHED)),
    ],
    ids=["too late", "too early", "another model", "another model after it", "elsewhere",
         "elsewhere after it", "two of them"],
)  # fmt: skip
def test_a_sign_that_does_not_fit_ties_nothing(told: tuple[ev.Event, ...]) -> None:
    fold = Fold(*works(at=-5_000), *works(B, -5_000), *works(C, -5_000), *told)
    assert claims(fold) == {}


def test_one_sign_is_taken_for_one_toast() -> None:
    fold = Fold(*works(), *works(B), rewritten(990), toasted(1_000, SWITCHED))
    fold.tell(rewritten(1_100, B), toasted(1_110, SWITCHED))
    assert claims(fold) == {A: "fake/ok-gpt", B: "fake/ok-gpt"}


def test_a_prompt_of_a_person_is_no_sign() -> None:
    fold = Fold(*works(), *works(B), toasted(1_000, SWITCHED))
    fold.tell(user(1_100, "msg_5", B, model=GPT), shown(1_100, text("prt_5", "msg_5", "Go", B)))
    assert claims(fold) == {}


def test_the_answer_may_have_begun_before_the_toast() -> None:
    """Seen with the real plugin: prompt rewritten, message of the new model, then the toast."""
    fold = Fold(*works(), *works(B), retry(500), idle(600))
    again = answer(1_010, "msg_3ses_a", A, parent="msg_1ses_a", model=KIMI)
    fold.tell(rewritten(1_000), busy(1_005), again, toasted(1_020, SWITCHED))
    assert claims(fold) == {A: "fake/ok-gpt"}
    assert fold.a.mismatch is None
    fold.tell(grew(1_100, "msg_3ses_a", "prt_3", "Yes"))
    assert fold.a.mismatch is not None
    assert (fold.a.mismatch.claimed, fold.a.mismatch.fact) == ("fake/ok-gpt", "fake/ok-kimi")


def test_what_has_answered_already_bears_a_late_toast_out() -> None:
    fold = Fold(*works(), rewritten(1_000))
    fold.tell(answer(1_010, "msg_3", A, parent="msg_1ses_a", model=GPT))
    fold.tell(grew(1_020, "msg_3", "prt_3", "Yes"), toasted(1_030, SWITCHED))
    assert claims(fold) == {}
    assert fold.a.mismatch is None


def test_the_only_one_that_works_may_answer_with_it_already() -> None:
    fold = Fold(*works(), answer(1_010, "msg_3", A, parent="msg_1ses_a", model=GPT))
    fold.tell(toasted(1_030, SWITCHED))
    assert claims(fold) == {A: "ok-gpt"}
    fold.tell(grew(1_040, "msg_3", "prt_3", "Yes"))
    assert claims(fold) == {}


def test_a_guards_own_toast_adds_nothing_to_its_mark() -> None:
    part = text("prt_4", "msg_4", "", A, synthetic=True, mark=Mark(kind="fallback"))
    fold = Fold(*works(), *works(B), user(1_000, "msg_4", A, model=GPT), shown(1_000, part))
    fold.tell(toasted(1_010, SWITCHED))
    assert fold.a.announced is not None
    assert fold.a.announced.source == "chain"
    assert fold.server.toasted == ()


def test_a_rewritten_prompt_that_has_its_answer_never_runs() -> None:
    """Seen with two writers: the history claims a model that was never asked."""
    done = answer(800, "msg_2ses_a", A, parent="msg_1ses_a", model=OPUS, finish="stop",
                  completed_ms=790)  # fmt: skip
    fold = Fold(*works(), toasted(700, QUEUED), done, idle(850), rewritten(1_000))
    assert fold.a.mismatch is None
    fold.tell(busy(1_010), idle(1_050))
    assert fold.a.mismatch is not None
    assert (fold.a.mismatch.claimed, fold.a.mismatch.fact) == ("fake/ok-gpt", "fake/limited-opus")
    assert (fold.a.mismatch.answered, fold.a.mismatch.at_ms) == (True, 1_050)


@pytest.mark.parametrize("finish", [None, "tool-calls", "unknown"])
def test_a_rewritten_prompt_whose_answer_goes_on_may_still_run(finish: str | None) -> None:
    step = answer(800, "msg_2ses_a", A, parent="msg_1ses_a", model=OPUS, finish=finish)
    fold = Fold(*works(), toasted(700, QUEUED), step, idle(850), rewritten(1_000))
    fold.tell(busy(1_010), idle(1_050))
    assert fold.a.mismatch is None


def test_a_toast_about_a_prompt_that_a_newer_one_overtook_is_moot() -> None:
    fold = Fold(*works(), *works(B), rewritten(990))
    fold.tell(user(995, "msg_5", A, model=KIMI), shown(995, text("prt_5", "msg_5", "Go", A)))
    fold.tell(toasted(1_000, SWITCHED))
    assert claims(fold) == {}
    assert fold.server.toasted == ()


def test_only_the_newest_toasts_wait() -> None:
    fold = Fold(*works(), *works(B), *(toasted(1_000 + n, QUEUED) for n in range(30)))
    assert len(fold.server.toasted) == MOST_WAITING
    fold.tell(toasted(5_000 + AHEAD_MS, QUEUED))
    assert len(fold.server.toasted) == 1


def test_all_toasts_are_still_kept_for_people() -> None:
    fold = Fold(*works(), toasted(1_000, SWITCHED), toasted(1_001, "Hello", title="News"))
    assert [toast.message for toast in fold.state.toasts] == [SWITCHED, "Hello"]


def test_a_sign_behind_a_toast_that_was_taken_already_is_used_up() -> None:
    fold = Fold(*works(), toasted(1_000, SWITCHED), rewritten(1_010))
    assert fold.a.named is not None
    assert fold.a.named.told
    assert claims(fold) == {A: "fake/ok-gpt"}
