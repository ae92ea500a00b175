"""Awaiting an answer: timers, our own aborts, silence, stops, otherwise than the plugin."""

from tests.conformance.case import Case, Json
from tests.conformance.deviation import Deviation
from tests.conformance.rules.retelling import Tale
from tests.conformance.rules.story import heard
from tests.conformance.rules.story.chain import canonical, spoken, wire
from tests.conformance.rules.story.glance import Moment
from tests.conformance.rules.story.seen import Seen, fall, wait_out
from tests.conformance.rules.story.turn import shows_answer

KEYS = ("scenarios",)
OWN_MS, WATCHED_MS = 2_000, 90_000


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
    own = [abort for abort in tale.calls("abort") if not _is_watchdogs(seen, abort["at_ms"])]
    tale.standing(seen.session)["internallyAborted"] = bool(own)
    return tale.told


def _is_watchdogs(seen: Seen, at: int) -> bool:
    asked = next((m.at for m in seen.moments if m.is_user_turn), -WATCHED_MS)
    return at == asked + WATCHED_MS


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


# --- the echo of an abort of ours


def _own_echo(case: Case) -> Moment | None:
    """Give the abort error that is ours: the flag waits for it, and the window catches it."""
    seen = Seen(case)
    for moment in (m for m in seen.moments if m.is_cancelling):
        aborts = [call["at_ms"] for call in case.expect["aborts"] if call["at_ms"] <= moment.at]
        fresh = bool(aborts) and moment.at - aborts[-1] < OWN_MS
        flagged = bool(aborts) and moment.is_answer and seen.kept["internallyAborted"]
        lost = not seen.waits and bool(seen.falls()) and seen.last_asked() <= moment.at
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
    for moment in (m for m in seen.moments if m.is_answer and m.is_cancelling):
        ours = any(call["at_ms"] + OWN_MS > moment.at for call in case.expect["aborts"])
        if not ours and not seen.kept["internallyAborted"] and seen.state.get("attemptCount"):
            return moment
    return None


def _begins_anew(case: Case) -> Json:
    seen, tale = Seen(case), Tale.of(case)
    touched = tale.standing(seen.session)["lastAccess"]
    tale.begin(seen.session, touched, seen.state["originalModel"])
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
        shows = moment.is_answer and not moment.error and shows_answer(moment.said)
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
        kept["internallyAborted"] = any(not _is_watchdogs(seen, a["at_ms"]) for a in _own(tale))
    return tale.told


def _own(tale: Tale) -> list[Json]:
    return tale.calls("abort")


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
    Deviation(
        rec="9 cancelled",
        reason="The next user turn lifts a stop: a later idle forgets nothing.",
        keys=KEYS,
        applies=lambda case: _idle_after_turn(case) is not None,
        expects=_remembers,
    ),
)
