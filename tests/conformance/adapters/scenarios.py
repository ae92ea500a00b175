"""Scenarios on the whole engine, in the words of the recordings."""

from tests.conformance.case import Json
from tests.conformance.rules.story.glance import named_sessions
from tests.conformance.stage import play


def scenario(given: Json) -> Json:
    """Play a scenario; a session that no step names was not recorded."""
    told, named = play.scenario(given), named_sessions(given)
    return {**told, "state": {name: told["state"][name] for name in told["state"] if name in named}}
