"""Whom a model concerns: the same next models as the ladders tell, for thousands of sessions."""

from hypothesis import given, settings
from hypothesis import strategies as st

from omo_watch_core.select.board.concerned import concerned
from omo_watch_core.select.ladder import ladder
from omo_watch_core.state import Session, SessionKey, State
from tests.core.select.make import (
    GPT,
    KIMI,
    LAB,
    MINUTE,
    NOW,
    OPUS,
    answer,
    busy,
    idle,
    retry,
    setback,
    state,
)
from tests.core.select.make import server as make_server

CHAIN = {"*": ("fake/gpt", "fake/kimi"), "oracle": ("fake/kimi", "fake/gpt")}
MODELS = st.sampled_from([OPUS, GPT, KIMI])


class Asked(list[SessionKey]):
    """Refuse to be searched: among thousands that takes half a second."""

    def __contains__(self, key: object) -> bool:
        raise AssertionError("searched from its beginning")


@st.composite
def sessions(draw: st.DrawFn) -> list[Session]:
    """Draw sessions that work, wait and rest, with and without models that failed."""
    found: list[Session] = []
    for number in range(draw(st.integers(1, 12))):
        failed = draw(st.lists(MODELS, max_size=3, unique=True))
        until = draw(st.sampled_from([None, float(NOW + MINUTE)]))
        make = draw(st.sampled_from([busy, idle, retry]))
        told = answer(draw(st.sampled_from([NOW, NOW - 2 * MINUTE])), model=draw(MODELS))
        found.append(
            make(
                f"ses_{number}",
                answer=told,
                answered=draw(st.booleans()),
                agent=draw(st.sampled_from([None, "oracle"])),
                setbacks=tuple(setback(model, until_ms=until) for model in failed),
            )
        )
    return found


def following(known: State, key: SessionKey) -> str:
    """Give the next model as the session's own ladder tells it."""
    session = known.session(key)
    assert session is not None
    rungs = ladder(known, known.servers[LAB], session)
    return next((rung.model.name for rung in rungs if rung.kind == "next"), "")


@given(drawn=sessions())
@settings(max_examples=60, deadline=None)
def test_all_go_where_their_ladders_say(drawn: list[Session]) -> None:
    known = state(make_server(*drawn, models=(OPUS, GPT, KIMI)), chains=CHAIN)
    keys = [(LAB, session.id) for session in drawn]
    found = concerned(known, keys, keys[::2])
    assert {one.key: one.goes_to for one in found} == {k: following(known, k) for k in keys}
    assert {one.key for one in found if one.now} == set(keys[::2])


def test_who_is_on_it_is_not_searched_for_each_session() -> None:
    drawn = [busy(f"ses_{number}") for number in range(40)]
    known = state(make_server(*drawn, models=(OPUS, GPT, KIMI)), chains=CHAIN)
    keys = [(LAB, session.id) for session in drawn]
    found = concerned(known, keys, Asked(keys))
    assert all(one.now for one in found)
    assert len(found) == len(keys)
