"""What leads to the next model, otherwise than in the published plugin."""

import re

from tests.conformance.case import Case, Json
from tests.conformance.deviation import Deviation
from tests.conformance.rules.retelling import Tale
from tests.conformance.rules.story import failure, heard
from tests.conformance.rules.story.chain import KNOWN, is_same, parts_of
from tests.conformance.rules.story.glance import Moment, config
from tests.conformance.rules.story.seen import Seen, fall
from tests.conformance.rules.story.turn import is_under_way, shows_text

KEYS = ("scenarios",)
EITHER = re.compile(r"retrying\s+in|usage\s+limit|limit\s+reached", re.ASCII | re.IGNORECASE)


def _codes(seen: Seen) -> list[float]:
    return config(seen.given, "retry_on_errors", [429, 500, 502, 503, 504])


def may_announce(text: str) -> bool:
    """Tell whether the plugin takes a text for an announced retry: one sign is enough for it."""
    return bool(failure.LIMITED.search(text) or EITHER.search(text))


def _is_quiet(seen: Seen, moment: Moment) -> bool:
    """Nothing was sent for a failure, and nothing was awaited."""
    return seen.last_asked() < moment.at and not seen.waits and bool(seen.chain)


def failures(seen: Seen) -> list[Moment]:
    """Give the errors and the announced retries."""
    return [moment for moment in seen.moments if moment.error or moment.is_retry]


# --- an entry that names no provider is skipped


def _stuck(case: Case) -> Moment | None:
    seen = Seen(case)
    if not seen.state or seen.next(seen.end) is None:
        return None
    behind = seen.chain[seen.state["fallbackIndex"] + 1 :]
    first = next((m for m in behind if not is_same(m, seen.state["currentModel"])), "")
    if parts_of(first) is not None:
        return None
    late = (moment for moment in failures(seen) if _is_quiet(seen, moment))
    return next(late, None)


def _skips(case: Case) -> Json:
    tale, moment = Tale.of(case), _stuck(case)
    assert moment is not None
    fall(Seen(case), tale, moment)
    return tale.told


# --- an error of the model that was asked


def _own_failure(case: Case) -> Moment | None:
    seen = Seen(case)
    pending = seen.state.get("pendingFallbackModel")
    for moment in seen.moments:
        own = moment.is_answer and moment.error and moment.model == pending
        if not own or not _is_quiet(seen, moment) or moment.is_cancelling:
            continue
        if failure.verdict(moment.error, _codes(seen)).advances and seen.next(moment.at):
            return moment
    return None


def _goes_on(case: Case) -> Json:
    tale, moment = Tale.of(case), _own_failure(case)
    assert moment is not None
    fall(Seen(case), tale, moment)
    return tale.told


# --- texts and codes


def _is_added(seen: Seen, moment: Moment) -> bool:
    """A sign that only the union of all tables knows, or a code in a status's text."""
    known = may_announce(moment.text)
    if moment.is_retry and config(seen.given, "timeout_seconds", 30):
        return not known and failure.announces(moment.text, _codes(seen))
    text = failure.message(moment.error)
    added = failure.ADDED.search(text) and not failure.LIMITED.search(text)
    return bool(added) and failure.verdict(moment.error, _codes(seen)).why == "text"


def _unheard(case: Case) -> Moment | None:
    seen = Seen(case)
    found = (m for m in failures(seen) if _is_quiet(seen, m) and _is_added(seen, m))
    moment = next(found, None)
    return moment if moment and seen.next(moment.at, seen.state or seen.first_state()) else None


def _hears(case: Case) -> Json:
    tale, seen, moment = Tale.of(case), Seen(case), _unheard(case)
    assert moment is not None
    fall(seen, tale, moment)
    if moment.is_retry:
        key = heard.recorded(moment.properties["status"])
        tale.change(seen.session, statusRetryKey=key)
    return tale.told


# --- the same text about the next model


def _statuses(seen: Seen) -> list[Moment]:
    """Every announced retry that tells of a new wait, by the key that has the model."""
    state, known, found = seen.first_state(), None, []
    for moment in (m for m in seen.moments if m.is_retry):
        key = heard.key(moment.properties, state["currentModel"])
        if key == known or not failure.announces(moment.text, _codes(seen)):
            continue
        known = key
        found.append(moment)
        following = seen.next(moment.at, state)
        state = seen.state_after([(moment.at, following[0])], state) if following else state
    return found


def _is_swallowed(case: Case) -> bool:
    seen = Seen(case)
    only = all(m.is_retry or m.kind == "session.created" for m in seen.moments)
    asked = [at for at, _ in seen.falls()]
    new = [moment.at for moment in _statuses(seen)]
    return only and bool(asked) and bool(seen.limit()) and set(asked) < set(new)


def _tells_each(case: Case) -> Json:
    """Ask the models of the chain in order, one at each new wait; the recorded ones move up."""
    seen, tale = Seen(case), Tale.of(case)
    kept = tale.standing(seen.session)
    assert kept["state"] == seen.state_after(seen.falls()), "the recording disagrees with itself"
    kept["state"] = seen.first_state()
    while tale.calls("prompt"):
        tale.drop("prompt", -1)
        tale.drop("toast", -1)
        tale.drop("abort", -1)
    for moment in _statuses(seen):
        kept["lastAccess"] = moment.at
        if (following := seen.next(moment.at, kept["state"])) is None:
            continue
        more: Json = {"agent": seen.agent, "said": moment.said, "abort": True}
        tale.fall(seen.session, moment.at, *following, **more)
    tale.keeps(case.expect)
    return tale.told


# --- a connection that broke, and agents of one's own


def _cut(case: Case) -> Moment | None:
    seen = Seen(case)
    for moment in seen.moments:
        broken = moment.is_answer and failure.is_cut(moment.error) and shows_text(moment.said)
        judged = failure.verdict(moment.error, _codes(seen)).advances
        free = _is_quiet(seen, moment) and not is_under_way(moment.said)
        if broken and not judged and free and seen.next(moment.at, seen.state):
            return moment
    return None


def _own_agent(case: Case) -> Moment | None:
    seen = Seen(case)
    if not seen.agent or seen.agent in KNOWN or case.expect["order"]:
        return None
    found = (m for m in failures(seen) if failure.verdict(m.error, _codes(seen)).advances)
    return next((m for m in found if _is_quiet(seen, m)), None)


def _advances(case: Case) -> Json:
    tale, moment = Tale.of(case), _cut(case) or _own_agent(case)
    assert moment is not None
    fall(Seen(case), tale, moment)
    return tale.told


RULES = (
    Deviation(
        rec="7.2",
        reason="An entry that names no provider is skipped; it does not block the chain.",
        keys=KEYS,
        applies=lambda case: _stuck(case) is not None,
        expects=_skips,
    ),
    Deviation(
        rec="9",
        reason="An error of the model that was asked leads to the next one.",
        keys=KEYS,
        applies=lambda case: _own_failure(case) is not None,
        expects=_goes_on,
    ),
    Deviation(
        rec="4.3; 15 (5815)",
        reason="One table of texts for all paths, and codes in the text of a retry count.",
        keys=KEYS,
        applies=lambda case: _unheard(case) is not None,
        expects=_hears,
    ),
    Deviation(
        rec="5; 15 (6579)",
        reason="The key of a retry has the model: the same text later is the next model's failure.",
        keys=KEYS,
        applies=_is_swallowed,
        expects=_tells_each,
    ),
    Deviation(
        rec="15 (1777)",
        reason="A connection that breaks in the middle of an answer leads to the next model.",
        keys=KEYS,
        applies=lambda case: _cut(case) is not None,
        expects=_advances,
    ),
    Deviation(
        rec="6",
        reason="The names of configured agents are accepted, also of one's own.",
        keys=KEYS,
        applies=lambda case: _own_agent(case) is not None,
        expects=_advances,
    ),
)
