"""What a person stops does not go on by itself afterwards, parked as it may be."""

from __future__ import annotations

from typing import Any

import pytest

from omo_watch_core.commands import Cancel
from omo_watch_core.effects import Effect, SendAbort, TakeParked, WriteMetadata
from omo_watch_core.journal.nouns import Deed, Parked
from tests.core.actions.stage import A, cancel, info
from tests.core.parking.stand import DUE, Stand, parked, resting

B = "ses_b"


def asked(effects: list[Effect]) -> list[str]:
    return [effect.session for effect in effects if isinstance(effect, TakeParked)]


def until_due(stand: Stand) -> list[str]:
    """Let time pass until long after it was due; give what was asked for."""
    return asked(stand.tick((DUE - stand.now) // 1_000 + 30))


def family(**fields: Any) -> Stand:
    """A parent with a child that is parked."""
    sessions = (info(), info(B, parent=A))
    return resting(parked(B), sessions=sessions, **fields)


def dropped(stand: Stand, session: str) -> None:
    row = stand.row(session)
    assert (row.stage, row.why) == ("dropped", "stopped by ben@desk")
    assert [effect.session for effect in stand.all_sent(WriteMetadata)] == [session]


@pytest.mark.parametrize("strength", ["abort", "tree"])
def test_a_parked_session_that_is_stopped_goes_on_no_more(strength: str) -> None:
    stand = resting(parked())
    stand.order(cancel(strength=strength))
    stand.tick()
    assert (stand.stop.result, stand.stop.aborts) == ("stopped", 0)
    assert "what was parked goes on no more" in stand.stop.evidence
    dropped(stand, A)
    assert until_due(stand) == []


def test_a_tree_that_works_takes_its_parked_child_along() -> None:
    stand = family()
    stand.status("busy")
    stand.later(1_000).order(cancel(strength="tree"))
    assert len(stand.all_sent(SendAbort)) == 1
    stand.tick()
    dropped(stand, B)
    assert until_due(stand) == []


def test_a_tree_at_rest_takes_its_parked_child_along() -> None:
    stand = family()
    stand.order(cancel(strength="tree"))
    stand.tick()
    dropped(stand, B)
    assert until_due(stand) == []


@pytest.mark.parametrize("order", [cancel(strength="abort"), cancel(strength="steer")])
def test_what_is_not_meant_stays_parked(order: Cancel) -> None:
    stand = family()
    stand.order(order)
    stand.tick()
    assert stand.row(B).stage == "parked"
    assert until_due(stand)[:1] == [B]


def test_its_end_is_written_down() -> None:
    stand = resting(parked())
    stand.order(cancel())
    stand.tick()
    kinds = [type(entry) for entry in stand.written]
    assert Parked in kinds
    assert Deed in kinds
