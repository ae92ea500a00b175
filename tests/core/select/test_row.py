"""One line of the session table, as values."""

from typing import Any

from msgspec.structs import replace

from omo_watch_core.model import LeaseNote
from omo_watch_core.select.row import RowKey, row
from omo_watch_core.state import Session
from tests.core.select.make import (
    GPT,
    HOUR,
    LAB,
    MINUTE,
    NOW,
    OPUS,
    SECOND,
    ask,
    busy,
    idle,
    lost,
    models,
    retry,
    server,
    state,
)

KEY = RowKey(server=LAB, session="ses_a")


def stated(message: str) -> Session:
    made = retry(due=MINUTE, ago=MINUTE)
    assert made.retry is not None
    return replace(made, retry=replace(made.retry, message=message))


def test_a_session_that_is_gone_has_no_row() -> None:
    assert row(state(server()), KEY) is None
    assert row(state(), KEY) is None
    assert row(state(server(idle())), RowKey(server="", session="", older=4)) is None


def test_a_wait_with_a_reset_of_its_own() -> None:
    line = row(state(server(stated("resets in 2 hours"), offset_ms=500.0)), KEY)
    assert line is not None
    assert (line.state, line.since_ms) == ("retry", NOW - MINUTE)
    assert line.due_ms == NOW + MINUTE + 500
    assert line.stated_ms == NOW - MINUTE + 2 * HOUR
    assert line.verdict is not None
    assert line.silent_ms == SECOND


def test_a_message_of_what_is_not_known_any_more_states_nothing() -> None:
    line = row(state(server(stated("resets in 2 hours"), link=lost())), KEY)
    assert line is not None
    assert (line.state, line.stated_ms) == ("unknown", None)


def test_the_oldest_ask_is_shown() -> None:
    asks = [ask(at=NOW - MINUTE), ask(at=NOW - HOUR), ask("ses_b", NOW - 9 * HOUR)]
    line = row(state(server(busy(), asks=asks)), KEY)
    assert line is not None
    assert line.ask == asks[1]


def test_the_limit_is_that_of_the_model_that_counted() -> None:
    known = {**models((OPUS,)), GPT.name: replace(models((GPT,))[GPT.name], context=400_000)}
    made = busy(context_used=9, context_model="fake/gpt")
    lab = replace(server(made), models=known)
    line = row(state(lab), KEY)
    assert line is not None
    assert line.context_limit == 400_000
    fresh = row(state(replace(server(busy()), models=known)), KEY)
    assert fresh is not None
    assert fresh.context_limit == 200_000


def test_a_parked_session_is_due() -> None:
    line = row(state(server(idle(parked_until_ms=NOW + HOUR))), KEY)
    assert line is not None
    assert (line.state, line.due_ms, line.silent_ms) == ("parked", NOW + HOUR, None)


def test_a_session_is_held_while_its_lease_stands() -> None:
    def is_held(**fields: Any) -> bool:
        lease = LeaseNote(model=GPT, **fields)
        line = row(state(server(idle(lease=lease), offset_ms=1_000.0)), KEY)
        assert line is not None
        return line.held

    assert is_held()
    assert is_held(until="time", until_ms=NOW - 999)
    assert not is_held(until="time", until_ms=NOW - 1_000)
    assert is_held(until="turns", turns=2, until_ms=1)
    line = row(state(server(idle())), KEY)
    assert line is not None
    assert not line.held


def test_depth_and_key() -> None:
    key = RowKey(server=LAB, session="ses_a", branches=(True, False))
    assert (key.depth, key.key) == (2, (LAB, "ses_a"))
