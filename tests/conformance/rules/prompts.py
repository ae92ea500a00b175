"""What is sent and when, otherwise than in the published plugin."""

from copy import deepcopy

from tests.conformance.case import Case, Json
from tests.conformance.deviation import Deviation
from tests.conformance.rules.retelling import QUEUED, SWITCHED, Tale
from tests.conformance.rules.story.chain import spoken
from tests.conformance.rules.story.seen import Seen
from tests.conformance.rules.story.turn import is_programs, is_under_way, repeated

KEYS = ("scenarios",)
Falls = list[tuple[int, str]]


# --- the gate


def _is_swallowed(case: Case) -> bool:
    """Continuations without a turn of a person, on two models: the second was never sent."""
    seen = Seen(case)
    untold = not any(repeated(m.said, None).get("messageID") for m in seen.moments)
    announced = [toast for toast in case.expect["toasts"] if not _is_sent(case, toast)]
    return untold and bool(announced) and len(seen.state.get("failedModels") or ()) > 1


def _is_sent(case: Case, toast: Json) -> bool:
    return any(prompt["at_ms"] == toast["at_ms"] for prompt in case.expect["prompts"])


def _sends_each(case: Case) -> Json:
    seen, tale = Seen(case), Tale.of(case)
    lost = [toast for toast in case.expect["toasts"] if not _is_sent(case, toast)]
    assert lost, "every announced model was asked"
    for toast in lost:
        named = [m for m in seen.chain if toast["message"] == SWITCHED.format(spoken(m))]
        assert named, f"nobody knows which model is meant: {toast['message']}"
        said = seen.said_at(toast["at_ms"])
        taken = tale.drop("toast", case.expect["toasts"].index(toast))
        tale.prompt(toast["at_ms"], seen.session, named[0], agent=seen.agent, said=said)
        tale.again("toast", taken)
    return tale.told


def _ended_in_error(case: Case) -> Json:
    """Give the announcement of a prompt that waits for a turn which an error has ended."""
    seen = Seen(case)
    for toast in case.expect["toasts"]:
        said = seen.said_at(toast["at_ms"])
        last = next((m for m in reversed(said) if m["info"].get("role") == "assistant"), {})
        broken = (last.get("info") or {}).get("error") or any(
            part.get("type") == "error" for part in last.get("parts") or ()
        )
        queued = any(toast["message"] == QUEUED.format(spoken(model)) for model in seen.chain)
        if queued and broken and not is_under_way(said) and not _is_sent(case, toast):
            return toast
    return None


def _unblocks(case: Case) -> Json:
    seen, tale, toast = Seen(case), Tale.of(case), _ended_in_error(case)
    assert toast, "nothing waits for a turn that an error has ended"
    model, at = seen.state["currentModel"], toast["at_ms"]
    assert toast["message"] == QUEUED.format(spoken(model)), "another model was announced"
    tale.drop("toast", case.expect["toasts"].index(toast))
    for place, prompt in reversed(list(enumerate(case.expect["prompts"]))):
        if prompt["at_ms"] > at:
            tale.drop("prompt", place)
    tale.prompt(at, seen.session, model, agent=seen.agent, said=seen.said_at(at))
    tale.toast(at, model)
    return tale.told


# --- the last turn of a person


def _repeats_a_programs(case: Case) -> list[int]:
    """Give the places of prompts that repeat a turn which a program wrote."""
    seen, found = Seen(case), []
    for place, prompt in enumerate(case.expect["prompts"]):
        said = seen.said_at(prompt["at_ms"])
        turns = [m for m in said if m["info"].get("role") == "user"]
        own = {key: prompt[key] for key in ("parts", "messageID") if key in prompt}
        if turns and is_programs(turns[-1]) and own != repeated(said, None):
            found.append(place)
    return found


def _repeats_a_persons(case: Case) -> Json:
    told, seen = deepcopy(case.expect), Seen(case)
    for place in _repeats_a_programs(case):
        prompt = told["prompts"][place]
        prompt.pop("messageID", None)
        prompt |= repeated(seen.said_at(prompt["at_ms"]), None)
    return told


RULES = (
    Deviation(
        rec="8",
        reason="The content key has the model: two continuations on two models are two prompts.",
        keys=KEYS,
        applies=_is_swallowed,
        expects=_sends_each,
    ),
    Deviation(
        rec="8",
        reason="An error ends a turn: nothing waits for it.",
        keys=KEYS,
        applies=lambda case: _ended_in_error(case) is not None,
        expects=_unblocks,
    ),
    Deviation(
        rec="7 step 4 (seed 002)",
        reason="A turn that a program wrote is not repeated; the last one of a person is.",
        keys=KEYS,
        applies=lambda case: bool(_repeats_a_programs(case)),
        expects=_repeats_a_persons,
    ),
)
