"""What prompts carry and what people choose, otherwise than in the published plugin."""

from copy import deepcopy

from tests.conformance.case import Case, Json
from tests.conformance.deviation import Deviation
from tests.conformance.rules.retelling import QUEUED, SWITCHED, Tale
from tests.conformance.rules.story.chain import parts_of, spoken, wire
from tests.conformance.rules.story.glance import Moment
from tests.conformance.rules.story.seen import Seen
from tests.conformance.rules.story.turn import is_programs, is_under_way, repeated

KEYS = ("scenarios",)


def _chats(case: Case) -> list[tuple[Moment, Json]]:
    """Give each prompt of a person with what was recorded for it."""
    seen = Seen(case)
    chats = [moment for moment in seen.moments if moment.kind == "chat"]
    outputs = case.expect["chat_outputs"]
    return list(zip(chats, outputs, strict=True)) if len(chats) == len(outputs) else []


def _shown(model: str) -> Json:
    found = wire(model)
    variant = {"variant": found["variant"]} if "variant" in found else {}
    return {**found["model"], **variant}


# --- a variant inside the model id


def _leaks(output: Json) -> str | None:
    model = output["output_model"] or {}
    name = f"{model.get('providerID')}/{model.get('modelID')}"
    found = parts_of(name) if model else None
    return name if found and found[2] else None


def _parsed(case: Case) -> Json:
    told = deepcopy(case.expect)
    leaking = [output for output in told["chat_outputs"] if _leaks(output)]
    assert leaking, "no variant is inside a model id"
    for output in leaking:
        output["output_model"] = _shown(_leaks(output) or "")
    return told


# --- a prompt while a fallback is on its way, or one that a program wrote


def _mistaken(case: Case) -> Moment | None:
    """Give the prompt that was taken for a person's choice."""
    seen = Seen(case)
    for moment, output in _chats(case):
        turns = [m for m in moment.said if m["info"].get("role") == "user"]
        internal = bool(turns) and is_programs(turns[-1])
        asked = [model for at, model in seen.falls() if at <= moment.at]
        other = moment.model is not None and asked and moment.model != asked[-1]
        reset = output["output_model"] == moment.properties.get("output_model")
        taken = seen.state.get("originalModel") == seen.state.get("currentModel") == moment.model
        if other and taken and reset and (internal or seen.is_awaited(moment)):
            return moment
    return None


def _uses_current(case: Case) -> Json:
    seen, tale, moment = Seen(case), Tale.of(case), _mistaken(case)
    assert moment is not None
    kept = tale.standing(seen.session)
    tale.change(seen.session, state=seen.state_after(seen.falls()))
    if not seen.waits:
        kept["state"]["pendingFallbackModel"] = None
    place = [chat for chat, _ in _chats(case)].index(moment)
    tale.told["chat_outputs"][place]["output_model"] = _shown(kept["state"]["currentModel"])
    return tale.told


# --- a person asks for the fallback that stands


def _adopted(case: Case) -> Moment | None:
    """Give the prompt that asks for the fallback that stands and has answered."""
    seen = Seen(case)
    first = seen.first_state()
    for moment, output in _chats(case):
        asked = [model for at, model in seen.falls() if at <= moment.at]
        stands = asked[-1] if asked else first["currentModel"]
        fallback = moment.model == stands != first["originalModel"]
        moved = output["output_model"] != moment.properties.get("output_model")
        if fallback and moved and not seen.is_awaited(moment):
            return moment
    return None


def _adopts(case: Case) -> Json:
    """From then on the chosen model is the first one: nothing is rewritten, nothing restored."""
    seen, tale, moment = Seen(case), Tale.of(case), _adopted(case)
    assert moment is not None
    before = [fall for fall in seen.falls() if fall[0] <= moment.at]
    later = [fall for fall in seen.falls() if fall[0] > moment.at]
    state = {**seen.state_after(before), "pendingFallbackModel": None}
    state |= {"originalModel": moment.model, "attemptCount": 0}
    tale.change(seen.session, state=seen.state_after(later, state))
    chats = [chat for chat, _ in _chats(case)]
    for chat, output in list(zip(chats, tale.told["chat_outputs"], strict=True))[
        chats.index(moment) :
    ]:
        if not later:
            output["output_model"] = chat.properties.get("output_model")
    return tale.told


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
        rec="11",
        reason="The variant is parsed out of a rewritten model.",
        keys=KEYS,
        applies=lambda case: any(_leaks(output) for output in case.expect["chat_outputs"]),
        expects=_parsed,
    ),
    Deviation(
        rec="11",
        reason="On the way to a fallback, and in a program's prompt, a mismatch is no choice.",
        keys=KEYS,
        applies=lambda case: _mistaken(case) is not None,
        expects=_uses_current,
    ),
    Deviation(
        rec="15 (5816)",
        reason="Asking for the fallback that stands adopts it.",
        keys=KEYS,
        applies=lambda case: _adopted(case) is not None,
        expects=_adopts,
    ),
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
