"""The rungs of a session, and who answers now."""

from typing import Any

import pytest

from omo_watch_core.model import ModelRef
from omo_watch_core.select.chain import chain_of
from omo_watch_core.select.ladder import answering, ladder
from omo_watch_core.state import Session
from tests.core.select.make import (
    GLM,
    GPT,
    KIMI,
    NOW,
    OPUS,
    SECOND,
    answer,
    busy,
    idle,
    prompt,
    retry,
    server,
    setback,
    state,
)

ALL = (OPUS, GPT, KIMI, GLM)
CHAIN = {"*": ("fake/gpt", "fake/kimi", "fake/glm")}


def by(model: ModelRef, **fields: Any) -> Session:
    return busy(answer=answer(model=model), **fields)


def rungs(session: Session, chains: dict[str, tuple[str, ...]] | None = None, **fields: Any) -> str:
    lab = server(session, **{"models": ALL, **fields})
    steps = ladder(state(lab, chains=CHAIN if chains is None else chains), lab, session)
    return " ".join(f"{rung.model.model}:{rung.kind}" for rung in steps)


@pytest.mark.parametrize(
    ("session", "shown"),
    [
        pytest.param(busy(), "opus:current", id="works"),
        pytest.param(retry(), "opus:failed", id="waits"),
        pytest.param(retry(setbacks=(setback(),)), "opus:failed", id="waits, and it is noted"),
        pytest.param(
            by(GPT, setbacks=(setback(),)), "opus:failed gpt:current", id="moved in this turn"
        ),
        pytest.param(
            by(OPUS, setbacks=(setback(), setback(GPT))), "opus:current gpt:failed",
            id="moved there and back",
        ),
        pytest.param(idle(), "opus:current", id="answered last"),
        pytest.param(idle(answer=None), "opus:current", id="only set"),
        pytest.param(idle(answer=None, model=None), "", id="nothing known"),
    ],
)  # fmt: skip
def test_without_a_chain_only_the_models_of_the_turn_are_shown(
    session: Session, shown: str
) -> None:
    assert rungs(session, {}) == shown


@pytest.mark.parametrize(
    ("session", "shown"),
    [
        pytest.param(busy(), "opus:current gpt:next kimi:untried glm:untried", id="all well"),
        pytest.param(
            retry(setbacks=(setback(),)), "opus:failed gpt:next kimi:untried glm:untried",
            id="nobody answers",
        ),
        pytest.param(
            retry(), "opus:failed gpt:next kimi:untried glm:untried", id="a wait that is not noted"
        ),
        pytest.param(
            by(GPT, setbacks=(setback(),)), "opus:failed gpt:current kimi:next glm:untried",
            id="one step down",
        ),
        pytest.param(
            retry(answer=answer(model=GPT), setbacks=(setback(), setback(GPT))),
            "opus:failed gpt:failed kimi:next glm:untried", id="two steps down, nobody answers",
        ),
        pytest.param(
            by(GLM, setbacks=(setback(), setback(GPT), setback(KIMI))),
            "opus:failed gpt:failed kimi:failed glm:current", id="at the end",
        ),
        pytest.param(
            idle(setbacks=tuple(map(setback, ALL)), answer=answer(model=GLM), answered=False),
            "opus:failed gpt:failed kimi:failed glm:failed", id="used up",
        ),
        pytest.param(
            by(KIMI, setbacks=(setback(),)), "opus:failed gpt:untried kimi:current glm:next",
            id="a step was skipped",
        ),
        pytest.param(by(GPT), "gpt:current kimi:next glm:untried", id="the first choice is in it"),
        pytest.param(
            by(OPUS, setbacks=(setback(GPT),)), "gpt:failed kimi:next glm:untried opus:current",
            id="moved beside the chain",
        ),
        pytest.param(
            by(GPT, setbacks=(setback(GPT),), answered=True),
            "gpt:current kimi:next glm:untried", id="it failed and answers again",
        ),
        pytest.param(
            by(GPT, setbacks=(setback(GPT),), answered=False),
            "gpt:failed kimi:next glm:untried", id="it failed and was asked again",
        ),
        pytest.param(
            busy(
                answer=answer(NOW - SECOND, model=GPT), setbacks=(setback(GPT),), answered=False
            ),
            "gpt:current kimi:next glm:untried", id="it failed and a new try has begun",
        ),
        pytest.param(
            by(OPUS, setbacks=(setback(), setback(KIMI)), answered=True),
            "opus:current gpt:next kimi:failed glm:untried", id="back at the first choice",
        ),
    ],
)  # fmt: skip
def test_a_chain(session: Session, shown: str) -> None:
    assert rungs(session) == shown


AGAIN = answer(NOW - 30 * SECOND, model=GPT)
"""A message that began after the model's setback, a minute ago."""


@pytest.mark.parametrize(
    ("session", "first"),
    [
        (busy(answer=AGAIN, answered=False, setbacks=(setback(GPT),)), "gpt:current"),
        (idle(answer=AGAIN, answered=False, setbacks=(setback(GPT),)), "gpt:failed"),
        (retry(answer=AGAIN, setbacks=(setback(GPT),)), "gpt:failed"),
        (retry(answer=AGAIN, answered=True, setbacks=(setback(GPT),)), "gpt:failed"),
        (busy(answer=None, answered=False, model=GPT, setbacks=(setback(GPT),)), "gpt:failed"),
    ],
)
def test_a_new_try_after_a_setback_answers_until_it_waits(session: Session, first: str) -> None:
    assert rungs(session, {}).split()[0] == first


@pytest.mark.parametrize(("offset", "first"), [(-40_000.0, "failed"), (40_000.0, "current")])
def test_a_new_try_is_dated_in_our_clock(offset: float, first: str) -> None:
    began = answer(NOW - 60 * SECOND, model=GPT)
    session = busy(answer=began, answered=False, setbacks=(setback(GPT),))
    assert rungs(session, {}, offset_ms=offset) == f"gpt:{first}"


def test_what_the_server_does_not_have_is_never_the_next() -> None:
    shown = rungs(busy(), models=(OPUS, KIMI))
    assert shown == "opus:current gpt:unreachable kimi:next glm:unreachable"


def test_nothing_is_out_of_reach_before_the_models_are_known() -> None:
    assert rungs(busy(), models=()) == "opus:current gpt:next kimi:untried glm:untried"


def test_a_model_stands_once_however_often_it_is_named() -> None:
    chain = {"*": ("fake/gpt", "fake/opus", "fake/gpt")}
    assert rungs(by(OPUS), chain) == "gpt:next opus:current"


def test_a_failed_rung_says_why_and_until_when_in_our_clock() -> None:
    session = busy(
        ago=2 * 60 * SECOND,
        answered=False,
        setbacks=(setback(reason="quota", until_ms=float(NOW + 60 * SECOND)),),
    )
    lab = server(session, offset_ms=500.0)
    (rung,) = ladder(state(lab), lab, session)
    assert (rung.reason, rung.until_ms) == ("quota", NOW + 60 * SECOND + 500)
    assert rung.at_ms == NOW - 60 * SECOND


def test_a_wait_that_is_not_noted_is_timed_all_the_same() -> None:
    session = retry(due=90 * SECOND)
    lab = server(session)
    (rung,) = ladder(state(lab), lab, session)
    assert (rung.reason, rung.until_ms) == (None, NOW + 90 * SECOND)


@pytest.mark.parametrize(
    ("session", "model"),
    [
        (busy(answer=answer(model=GPT)), GPT),
        (busy(answer=answer(model=None), model=KIMI), KIMI),
        (idle(answer=None, model=KIMI), KIMI),
        (idle(answer=None, model=None), None),
    ],
)
def test_who_answers(session: Session, model: ModelRef | None) -> None:
    assert answering(session) == model


@pytest.mark.parametrize(
    ("session", "chain"),
    [
        (idle(agent="oracle"), ("a/b",)),
        (idle(agent="build"), ("c/d",)),
        (idle(agent=None, prompt=prompt(agent="oracle")), ("a/b",)),
        (idle(agent=None, prompt=None), ("c/d",)),
        (idle(agent="mute"), ()),
    ],
)
def test_the_chain_of_the_agent_else_the_global_one(
    session: Session, chain: tuple[str, ...]
) -> None:
    chains = {"oracle": ("a/b",), "*": ("c/d",), "mute": ()}
    assert chain_of(state(chains=chains), server(session), session).chain == chain


def test_no_chain_at_all() -> None:
    assert chain_of(state(), server(idle()), idle()).chain == ()
