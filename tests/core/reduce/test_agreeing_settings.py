"""A model that is set announces one too: for the next prompt that names none."""

import pytest

from omo_watch_core import events as ev
from omo_watch_core.model import ModelRef
from tests.core.reduce.make import (
    GPT,
    LAB,
    OPUS,
    A,
    Fold,
    born,
    idle,
)
from tests.core.reduce.test_agreeing import DIFFERS, KIMI, TYPED, difference, moved, replied, typed


def switch(at: int = 1_000, model: ModelRef = GPT) -> ev.ModelSwitched:
    """Say that the model of prompts that name none was set."""
    return ev.ModelSwitched(server=LAB, at_ms=at, session=A, model=model)


REST = (*replied(OPUS, 230, "msg_2", "msg_1", finish="stop", completed_ms=300), idle(310))


@pytest.mark.parametrize(
    ("named", "answers", "expected"),
    [
        (GPT, GPT, None),
        (GPT, KIMI, ("fake/ok-gpt", "fake/ok-kimi", True, "switch")),
        (KIMI, KIMI, None),
        (OPUS, OPUS, None),
    ],
    ids=["it answers", "another answers", "a prompt named another", "a screen named the old one"],
)
def test_a_setting_waits_for_a_prompt_that_names_nothing_else(
    named: ModelRef, answers: ModelRef, expected: tuple[str, str, bool, str] | None
) -> None:
    fold = Fold(*TYPED, *REST, switch())
    assert fold.a.announced is not None
    fold.tell(*typed(1_500, "msg_3", named), *replied(answers))
    assert difference(fold) == expected


def test_a_setting_says_nothing_about_the_run_that_goes_on() -> None:
    fold = Fold(*TYPED, switch(), *replied(OPUS, 1_500, "msg_3", "msg_1"))
    assert fold.a.mismatch is None
    assert fold.a.announced is not None


def test_a_setting_that_changes_nothing_announces_nothing() -> None:
    fold = Fold(*TYPED, *REST, switch(model=OPUS), switch(1_100, OPUS))
    claim = fold.a.announced
    assert claim is not None
    assert claim.at_ms == 1_000
    fold = Fold(*TYPED, born(120, model=OPUS), *REST)
    changes = fold.tell(switch(model=OPUS))
    assert (fold.a.announced, changes.sessions) == (None, frozenset())


def test_a_setting_that_repeats_a_claim_leaves_it_as_it_was() -> None:
    fold = Fold(*TYPED, *moved())
    claim = fold.a.announced
    assert claim is not None
    fold.tell(switch(2_100, claim.model))
    assert fold.a.announced == claim
    fold.tell(*replied(KIMI))
    assert difference(fold) == DIFFERS


def test_a_setting_back_to_what_is_asked_ends_another_claim() -> None:
    fold = Fold(*TYPED, *REST, switch(), switch(1_100, OPUS))
    assert fold.a.announced is not None
    assert fold.a.announced.model == OPUS


def test_the_variant_of_a_setting_is_never_applied() -> None:
    high = ModelRef(provider="fake", model="ok-gpt", variant="high")
    fold = Fold(*TYPED, *REST, switch(model=high))
    assert fold.a.announced is not None
    assert fold.a.announced.model == GPT
