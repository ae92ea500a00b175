"""Names of agents, beyond what was recorded."""

import pytest

from omo_watch_core.fallback.agents import (
    config_key,
    from_history,
    in_session_id,
    normalised,
    registered,
    resolve,
)
from omo_watch_core.fallback.history import Said

CUSTOM = ("Reviewer", "oracle-two", "Deep Plan")


@pytest.mark.parametrize("name", ["Reviewer", "reviewer", " REVIEWER\u3000", "\u200bReviewer"])
def test_a_configured_custom_agent_is_found_however_it_is_written(name: str) -> None:
    assert normalised(name, CUSTOM) == "Reviewer"
    assert normalised(name) is None


def test_a_custom_name_wins_over_a_known_name_inside_it() -> None:
    assert normalised("oracle-two", CUSTOM) == "oracle-two"
    assert normalised("deep plan", CUSTOM) == "Deep Plan"
    assert normalised("oracle-two") == "oracle"


def test_a_part_of_a_custom_name_is_not_that_agent() -> None:
    assert normalised("Reviewer two", CUSTOM) is None


def test_the_same_spelling_wins_among_names_that_differ_in_case() -> None:
    names = {"Reviewer", "reviewer"}
    assert normalised("reviewer", names) == "reviewer"
    assert normalised("Reviewer", names) == "Reviewer"
    assert normalised("REVIEWER", names) == "Reviewer"


def test_a_known_agent_keeps_the_spelling_of_its_entry() -> None:
    assert normalised("sisyphus", ("Sisyphus",)) == "Sisyphus"
    assert normalised("Sisyphus (Ultraworker)", ("Sisyphus",)) == "sisyphus"


@pytest.mark.parametrize("name", [None, "", " ", "\u200b"])
def test_an_empty_name_is_no_agent(name: str | None) -> None:
    assert normalised(name, ("", " ")) is None


@pytest.mark.parametrize(
    ("session", "agent"),
    [
        ("plan-oracle", "plan"),
        ("sisyphus-junior", "sisyphus-junior"),
        ("ORACLE", "oracle"),
        ("oracle_1", None),
        ("1oracle", None),
        ("reviewer-1", None),
        ("multimodal-lo\u212aer", None),
        ("\u017fi\u017fyphu\u017f", None),
    ],
)
def test_a_session_id_names_known_agents_alone(session: str, agent: str | None) -> None:
    assert in_session_id(session) == agent


def test_the_event_comes_before_memory_before_the_id() -> None:
    assert resolve("ses-plan", "oracle", "atlas") == "oracle"
    assert resolve("ses-plan", "nobody", "atlas") == "atlas"
    assert resolve("ses-plan", None, "nobody") == "plan"
    assert resolve("ses_1", None, None) is None


def test_custom_agents_count_in_events_and_in_memory_but_not_in_ids() -> None:
    assert resolve("ses-plan", "reviewer", "atlas", CUSTOM) == "Reviewer"
    assert resolve("ses-plan", None, "reviewer", CUSTOM) == "Reviewer"
    assert resolve("reviewer", None, None, CUSTOM) is None


def test_the_newest_message_with_an_agent_decides() -> None:
    said = [
        Said(role="user", agent="oracle"),
        Said(role="user", agent="reviewer"),
        Said(role="assistant"),
        Said(role="assistant", agent="general"),
    ]
    assert from_history(said, CUSTOM) == "Reviewer"
    assert from_history(said) == "oracle"
    assert from_history(said[2:]) is None
    assert from_history(()) is None


LISTED = ("\u200bAtlas - Plan Executor", "atlas", "Reviewer", "REVIEWER")


@pytest.mark.parametrize(
    ("agent", "sent"),
    [
        ("ATLAS", "atlas"),
        ("atlas - plan executor", "\u200bAtlas - Plan Executor"),
        ("Atlas (Plan Executor)", "\u200bAtlas - Plan Executor"),
        ("reviewer", "Reviewer"),
        (" reviewer ", "Reviewer"),
        ("\u200dBuild\u00ad", "Build"),
        ("", ""),
        (None, None),
    ],
)
def test_the_listed_name_is_sent(agent: str | None, sent: str | None) -> None:
    assert registered(agent, LISTED) == sent


@pytest.mark.parametrize("same", ["ATLAS", "\u200batlas"])
def test_the_same_name_comes_before_the_same_key(same: str) -> None:
    assert registered("atlas", ["Atlas - Plan Executor", same]) == same


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Metis - Plan Consultant", "metis"),
        ("metis (plan consultant)", "metis"),
        ("Momus (Plan Critic)", "momus"),
        ("Athena-Junior - Council", "athena-junior"),
        ("12|\u200b'Hephaestus - Deep Agent'", "hephaestus"),
        ("\\Prometheus - Plan Builder/", "prometheus"),
        ("Metis - Council", "metis - council"),
        ("a|Reviewer", "a|reviewer"),
        ("1|2|x", "2|x"),
    ],
)
def test_display_names_lead_to_their_keys(name: str, key: str) -> None:
    assert config_key(name) == key
