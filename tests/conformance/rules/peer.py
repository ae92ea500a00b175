"""What the standalone plugin did, read from its recording, which must agree with itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.conformance.case import Case, Json
from tests.conformance.rules.retelling import LISTS
from tests.conformance.rules.story.chain import parts_of, spoken
from tests.conformance.rules.story.glance import Moment, config, end, moments
from tests.conformance.rules.whole import check_calls, check_names, check_outputs, check_use

PAUSE_MS = 150
"""It waits so long after an abort of its own before it asks the next model."""
RETRY_TITLE = "Retry Detected -- Switching Model"
ANNOUNCED = ("Switching to ", " -> ")


@dataclass(frozen=True)
class Act:
    """One call, at the time of what caused it."""

    at: int
    kind: str
    model: str = ""
    session: str = ""


def acts(told: Json, pause_ms: int = 0) -> list[Act]:
    """Give aborts and prompts in order; a pause after an abort does not count."""
    lists = {kind: list(told[name]) for kind, name in LISTS.items()}
    found: list[Act] = []
    for kind in (line.partition(":")[2] for line in told["order"]):
        call = lists[kind].pop(0)
        if kind == "toast":
            continue
        at, session = call["at_ms"], call["session"]
        stopped = {act.at for act in found if act.kind == "abort" and act.session == session}
        at -= pause_ms if kind == "prompt" and at - pause_ms in stopped else 0
        found.append(Act(at, kind, _bare(call) if kind == "prompt" else "", session))
    return found


def check(case: Case) -> None:
    """Check that a recording agrees with itself; whatever is changed in it raises."""
    check_calls(case.expect)
    check_outputs(case)
    for toast in case.expect["toasts"]:
        _check_toast(case, toast)
    for prompt in case.expect["prompts"]:
        _check_parts(case, prompt)
        _check_cause(case, prompt)
    for session, kept in case.expect["state"].items():
        _check_kept(case, session, kept)


def accepted(case: Case, session: str) -> list[tuple[int, str]]:
    """Give when which model was taken: thrown prompts were not, slow ones later."""
    replies = list((case.input.get("client") or {}).get("promptAsync") or ())
    found: list[tuple[int, str]] = []
    for prompt in case.expect["prompts"]:
        reply = replies.pop(0) if replies else "ok"
        late = reply.get("delay_ms", 0) if isinstance(reply, dict) else 0
        lost = reply == "hang" or prompt["at_ms"] + late > end(case.input)
        thrown = isinstance(reply, dict) and ("throw" in reply or "throw_string" in reply)
        if prompt["session"] == session and not (thrown or lost):
            found.append((prompt["at_ms"] + late, _name(prompt)))
    return found


def _check_toast(case: Case, toast: Json) -> None:
    """A toast that announces a model names one that was asked at once, or could not be."""
    text = toast["message"]
    word = next((word for word in ANNOUNCED if word in text), None)
    if word is None or "(no fallback" in text:
        assert toast["title"] not in ("Model Fallback", RETRY_TITLE), f"{text} announces nobody"
        return
    named = text.rpartition(word)[2].partition(" (attempt")[0].partition(" for next")[0]
    asked = [p for p in case.expect["prompts"] if p["at_ms"] - toast["at_ms"] in (0, PAUSE_MS)]
    assert not asked or named in [spoken(_name(p)) for p in asked], f"nobody asked {named}"


def _check_cause(case: Case, prompt: Json) -> None:
    """A prompt comes at once, or after a pause behind an abort; what failed is announced."""
    at, heard = prompt["at_ms"], moments(case.input)
    stopped = [abort["at_ms"] for abort in case.expect["aborts"] if abort["at_ms"] == at - PAUSE_MS]
    assert stopped or any(moment.at == at for moment in heard), "a prompt out of the blue"
    since = stopped[0] if stopped else at
    failed = any(m.at == since and (m.error or m.is_retry) for m in heard)
    told = [toast for toast in case.expect["toasts"] if toast["at_ms"] == since]
    quiet = not config(case.input, "notify_on_fallback", True)
    assert quiet or not failed or told, "a failure that nobody was told of"


def _check_parts(case: Case, prompt: Json) -> None:
    """A prompt repeats parts of the history."""
    said = [str(case.input["messages"].get(prompt["session"]))]
    said += [str(step["set_messages"]) for step in case.input["steps"] if "set_messages" in step]
    known = [str(entry) for entry in case.input.get("bootstraps") or ()]
    for part in prompt["parts"]:
        text = part.get("text") or part.get("url") or ""
        held = str([text])[1:-1].strip("'\"")
        assert any(held in written for written in said + known), f"{text} was never said"


def _check_kept(case: Case, session: str, kept: Json) -> None:
    assert not kept["statusRetryKey"], "it keeps no key of a retry"
    assert not kept["internallyAborted"], "it keeps no mark of an abort"
    check_use(case, kept, moments(case.input))
    taken = accepted(case, session)
    _check_flags(case, session, kept, taken)
    if kept["state"] is None:
        late = [m for m in _own(case, session) if m.kind in ("session.deleted", "session.stop")]
        assert not taken or late, "a model was asked, and nothing is known of it"
        assert not kept["awaitingFallbackResult"], "an answer is awaited from nobody"
        return
    check_names(case, kept["state"])
    _check_state(kept["state"], taken, is_open=kept["retryInFlight"])
    longest = max((len(chain) for chain in _chains(case)), default=0)
    assert kept["state"]["fallbackIndex"] < max(longest, 1), "a place behind the chain"
    if not any(_moves(moment) for moment in _own(case, session)):
        _check_steps(kept["state"], taken)
        _check_place(case, kept["state"])


def _check_flags(case: Case, session: str, kept: Json, taken: list[tuple[int, str]]) -> None:
    """An answer is awaited from the last prompt on, until something ends that or its time is up."""
    replies = (case.input.get("client") or {}).get("promptAsync") or ()
    out = any(_is_slow(reply) for reply in replies)
    assert out or not kept["retryInFlight"], "a prompt is out at the end"
    since = max((at for at, _ in taken), default=-1)
    late = [moment for moment in _own(case, session) if moment.at >= since]
    waits, armed = kept["awaitingFallbackResult"], kept["timeoutArmed"]
    limit, last = config(case.input, "timeout_seconds", 30) * 1_000, end(case.input)
    assert taken or out or not waits, "an answer is awaited from nobody"
    assert waits or not taken or any(_ends(m, since) for m in late), "nothing ended the waiting"
    begun = any(m.is_answer and m.at + limit > last for m in late)
    assert not armed or (limit and (waits or begun)), "a timer for nothing"
    stopped = any(abort["at_ms"] > since for abort in case.expect["aborts"])
    assert armed or not waits or stopped or not limit or out, "no timer, and nothing was stopped"


def _is_slow(reply: Json) -> bool:
    return reply == "hang" or (isinstance(reply, dict) and "delay_ms" in reply)


def _ends(moment: Moment, since: int) -> bool:
    ends = ("session.idle", "session.stop", "session.deleted", "session.compacted", "chat")
    if moment.error or moment.is_retry:
        return moment.at > since
    return moment.is_answer or moment.kind.startswith("message.part") or moment.kind in ends


def _moves(moment: Moment) -> bool:
    """A person's choice and a deletion move a session, and a compaction has its own request."""
    chosen = moment.kind == "chat" and moment.model is not None
    agents = (moment.properties.get("agent"), moment.info.get("agent"))
    return chosen or moment.kind == "session.deleted" or "compaction" in agents


def _check_state(state: Json, taken: list[tuple[int, str]], *, is_open: bool) -> None:
    pending = state["pendingFallbackModel"]
    assert pending is None or is_open, "what is accepted is not pending any more"
    assert state["pendingFallbackPromptMayHaveBeenAccepted"] is False, "it knows no unclear prompt"
    assert 0 <= state["attemptCount"] <= len(taken), "more steps than prompts"
    times = {at for at, _ in taken}
    assert set(state["failedModels"].values()) <= times, "a model failed when nothing was asked"


def _check_steps(state: Json, taken: list[tuple[int, str]]) -> None:
    """Each accepted prompt is one step, unless the session came back to its first model."""
    attempts, current, first = (state[n] for n in ("attemptCount", "currentModel", "originalModel"))
    if not attempts:
        assert state["fallbackIndex"] == -1, "a place on the chain without a step"
        assert current == first, "another model without a step"
        assert len(state["failedModels"]) == len({model for _, model in taken}), "steps are missing"
        return
    assert attempts == len(taken), "fewer steps than prompts"
    assert current == taken[-1][1], "another model than the one that was asked"
    lefts = [_written(first), *(model for _, model in taken[:-1])]
    failed = {left: at for left, (at, _) in zip(lefts, taken, strict=True)}
    assert state["failedModels"] == failed, "other models failed than were left"


def _check_place(case: Case, state: Json) -> None:
    """The place counts from the primary, which it puts in front of the chain."""
    current = state["currentModel"]
    places = [chain.index(current) for chain in _chains(case) if current in chain]
    stands = not state["attemptCount"] or not places
    assert stands or state["fallbackIndex"] in places, "another place than the model's"


def _chains(case: Case) -> list[list[Json]]:
    agents = (case.input.get("plugin_config") or {}).get("agents") or {}
    return [_listed(entry) for entry in agents.values() if isinstance(entry, dict)]


def _listed(entry: Json) -> list[Json]:
    models = entry.get("fallback_models") or []
    chain = [models] if isinstance(models, str) else [m for m in models if isinstance(m, str)]
    first = entry.get("model")
    return chain if first is None or first in chain else [first, *chain]


def _own(case: Case, session: str) -> Iterator[Moment]:
    return (moment for moment in moments(case.input) if moment.session == session)


def _bare(prompt: Json) -> str:
    """Name the model that was asked, without the variant that a recording may have in its id."""
    found = parts_of(_name(prompt))
    return f"{found[0]}/{found[1]}" if found else _name(prompt)


def _name(prompt: Json) -> str:
    return f"{prompt['model']['providerID']}/{prompt['model']['modelID']}"


def _written(model: Json) -> str:
    return model if isinstance(model, str) else "[object Object]"
