"""Where we resolve agents otherwise than recorded."""

import re

from tests.conformance.case import Case, Json
from tests.conformance.deviation import Deviation

KNOWN = {
    *("sisyphus", "oracle", "librarian", "explore", "prometheus", "atlas", "metis", "momus"),
    *("hephaestus", "sisyphus-junior", "build", "plan", "multimodal-looker"),
}


def _differs(case: Case) -> bool:
    return _is_a_word_of_the_id(case) and _known_name(case) != case.expect


def _is_a_word_of_the_id(case: Case) -> bool:
    """The standalone plugin takes the event's agent, else the first plain word of the id."""
    event = (case.input["event_agent"] or "").strip().lower()
    words = [word.lower() for word in re.split(r"[\s_/-]+", case.input["session_id"])]
    plain = {word for word in words if re.fullmatch(r"[a-z]{3,}", word)} - {"ses", "session"}
    if event:
        return bool(case.expect == event)
    return case.expect in plain if plain else case.expect is None


def _known_name(case: Case) -> Json:
    """Look for known names that stand alone; `_` is a letter, the leftmost and longest wins."""
    for text in (case.input["event_agent"] or "", case.input["session_id"]):
        found = [
            (place.start(), -len(name), name)
            for name in KNOWN
            for place in re.finditer(rf"(?<![A-Za-z0-9_]){name}(?![A-Za-z0-9_])", text.lower())
        ]
        if found:
            return min(found)[2]
    return None


RULES: tuple[Deviation, ...] = (
    Deviation(
        rec="6",
        reason="one engine: only known names in an id are agents, not its first plain word",
        keys=("standalone_resolveAgentForSession",),
        applies=_differs,
        expects=_known_name,
    ),
)
