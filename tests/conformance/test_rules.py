"""The rules of the scenarios: few, each with a reason, and no cover for a wrong recording."""

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace

import pytest

from tests.conformance.case import Case, Json, cases
from tests.conformance.deviation import expected
from tests.conformance.deviations import DEVIATIONS
from tests.conformance.rules import scenarios, sequences, standalone
from tests.conformance.rules.parting import UNNAMED
from tests.conformance.rules.story.telling import told

MOST = 0.2
PARTED = {
    "1.1": 1,
    "1.1; 11 restore": 3,
    "1.2": 1,
    "10": 1,
    "11": 1,
    "11 mismatch": 2,
    "11 restored": 1,
    "12": 2,
    "12 watchdog": 4,
    "15 (1777)": 1,
    "2": 4,
    "2; 7 body": 87,
    "3; 5; 7; 12": 149,
    "4.1; 4.2; 4.3": 4,
    "4.4; 4.5": 1,
    "5": 1,
    "5; 15 (6579)": 1,
    "6": 8,
    "6 primary": 1,
    "7 abort": 16,
    "7 answer timer": 9,
    "7 toast": 131,
    "7.3; 7.4": 4,
    "7.8": 1,
    "8": 7,
    "9 cancelled": 2,
    "9 created": 38,
    "9 idle; 8": 1,
    "9 in flight": 2,
    "9 pending": 9,
    "9 self abort": 4,
    "9 session id": 1,
    "9 signal": 2,
}
"""How many of the standalone plugin's scenarios part by which rule; one may part by several."""
STATE = {
    "originalModel": "nobody/named-it",
    "currentModel": "nobody/named-it",
    "fallbackIndex": 9,
    "attemptCount": 9,
    "failedModels": {"nobody/named-it": 1},
    "pendingFallbackModel": "nobody/named-it",
    "pendingFallbackPromptMayHaveBeenAccepted": True,
}


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> list[Case]:
    """Give the project's own cases, wherever the suite reads from."""
    monkeypatch.delenv("OMO_VECTORS_DIR", raising=False)
    return list(cases())


def of(own: list[Case], key: str) -> list[Case]:
    return [case for case in own if case.key == key]


def covering(case: Case) -> list[str]:
    return [rule.reason for rule in DEVIATIONS if rule.covers(case)]


def test_a_fifth_of_the_scenarios_at_most_goes_through_rules(own: list[Case]) -> None:
    every = of(own, "scenarios")
    ruled = [case.name for case in every if covering(case)]
    assert 0 < len(ruled) <= MOST * len(every), ruled


def test_every_scenario_is_equal_or_met_by_a_rule_that_names_its_reason(own: list[Case]) -> None:
    parted = [case for case in of(own, "scenarios_standalone") if case.expect != told(case.input)]
    found = {case.name: {reason.rec for reason in standalone.reasons(case)} for case in parted}
    assert not [name for name, recs in found.items() if not recs or UNNAMED in recs]
    assert Counter(rec for recs in found.values() for rec in recs) == PARTED


def test_an_equal_scenario_is_met_by_no_rule(own: list[Case]) -> None:
    equal = [case for case in of(own, "scenarios_standalone") if case.expect == told(case.input)]
    assert equal
    assert not [case.name for case in equal if covering(case)]


def test_every_rule_of_the_published_scenarios_is_used_or_told_of_elsewhere(
    own: list[Case],
) -> None:
    met = {reason for case in of(own, "scenarios") for reason in covering(case)}
    idle = {rule.reason for rule in scenarios.RULES} - met
    assert len(met) >= 14
    assert len(idle) <= 9, idle


def test_what_is_told_by_hand_is_what_was_recorded_where_no_rule_parts(own: list[Case]) -> None:
    wrong = [c.name for c in of(own, "scenarios") if told(c.input) != expected(c, DEVIATIONS)]
    assert not wrong


def test_the_sequences_are_replayed_as_the_peer_counted(own: list[Case]) -> None:
    for case in of(own, "standalone"):
        peers = sequences.Replay(case.input, by_text=True, at_commit=True)
        assert peers.told() == case.expect


def test_a_sequence_that_the_peer_did_not_count_fails(own: list[Case]) -> None:
    parted = [case for case in of(own, "standalone") if covering(case)]
    assert parted
    for case in parted:
        wrong = deepcopy(case.expect)
        wrong[0]["state"]["attemptCount"] = 9
        with pytest.raises(AssertionError):
            expected(replace(case, expect=wrong), DEVIATIONS)


def changed_models(told_of: Json) -> Iterator[Json]:
    for place in range(len(told_of["prompts"])):
        wrong = deepcopy(told_of)
        wrong["prompts"][place]["model"]["modelID"] = "another"
        yield wrong


def lost_prompts(told_of: Json) -> Iterator[Json]:
    for place in range(len(told_of["prompts"])):
        wrong = deepcopy(told_of)
        wrong["prompts"].pop(place)
        yield wrong


def moved_prompts(told_of: Json) -> Iterator[Json]:
    for place in range(len(told_of["prompts"])):
        wrong = deepcopy(told_of)
        wrong["prompts"][place]["at_ms"] += 7
        yield wrong


def changed_states(told_of: Json) -> Iterator[Json]:
    for session, kept in told_of["state"].items():
        for name, value in STATE.items():
            if kept["state"] is not None:
                wrong = deepcopy(told_of)
                wrong["state"][session]["state"][name] = value
                yield wrong


def changed_uses(told_of: Json) -> Iterator[Json]:
    """Change when a session was last used, and what retry it heard last."""
    for session, kept in told_of["state"].items():
        for name, value in (
            ("lastAccess", (kept["lastAccess"] or 0) + 3),
            ("statusRetryKey", "7:nobody announced it"),
        ):
            wrong = deepcopy(told_of)
            wrong["state"][session][name] = value
            yield wrong


def changed_outputs(told_of: Json) -> Iterator[Json]:
    for place in range(len(told_of["chat_outputs"])):
        wrong = deepcopy(told_of)
        wrong["chat_outputs"][place]["output_model"] = {"providerID": "x", "modelID": "y"}
        yield wrong


def reversed_orders(told_of: Json) -> Iterator[Json]:
    if len({line.partition(":")[0] for line in told_of["order"]}) > 1:
        yield {**told_of, "order": told_of["order"][::-1]}


def is_taken(case: Case, wrong: Json) -> bool:
    """Tell whether a changed recording still leads to what must come out."""
    try:
        return expected(replace(case, expect=wrong), DEVIATIONS) == told(case.input)
    except AssertionError:
        return False


@pytest.mark.parametrize("change", [changed_models, lost_prompts, moved_prompts])
@pytest.mark.parametrize("key", ["scenarios", "scenarios_standalone"])
def test_a_recording_with_a_wrong_prompt_fails(own: list[Case], key: str, change: Json) -> None:
    tried = [(case, wrong) for case in _ruled(own, key) for wrong in change(case.expect)]
    assert len(tried) > 20
    assert not [case.name for case, wrong in tried if is_taken(case, wrong)]


@pytest.mark.parametrize("change", [changed_uses, changed_outputs, reversed_orders])
@pytest.mark.parametrize("key", ["scenarios", "scenarios_standalone"])
def test_a_recording_with_a_wrong_detail_fails(own: list[Case], key: str, change: Json) -> None:
    parted = [case for case in of(own, key) if case.expect != told(case.input)]
    tried = [(case, wrong) for case in parted for wrong in change(case.expect)]
    assert tried
    assert not [case.name for case, wrong in tried if is_taken(case, wrong)]


@pytest.mark.parametrize("key", ["scenarios", "scenarios_standalone"])
def test_a_recording_with_a_wrong_state_fails(own: list[Case], key: str) -> None:
    tried = [(case, wrong) for case in _ruled(own, key) for wrong in changed_states(case.expect)]
    assert len(tried) > 100
    assert not [case.name for case, wrong in tried if is_taken(case, wrong)]


def _ruled(own: list[Case], key: str) -> list[Case]:
    """Give a sample of the cases that go through rules."""
    ruled = [case for case in of(own, key) if case.expect != told(case.input)]
    return ruled if key == "scenarios" else ruled[::3]
