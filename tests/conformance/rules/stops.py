"""Aborts of ours and of people, and stops, otherwise than in the published plugin."""

from tests.conformance.case import Case, Json
from tests.conformance.deviation import Deviation
from tests.conformance.rules.retelling import Tale
from tests.conformance.rules.story import heard
from tests.conformance.rules.story.chain import wire
from tests.conformance.rules.story.glance import Moment
from tests.conformance.rules.story.seen import Seen, wait_out

KEYS = ("scenarios",)
OWN_MS = 2_000


# --- the echo of an abort of ours


def _goes_on(seen: Seen, moment: Moment) -> bool:
    """Tell whether something fails after a moment."""
    late = [m for m in seen.moments if m.place > moment.place]
    return any(m.is_retry or (m.error and not m.is_cancelling) for m in late)


def _own_echo(case: Case) -> Moment | None:
    """Give the abort error that is ours: the flag waits for it, and the window catches it."""
    seen = Seen(case)
    for moment in (m for m in seen.moments if m.is_cancelling and not _goes_on(seen, m)):
        aborts = [call["at_ms"] for call in case.expect["aborts"] if call["at_ms"] <= moment.at]
        fresh = bool(aborts) and moment.at - aborts[-1] < OWN_MS
        flagged = bool(aborts) and moment.is_answer and seen.kept["internallyAborted"]
        stands = bool(seen.state and seen.falls())
        lost = stands and not seen.waits and seen.last_asked() <= moment.at
        if lost and (fresh or flagged):
            return moment
    return None


def _waits_on(case: Case) -> Json:
    seen, tale = Seen(case), Tale.of(case)
    kept = tale.standing(seen.session)
    reset = seen.state["attemptCount"] == 0
    tale.change(seen.session, awaitingFallbackResult=True)
    stands = seen.state_after(seen.falls())
    if reset:
        assert seen.state == seen.first_state(), "neither reset nor kept"
        kept["state"] = stands
        said = [m for m in seen.moments if m.is_retry and m.at <= seen.last_asked()]
        kept["statusRetryKey"] = heard.recorded(said[-1].properties["status"]) if said else None
    assert kept["state"] == stands, "the recording disagrees with itself"
    wait_out(seen, tale, seen.last_asked())
    return tale.told


def _persons_abort(case: Case) -> Moment | None:
    """Give an abort error on an answer that nobody of us caused, while a fallback stands."""
    seen = Seen(case)
    cancelling = [m for m in seen.moments if m.is_answer and m.is_cancelling]
    for moment in (m for m in cancelling if not _goes_on(seen, m)):
        ours = any(call["at_ms"] + OWN_MS > moment.at for call in case.expect["aborts"])
        if not ours and not seen.kept["internallyAborted"] and seen.state.get("attemptCount"):
            return moment
    return None


def _begins_anew(case: Case) -> Json:
    seen, tale = Seen(case), Tale.of(case)
    touched = tale.standing(seen.session)["lastAccess"]
    tale.begin(seen.session, touched, seen.state["originalModel"])
    return tale.told


# --- a stop holds until the next user turn


def _idle_after_turn(case: Case) -> Moment | None:
    """Give the idle that forgot a fallback because of a stop before the last user turn."""
    seen = Seen(case)
    ends = [n for n, m in enumerate(seen.moments) if m.is_cancelling or m.kind == "session.stop"]
    turns = [n for n, m in enumerate(seen.moments) if m.is_user_turn and ends and n > ends[0]]
    late = [m for n, m in enumerate(seen.moments) if turns and n > turns[0]]
    idle = next((m for m in late if m.kind == "session.idle"), None)
    asked = [at for at, _ in seen.falls() if idle and turns and seen.moments[turns[0]].at <= at]
    forgot = seen.state.get("attemptCount") == 0
    return idle if idle and asked and forgot and ends[-1] < turns[0] else None


def _remembers(case: Case) -> Json:
    seen, tale, idle = Seen(case), Tale.of(case), _idle_after_turn(case)
    assert idle is not None
    turn = next(m for m in reversed(seen.moments) if m.is_user_turn and m.at <= idle.at)
    kept = tale.standing(seen.session)
    assert kept["state"] == seen.first_state(), "the recording did not begin anew"
    kept["state"] = seen.state_after([fall for fall in seen.falls() if fall[0] >= turn.at])
    kept["state"]["pendingFallbackModel"] = None
    chats = [m for m in seen.moments if m.kind == "chat"]
    for chat, output in zip(chats, tale.told["chat_outputs"], strict=True):
        if chat.place > idle.place and chat.model is None:
            model = wire(kept["state"]["currentModel"])
            assert output["output_model"] != model["model"], "the recording remembered it"
            output["output_model"] = model["model"] | {k: model[k] for k in model if k != "model"}
    return tale.told


RULES = (
    Deviation(
        rec="9 self abort",
        reason="Flag or window take the echo of our abort in both handlers; nothing else changes.",
        keys=KEYS,
        applies=lambda case: _own_echo(case) is not None,
        expects=_waits_on,
    ),
    Deviation(
        rec="9 self abort",
        reason="An abort that is not ours is a person's: the session begins anew.",
        keys=KEYS,
        applies=lambda case: _persons_abort(case) is not None,
        expects=_begins_anew,
    ),
    Deviation(
        rec="9 cancelled",
        reason="The next user turn lifts a stop: a later idle forgets nothing.",
        keys=KEYS,
        applies=lambda case: _idle_after_turn(case) is not None,
        expects=_remembers,
    ),
)
