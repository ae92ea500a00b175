"""What a newcomer sees: every state of the screen, found by the real fold of the story."""

import pytest

from omo_watch_core.contract import all_rows
from omo_watch_core.edge.demo.rehearsal import Rehearsal, demo_state
from omo_watch_core.edge.demo.story import STORY
from omo_watch_core.select.condition import RANK
from omo_watch_core.select.inbox import inbox
from omo_watch_core.select.row import Row
from omo_watch_core.select.totals import totals
from omo_watch_core.state import State

SOON = 3_000
MINUTES = 300_000


@pytest.fixture(scope="module")
def soon() -> State:
    return demo_state(SOON)


def _row(state: State, title: str) -> Row:
    (row,) = [row for row in all_rows(state) if row.session.info.title.startswith(title)]
    return row


def _rungs(row: Row) -> list[str]:
    return [rung.kind for rung in row.ladder]


def _cause(row: Row) -> str:
    return row.verdict.cause if row.verdict else ""


def test_every_state_shows_soon(soon: State) -> None:
    assert set(totals(soon)) == set(RANK)


def test_every_state_still_shows_after_minutes() -> None:
    assert set(totals(demo_state(MINUTES))) == set(RANK)


def test_every_event_is_understood(soon: State) -> None:
    for server in soon.servers.values():
        counts = server.counts
        assert counts.events
        assert (counts.unrecognised, counts.malformed, counts.dropped, counts.ghosts) == (
            0,
            0,
            0,
            0,
        )


def test_who_is_in_charge(soon: State) -> None:
    plugins = {server.name: server.plugin for server in soon.servers.values()}
    assert plugins == {"laptop": True, "ci-box": False, "gpu-2": True}
    assert {server.version for server in soon.servers.values()} == {"1.18.33"}


def test_asks_wait_on_two_levels(soon: State) -> None:
    deploy, rename = _row(soon, "Deploy script"), _row(soon, "Rename invoice fields")
    assert (deploy.state, deploy.key.depth, deploy.ask and deploy.ask.kind) == (
        "asking",
        0,
        "permission",
    )
    assert (rename.state, rename.key.depth, rename.ask and rename.ask.kind) == (
        "asking",
        1,
        "question",
    )


def test_a_waiting_session_has_two_failed_rungs(soon: State) -> None:
    row = _row(soon, "Refactor billing")
    assert _rungs(row) == ["failed", "failed", "next", "untried", "unreachable"]
    assert [rung.reason for rung in row.ladder[:2]] == ["rate-limit", "overloaded"]
    assert row.due_ms is not None
    assert 440_000 < row.due_ms - soon.now_ms < 462_000
    assert row.stated_ms is not None
    assert abs(row.stated_ms - row.due_ms) < 10_000
    assert round(100 * row.session.context_used / row.context_limit) == 77
    assert len(soon.servers["laptop"].todos) == 0


def test_the_plan_is_read_when_somebody_looks() -> None:
    rehearsal = Rehearsal()
    row = _row(rehearsal.run_to(SOON), "Refactor billing")
    rehearsal.look(*row.key.key)
    todos = rehearsal.state.servers["laptop"].todos[row.key.session]
    assert [todo.status for todo in todos].count("completed") == 2
    transcript = rehearsal.state.servers["laptop"].transcripts[row.key.session]
    assert len(transcript.entries) > 6


def test_stuck_has_two_causes(soon: State) -> None:
    silent, looping = _row(soon, "Load test"), _row(soon, "Write docs")
    assert (silent.state, _cause(silent)) == ("stuck", "provider-silent")
    assert (looping.state, _cause(looping)) == ("stuck", "looping")


def test_failures_say_why(soon: State) -> None:
    manual, changelog = _row(soon, "Translate the manual"), _row(soon, "Draft the changelog")
    assert {manual.state, changelog.state} == {"failed"}
    assert manual.verdict is not None
    assert manual.verdict.evidence.startswith("402 ")
    assert changelog.verdict is not None
    assert changelog.verdict.evidence == "the last turn is empty"


def test_a_moved_run_goes_on_one_rung_lower(soon: State) -> None:
    row = _row(soon, "Fix flaky CI")
    assert _rungs(row) == ["failed", "current", "next"]
    assert (row.state, _cause(row)) == ("busy", "tool-running")


def test_a_parked_session_names_its_operator(soon: State) -> None:
    row = _row(soon, "Backfill the audit log")
    assert (row.state, row.session.info.parked_by) == ("parked", "anna")
    assert row.due_ms is not None
    assert row.due_ms > soon.now_ms


def test_a_family_has_three_levels(soon: State) -> None:
    rows = [row for row in all_rows(soon) if row.session.info.directory == "/srv/dev/scheduler"]
    assert sorted(row.key.depth for row in rows) == [0, 1, 1, 1, 2]


def test_a_wait_ends_in_an_answer() -> None:
    rehearsal = Rehearsal()
    assert _row(rehearsal.run_to(SOON), "Nightly review").state == "retry"
    assert _row(rehearsal.run_to(60_000), "Nightly review").state == "done"


def test_a_lost_server_stays_lost(soon: State) -> None:
    assert soon.servers["gpu-2"].link.phase == "waiting"
    assert {row.state for row in all_rows(soon) if row.key.server == "gpu-2"} == {"unknown"}
    later = demo_state(60_000)
    assert {row.state for row in all_rows(later) if row.key.server == "gpu-2"} == {"unknown"}


def test_old_ones_are_idle_and_older_than_a_day(soon: State) -> None:
    day = 24 * 60 * 60_000
    old = [row for row in all_rows(soon) if soon.now_ms - row.session.info.updated_ms > day]
    assert len(old) >= 4
    assert {row.state for row in old} == {"idle"}


def test_toasts_claim_a_fallback(soon: State) -> None:
    assert [toast.title for toast in soon.toasts] == ["Model Fallback"]
    assert len(demo_state(90_000).toasts) == 3


def test_titles_and_words_differ() -> None:
    titles = [role.title for script in STORY for role in script.cast]
    assert (len(titles), len(set(titles))) == (40, 39)  # one task was tried twice


def test_what_needs_a_person(soon: State) -> None:
    entries = inbox(soon)
    kinds = [entry.kind for entry in entries]
    assert {"question", "permission", "stuck", "no answer"} <= set(kinds)
    assert "mismatch" not in kinds, "its plugin and its operators do what they say"
    people = [kind in ("question", "permission") for kind in kinds]
    assert people == sorted(people, reverse=True)
