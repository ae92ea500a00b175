"""What leads to no other model, otherwise than in the published plugin."""

from tests.conformance.case import Case, Json
from tests.conformance.deviation import Deviation
from tests.conformance.rules.advances import failures, may_announce
from tests.conformance.rules.retelling import Tale
from tests.conformance.rules.story import failure
from tests.conformance.rules.story.seen import Seen

KEYS = ("scenarios",)


def _is_local(case: Case) -> bool:
    found = failures(Seen(case))
    return bool(found) and all(failure.is_local(m.error) for m in found)


def _is_talk(case: Case) -> bool:
    """An answer that talks about limits, and nothing else that failed."""
    seen = Seen(case)
    talks = [m for m in seen.moments if m.is_answer and not m.error and m.text]
    either = all(may_announce(m.text) for m in talks)
    both = any(failure.waits(m.text) for m in talks)
    return bool(talks) and either and not both and not failures(seen)


def _is_patient(case: Case) -> bool:
    """Nothing but announced retries, with a timeout of 0."""
    seen = Seen(case)
    found = failures(seen)
    return seen.limit() == 0 and bool(found) and all(m.is_retry for m in found)


def _nothing_happens(case: Case) -> Json:
    seen, tale = Seen(case), Tale.of(case)
    tale.silence()
    created = next((m for m in seen.moments if m.kind == "session.created" and m.model), None)
    state = seen.first_state()
    assert seen.falls(), "no model was asked in the recording"
    assert seen.state == seen.state_after(seen.falls()), "the recording disagrees with itself"
    if created:
        tale.begin(seen.session, created.at, state["currentModel"])
        tale.standing(seen.session)["state"] = state
    else:
        tale.forget(seen.session)
    return tale.told


def _acted(case: Case) -> bool:
    return bool(case.expect["order"])


RULES = (
    Deviation(
        rec="4.5",
        reason="An error of our own side stops the chain: no other model can cure it.",
        keys=KEYS,
        applies=lambda case: _acted(case) and _is_local(case),
        expects=_nothing_happens,
    ),
    Deviation(
        rec="5",
        reason="In an answer both words are needed: it may well talk about limits.",
        keys=KEYS,
        applies=lambda case: _acted(case) and _is_talk(case),
        expects=_nothing_happens,
    ),
    Deviation(
        rec="1.1",
        reason="With a timeout of 0 an announced retry does nothing; only errors act.",
        keys=KEYS,
        applies=lambda case: _acted(case) and _is_patient(case),
        expects=_nothing_happens,
    ),
)
