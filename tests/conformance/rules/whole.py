"""A recording must agree with itself before a rule edits it: what is changed in it raises."""

from tests.conformance.case import Case, Json
from tests.conformance.rules.retelling import LISTS
from tests.conformance.rules.story import heard
from tests.conformance.rules.story.chain import canonical, parts_of
from tests.conformance.rules.story.glance import Moment, moments

UNCLEAR = "may have been accepted"


def check_calls(told: Json) -> None:
    """Check that the order names the recorded calls, each at its time."""
    for kind, name in LISTS.items():
        times = [call["at_ms"] for call in told[name]]
        lines = [line for line in told["order"] if line.endswith(f":{kind}")]
        assert lines == [f"{at}:{kind}" for at in times], f"{name} and order disagree"
    at = [int(line.partition(":")[0]) for line in told["order"]]
    assert at == sorted(at), "the order goes back in time"


def check_use(case: Case, kept: Json, heard_of: list[Moment]) -> None:
    """Check that a session was last used when something happened."""
    times = {moment.at for moment in heard_of} | {None}
    times |= {call["at_ms"] for name in LISTS.values() for call in case.expect[name]}
    assert kept["lastAccess"] in times, "nothing happened when it was last used"


def check_names(case: Case, state: Json) -> None:
    """Check that a session stands on models that were named."""
    known = {*_named(case)}
    for field in ("originalModel", "currentModel"):
        assert canonical(state[field]) in known, f"nobody named {state[field]}"


def check_outputs(case: Case) -> None:
    """Check that a prompt got its own model, or one that was named."""
    known = {parts_of(name) for name in _named(case)}
    chats = [step["chat_message"] for step in case.input["steps"] if "chat_message" in step]
    for chat, output in zip(chats, case.expect["chat_outputs"], strict=True):
        given = output["output_model"]
        mine = given == chat.get("output_model") or parts_of(canonical(given) or "") in known
        assert mine, f"nobody named {given}"


def check(case: Case) -> None:
    """Check a recording of the published plugin."""
    check_calls(case.expect)
    check_outputs(case)
    for session, kept in case.expect["state"].items():
        _check_kept(case, session, kept)


def _check_kept(case: Case, session: str, kept: Json) -> None:
    own = [moment for moment in moments(case.input) if moment.session == session]
    check_use(case, kept, own)
    aborts = [call for call in case.expect["aborts"] if call["session"] == session]
    assert aborts or not kept["internallyAborted"], "a mark of an abort that nobody made"
    assert kept["awaitingFallbackResult"] or not kept["timeoutArmed"], "a timer for nothing"
    told = [heard.recorded(moment.properties["status"]) for moment in own if moment.is_retry]
    assert kept["statusRetryKey"] in (None, *told), "a key of a retry that nobody announced"
    slow = any(reply != "ok" for reply in (case.input.get("client") or {}).get("promptAsync") or ())
    assert slow or not kept["retryInFlight"], "a prompt is out at the end"
    state = kept["state"]
    if state is None:
        assert not kept["awaitingFallbackResult"], "an answer is awaited from nobody"
        return
    check_names(case, state)
    assert state["pendingFallbackModel"] in (None, state["currentModel"]), "another one is pending"
    unclear = any(UNCLEAR in toast["message"] for toast in case.expect["toasts"])
    assert unclear or not state["pendingFallbackPromptMayHaveBeenAccepted"], "it was clear"
    assert len(state["failedModels"]) <= state["attemptCount"], "more failures than steps"


def _named(case: Case) -> list[str]:
    given = case.input.get("plugin_config") or {}
    entries = [*(given.get("agents") or {}).values(), *(given.get("categories") or {}).values()]
    listed = [entry.get("fallback_models") for entry in entries]
    chains = [[models] if isinstance(models, str) else models or [] for models in listed]
    models = [model for chain in chains for model in chain]
    stated = [_text(model) for model in models] + [entry.get("model") for entry in entries]
    return [name for name in (*stated, *(m.model for m in moments(case.input))) if name]


def _text(model: Json) -> str:
    if isinstance(model, str):
        return model
    return f"{model['model']}({model['variant']})" if model.get("variant") else model["model"]
