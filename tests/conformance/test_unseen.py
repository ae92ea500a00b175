"""Rules of the published scenarios that the project's own recordings do not meet.

The recordings here are written by hand from the behaviour sheet, as the published plugin acts.
"""

from tests.conformance.adapters.scenarios import scenario
from tests.conformance.case import Case, Json
from tests.conformance.deviation import expected
from tests.conformance.rules.retelling import Tale, begun
from tests.conformance.rules.scenarios import RULES
from tests.conformance.rules.story.telling import told
from tests.conformance.rules.story.turn import MARK

S, ONE, TWO, THREE = "ses_1", "a/one", "b/two", "c/three"
TURN: Json = {"info": {"role": "user", "id": "m1"}, "parts": [{"type": "text", "text": "go"}]}
LIMITED: Json = {"statusCode": 429, "message": "Rate limit exceeded"}
ABORTED: Json = {"name": "MessageAbortedError", "data": {"message": "aborted"}}
AGENT: Json = {"model": ONE, "fallback_models": [TWO, THREE]}


def event(kind: str, **properties: Json) -> Json:
    return {"event": {"type": kind, "properties": {"sessionID": S, **properties}}}


def created(model: str = ONE) -> Json:
    return event("session.created", info={"id": S, "model": model})


def failed(error: Json, **more: Json) -> Json:
    return event("session.error", error=error, **more)


def answer(**info: Json) -> Json:
    return event("message.updated", info={"role": "assistant", "sessionID": S, **info})


def retry(text: str, attempt: int = 1) -> Json:
    return event("session.status", status={"type": "retry", "attempt": attempt, "message": text})


def wait(ms: int) -> Json:
    return {"advance_ms": ms}


def history(*messages: Json) -> Json:
    return {"set_messages": {S: [TURN, *messages]}}


def said(*parts: Json, **info: Json) -> Json:
    return {"info": {"role": "assistant", **info}, "parts": list(parts)}


def given(*steps: Json, **more: Json) -> Json:
    return {
        "config": {"enabled": True, "retry_on_errors": [429, 500, 502, 503, 504]},
        "plugin_config": {"agents": {"sisyphus": AGENT}},
        "messages": {S: [TURN]},
        "session_agents": {S: "sisyphus"},
        "steps": list(steps),
        **more,
    }


def recorded(of: Json, model: str = ONE, at: int = 0) -> Tale:
    """Begin what the published plugin would have left behind."""
    tale = Tale.blank(of)
    tale.begin(S, at, model)
    return tale


def check(tale: Tale, *asked: str) -> Json:
    """Let the rules edit a recording; the sheet and the engine must say the same."""
    case = Case("scenarios.json", "unseen", None, tale.given, tale.told)
    ours = expected(case, RULES)
    assert ours != case.expect, "no rule parted"
    assert ours == told(tale.given)
    assert ours == scenario(tale.given)
    models = [f"{p['model']['providerID']}/{p['model']['modelID']}" for p in ours["prompts"]]
    assert models == list(asked)
    return ours["state"][S]


def test_with_a_timeout_of_0_an_announced_retry_does_nothing() -> None:
    config = {"enabled": True, "timeout_seconds": 0}
    tale = recorded(given(created(), retry("Rate limit [retrying in 5s]"), config=config))
    tale.fall(S, 0, TWO, 0, agent="sisyphus", abort=True)
    tale.change(S, timeoutArmed=False, statusRetryKey="1:rate limit [retrying]")
    kept = check(tale)
    assert kept["state"] == begun(ONE)


def test_a_fallback_that_ends_in_silence_has_failed() -> None:
    steps = (created(), failed(LIMITED), wait(3_000), event("session.idle"), wait(1_000))
    tale = recorded(given(*steps))
    tale.fall(S, 0, TWO, 0, agent="sisyphus")
    kept = check(tale, TWO, THREE)
    assert kept["state"]["failedModels"] == {ONE: 0, TWO: 3_000}


def test_silence_inside_the_hold_waits_for_the_gate() -> None:
    tale = recorded(given(created(), failed(LIMITED), event("session.idle"), wait(5_000)))
    tale.fall(S, 0, TWO, 0, agent="sisyphus")
    check(tale, TWO, THREE)


def test_silence_at_the_end_leaves_a_step_on_its_way() -> None:
    tale = recorded(given(created(), failed(LIMITED), event("session.idle")))
    tale.fall(S, 0, TWO, 0, agent="sisyphus")
    assert check(tale, TWO)["retryInFlight"] is True


def worked(*parts: Json, **info: Json) -> Tale:
    """Record a fallback that shows only this, and is taken for overdue."""
    shown = (history(said(*parts, **info)), answer(model=TWO))
    tale = recorded(given(created(), failed(LIMITED), *shown, wait(31_000)))
    tale.fall(S, 0, TWO, 0, agent="sisyphus")
    tale.abort(30_000, S)
    tale.prompt(30_000, S, THREE, agent="sisyphus")
    tale.step(S, 30_000, THREE, 1)
    tale.change(S, internallyAborted=True)
    return tale


def test_a_tool_is_an_answer() -> None:
    tool = {"type": "tool", "state": {"status": "completed"}}
    kept = check(worked(tool, finish="tool-calls"), TWO)
    assert kept["awaitingFallbackResult"] is False


def test_reasoning_is_an_answer() -> None:
    check(worked({"type": "reasoning", "text": "hm"}), TWO)


def test_counted_tokens_are_an_answer() -> None:
    check(worked(tokens={"output": 7}), TWO)


def test_an_answer_that_talks_of_limits_is_one() -> None:
    check(worked({"type": "text", "text": "The docs describe rate limits."}), TWO)


def test_a_model_that_sends_pieces_is_not_overdue() -> None:
    delta = event("message.part.delta", field="text", delta="h")
    tale = recorded(given(created(), failed(LIMITED), wait(5_000), delta, wait(31_000)))
    tale.fall(S, 0, TWO, 0, agent="sisyphus")
    tale.abort(30_000, S)
    tale.prompt(30_000, S, THREE, agent="sisyphus")
    tale.step(S, 30_000, THREE, 1)
    tale.change(S, internallyAborted=True)
    kept = check(tale, TWO)
    assert kept["awaitingFallbackResult"] is True
    assert kept["timeoutArmed"] is False


def test_a_stop_before_the_last_turn_forgets_nothing() -> None:
    turn = event("message.updated", info={"role": "user", "sessionID": S})
    done = said({"type": "text", "text": "ok"}, finish="stop", time={"completed": 1})
    chat = {"chat_message": {"sessionID": S}}
    rest = (history(done), answer(model=TWO), event("session.idle"), chat)
    tale = recorded(given(created(), event("session.stop"), turn, failed(LIMITED), *rest))
    tale.fall(S, 0, TWO, 0, agent="sisyphus")
    tale.begin(S, 0, ONE)
    tale.told["chat_outputs"] = [{"sessionID": S, "output_model": None}]
    kept = check(tale, TWO)
    assert kept["state"]["currentModel"] == TWO


def test_an_abort_on_an_answer_is_a_persons_where_none_was_ours() -> None:
    steps = (created(), failed(LIMITED), wait(5_000), answer(model=TWO, error=ABORTED))
    tale = recorded(given(*steps))
    tale.fall(S, 0, TWO, 0, agent="sisyphus")
    tale.change(S, awaitingFallbackResult=False, timeoutArmed=False)
    assert check(tale, TWO)["state"] == begun(ONE)


def test_an_error_of_a_provider_that_only_the_union_knows_advances() -> None:
    tale = recorded(given(created(), failed({"message": "cooldown, 5 minutes"})))
    check(tale, TWO)


def test_a_connection_that_breaks_in_an_answer_advances() -> None:
    broken = {"name": "UnknownError", "data": {"message": "socket hang up"}}
    half = said({"type": "text", "text": "half an ans"}, error=broken)
    tale = recorded(given(created(), history(half), answer(model=ONE, error=broken)))
    check(tale, TWO)


def test_a_connection_that_breaks_before_an_answer_changes_nothing() -> None:
    broken = {"name": "UnknownError", "data": {"message": "socket hang up"}}
    tale = recorded(given(created(), answer(model=ONE, error=broken)))
    case = Case("scenarios.json", "unseen", None, tale.given, tale.told)
    assert expected(case, RULES) == tale.told == scenario(tale.given)


def test_an_agent_of_ones_own_has_a_chain() -> None:
    agents = {"agents": {"Painter": AGENT}}
    of = given(created(), failed(LIMITED), plugin_config=agents, session_agents={S: "painter"})
    check(recorded(of), TWO)


def test_asking_for_the_fallback_on_which_a_session_began_adopts_it() -> None:
    chat = {"chat_message": {"sessionID": S, "model": {"providerID": "b", "modelID": "two"}}}
    tale = recorded(given(created(TWO), chat), TWO)
    tale.change(S, originalModel=ONE, fallbackIndex=0)
    model = {"providerID": "b", "modelID": "two"}
    tale.told["chat_outputs"] = [{"sessionID": S, "output_model": model}]
    assert check(tale)["state"]["originalModel"] == TWO


def test_a_mismatch_while_a_fallback_is_awaited_is_no_choice() -> None:
    chat = {"chat_message": {"sessionID": S, "model": {"providerID": "a", "modelID": "one"}}}
    tale = recorded(given(created(), failed(LIMITED), wait(1_000), chat))
    tale.fall(S, 0, TWO, 0, agent="sisyphus")
    tale.change(S, state=begun(ONE), lastAccess=1_000)
    tale.told["chat_outputs"] = [{"sessionID": S, "output_model": None}]
    assert check(tale, TWO)["state"]["pendingFallbackModel"] == TWO


def test_the_last_turn_of_a_person_is_repeated() -> None:
    text = f"go on\n{MARK}"
    programs = {"info": {"role": "user", "id": "m2"}, "parts": [{"type": "text", "text": text}]}
    done = said({"type": "text", "text": "ok"}, finish="stop", time={"completed": 1})
    tale = recorded(given(history(done, programs), created(), failed(LIMITED)))
    tale.fall(S, 0, TWO, 0, agent="sisyphus")
    tale.told["prompts"][0] |= {"messageID": "m2", "parts": [{"type": "text", "text": text}]}
    check(tale, TWO)
