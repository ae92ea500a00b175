"""A program that has just connected does not take what it could not let go on."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.effects import Effect, ReadHistory, TakeParked
from tests.core.actions.stage import LAB, info
from tests.core.parking.stand import Stand, parked, resting


def asked(effects: list[Effect]) -> list[str]:
    return [effect.session for effect in effects if isinstance(effect, TakeParked)]


def fresh() -> Stand:
    """A stand whose server is connected and has listed nothing yet; a session is due."""
    stand = resting(parked())
    server = replace(stand.server, sessions={}, listed_ms=None)
    stand.state = replace(stand.state, servers={LAB: server})
    stand.later(60_000)
    return stand


def test_what_is_not_listed_yet_is_not_taken() -> None:
    assert asked(fresh().tick(5)) == []


def test_once_it_is_listed_it_is_taken_and_goes_on() -> None:
    stand = fresh()
    stand.tick()
    listed = ev.SessionsListed(
        server=LAB, at_ms=stand.now, asked_ms=stand.now, sessions=(info(),), complete=True
    )
    sent = [*stand.tell(listed), *stand.status("idle"), *stand.tick()]
    assert asked(sent) == ["ses_a"]
    assert any(isinstance(effect, ReadHistory) for effect in stand.taken())
