"""What people choose, and what their prompts get, otherwise than in the published plugin."""

from copy import deepcopy

from tests.conformance.case import Case, Json
from tests.conformance.deviation import Deviation
from tests.conformance.rules.retelling import Tale, begun
from tests.conformance.rules.story.chain import parts_of, wire
from tests.conformance.rules.story.glance import Moment, config
from tests.conformance.rules.story.seen import Seen
from tests.conformance.rules.story.turn import is_programs

KEYS = ("scenarios",)
Falls = list[tuple[int, str]]


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


def _is_programs(moment: Moment) -> bool:
    turns = [m for m in moment.said if m["info"].get("role") == "user"]
    return bool(turns) and is_programs(turns[-1])


def _mistaken(case: Case) -> Moment | None:
    """Give the prompt that was taken for a person's choice."""
    seen = Seen(case)
    for moment, output in _chats(case):
        internal = _is_programs(moment)
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
    assert seen.state == begun(moment.model or ""), "nothing was taken for a choice"
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
        fallback = moment.model == stands != first["originalModel"] and not _is_programs(moment)
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
    assert _was_moved(seen, moment, before, later), "the recording disagrees with itself"
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


def _was_moved(seen: Seen, moment: Moment, before: Falls, later: Falls) -> bool:
    """Tell whether the plugin brought the primary back, or kept it in mind and wrote over it."""
    kept = {**seen.state_after(before), "pendingFallbackModel": None}
    if config(seen.given, "restore_primary_after_cooldown", False):
        kept = begun(kept["originalModel"])
    return seen.state == seen.state_after(later, kept)


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
)
