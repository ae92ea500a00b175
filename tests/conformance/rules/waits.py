"""Awaiting an answer: timers, silence, work, otherwise than in the published plugin."""

from tests.conformance.case import Case, Json
from tests.conformance.deviation import Deviation
from tests.conformance.rules.advances import may_announce
from tests.conformance.rules.retelling import Tale
from tests.conformance.rules.story.chain import canonical, spoken
from tests.conformance.rules.story.glance import Moment
from tests.conformance.rules.story.seen import Seen, fall
from tests.conformance.rules.story.turn import shows_answer

KEYS = ("scenarios",)
WATCHED_MS = 90_000


# --- one failure, several events


def _lost_pending(case: Case) -> bool:
    """Events of one failure came together, and the model that was asked is not awaited."""
    seen = Seen(case)
    together = [m for m in seen.moments if m.is_joined]
    lost = seen.waits and seen.kept["timeoutArmed"] and not seen.state["pendingFallbackModel"]
    return bool(together) and any(m.is_retry for m in seen.moments) and bool(lost)


def _keeps_pending(case: Case) -> Json:
    seen, tale = Seen(case), Tale.of(case)
    tale.change(seen.session, pendingFallbackModel=seen.state["currentModel"])
    return tale.told


# --- nothing to send: nothing is stopped


def _stops_for_nothing(case: Case) -> bool:
    seen = Seen(case)
    at, _, kind = (case.expect["order"] or [""])[-1].partition(":")
    asked = max((seen.state.get("failedModels") or {}).values(), default=-1)
    late = kind == "abort" and asked >= 0 and int(at) == asked + seen.limit()
    rests = seen.waits and not seen.kept["timeoutArmed"]
    return bool(late and rests and not seen.state["pendingFallbackModel"])


def _runs_on(case: Case) -> Json:
    seen, tale = Seen(case), Tale.of(case)
    tale.drop("abort", -1)
    tale.change(seen.session, pendingFallbackModel=seen.state["currentModel"])
    assert seen.kept["internallyAborted"], "the abort left no mark"
    tale.standing(seen.session)["internallyAborted"] = _is_marked(seen, tale)
    return tale.told


def _is_marked(seen: Seen, tale: Tale) -> bool:
    """Tell whether an abort is left that leaves a mark: that of the watchdog leaves none (7)."""
    watched = next((m.at + WATCHED_MS for m in seen.moments if m.is_user_turn), -1)
    return any(abort["at_ms"] != watched for abort in tale.calls("abort"))


# --- a prompt that is superseded before it was answered


def _superseded(case: Case) -> list[int]:
    """Give the places of toasts about a model that was left by then."""
    calls = (case.input.get("client") or {}).get("promptAsync") or ()
    late = any(call == "hang" or (isinstance(call, dict) and "delay_ms" in call) for call in calls)
    return [place for place, newest in _announced(case) if newest is not None] if late else []


def _announced(case: Case) -> list[tuple[int, str | None]]:
    """Give each toast, with the newest model where that is another one."""
    prompts, found = list(case.expect["prompts"]), []
    asked: list[str] = []
    for line in case.expect["order"]:
        if line.endswith("prompt"):
            assert prompts, "the order names a prompt that was not recorded"
            asked.append(canonical(prompts.pop(0)["model"]) or "")
        elif line.endswith("toast"):
            text = case.expect["toasts"][len(found)]["message"]
            named = [model for model in asked if spoken(model) in text]
            left = bool(named) and named[-1] != asked[-1]
            found.append((len(found), asked[-1] if left else None))
    return found


def _says_nothing(case: Case) -> Json:
    tale = Tale.of(case)
    for place in reversed(_superseded(case)):
        tale.drop("toast", place)
    return tale.told


# --- idle in silence


def _silence(case: Case) -> Moment | None:
    seen = Seen(case)
    stopped = any(m.is_cancelling or m.kind == "session.stop" for m in seen.moments)
    for moment in (m for m in seen.moments if m.kind == "session.idle"):
        before = seen.moments[: seen.moments.index(moment)]
        worked = any(m.kind.startswith("message.part") for m in before)
        if seen.is_awaited(moment) and seen.waits and not (stopped or worked):
            return moment
    return None


def _asks_the_next(case: Case) -> Json:
    seen, tale, moment = Seen(case), Tale.of(case), _silence(case)
    assert moment is not None
    assert seen.last_asked() <= moment.at, "the recording went on after the silence"
    fall(seen, tale, moment)
    return tale.told


# --- a model that works


def _work(case: Case) -> Moment | None:
    """Give the sign of work that the recording did not take for one."""
    seen = Seen(case)
    for moment in seen.moments:
        plain = moment.is_answer and not moment.error and not may_announce(moment.text)
        shows = plain and shows_answer(moment.said)
        works = moment.kind.startswith(("message.part", "session.next"))
        asked = [at for at, _ in seen.falls() if at <= moment.at]
        if not (asked and (shows or works)):
            continue
        late = [at for at, _ in seen.falls() if at == asked[-1] + seen.limit() > moment.at]
        rest = seen.moments[seen.moments.index(moment) + 1 :]
        still = shows and seen.waits and not any(m.error or m.is_retry for m in rest)
        if late or (still and seen.last_asked() <= moment.at):
            return moment
    return None


def _lets_it_work(case: Case) -> Json:
    """Take back what the timer did afterwards; an answer is one, work alone is still awaited."""
    seen, tale, moment = Seen(case), Tale.of(case), _work(case)
    assert moment is not None
    assert seen.state == seen.state_after(seen.falls()), "the recording disagrees with itself"
    kept = tale.standing(seen.session)
    before = [fall for fall in seen.falls() if fall[0] <= moment.at]
    while tale.calls("prompt") and tale.calls("prompt")[-1]["at_ms"] > moment.at:
        tale.drop("prompt", -1)
    while tale.calls("abort") and tale.calls("abort")[-1]["at_ms"] > moment.at:
        tale.drop("abort", -1)
    kept["state"] = seen.state_after(before)
    kept |= {"timeoutArmed": False, "lastAccess": before[-1][0]}
    answered = moment.is_answer or any(
        m.kind == "session.idle" and m.at >= moment.at for m in seen.moments
    )
    if answered:
        tale.change(seen.session, pendingFallbackModel=None, awaitingFallbackResult=False)
        kept |= {"statusRetryKey": None, "internallyAborted": False}
    else:
        kept["internallyAborted"] = _is_marked(seen, tale)
    return tale.told


RULES = (
    Deviation(
        rec="3; 9 (seed 003)",
        reason="One failure advances once, and the model that was asked stays the awaited one.",
        keys=KEYS,
        applies=_lost_pending,
        expects=_keeps_pending,
    ),
    Deviation(
        rec="7 answer timer",
        reason="Where there is nothing to send, nothing is stopped: what runs goes on.",
        keys=KEYS,
        applies=_stops_for_nothing,
        expects=_runs_on,
    ),
    Deviation(
        rec="7; 15 (5435)",
        reason="A toast tells of what was accepted: not of a model that was left before.",
        keys=KEYS,
        applies=lambda case: bool(_superseded(case)),
        expects=_says_nothing,
    ),
    Deviation(
        rec="9 idle",
        reason="A fallback that ends in silence has failed: the next one is asked at once.",
        keys=KEYS,
        applies=lambda case: _silence(case) is not None,
        expects=_asks_the_next,
    ),
    Deviation(
        rec="10",
        reason="Tools, reasoning, tokens and pieces of text are work: who works is not overdue.",
        keys=KEYS,
        applies=lambda case: _work(case) is not None,
        expects=_lets_it_work,
    ),
)
