"""Models held, cleared and probed on the demo's servers, told by what its servers really do."""

import msgspec
import pytest
from msgspec.structs import replace
from tests.tui.boards import GPT, PRO, pass_time, probe, wish

from omo_watch_core.actions.models.nouns import ProbeAction
from omo_watch_core.actions.models.probe import TITLE, WORDS
from omo_watch_core.charge.duty import Duty
from omo_watch_core.charge.setups import setup_of
from omo_watch_core.clock import MINUTE, when
from omo_watch_core.commands import ProbeModel, Wants
from omo_watch_core.decide import decide
from omo_watch_core.edge.demo.rehearsal import Rehearsal
from omo_watch_core.events import Event, JournalRead, MessageSeen, SessionSeen, StatusHeard
from omo_watch_core.fallback.models import parse
from omo_watch_core.journal.kept import Hold
from omo_watch_core.limited import Limit
from omo_watch_core.model import Message, ModelRef, SessionInfo
from omo_watch_core.select.arrange import arrange
from omo_watch_core.select.board.arrange import arrange_models
from omo_watch_core.select.board.nouns import BoardView, ModelRow
from omo_watch_core.select.ladder import ladder
from omo_watch_core.select.log import LogView, log
from omo_watch_core.select.totals import totals
from omo_watch_core.select.view import View
from omo_watch_core.step import step

BEGUN = 62_000


@pytest.fixture
def told() -> Rehearsal:
    story = Rehearsal(duty=Duty())
    story.run_to(BEGUN)
    return story


def row(told: Rehearsal, name: str) -> ModelRow:
    board = arrange_models(told.state, BoardView(shows="all"))
    return board.rows[(name.partition("/")[0], name)]


def meets_a_limit(hit: Limit, at: int, model: str) -> list[Event]:
    """Let the session of a limit meet one more, with another model."""
    message = Message(
        id="msg_zzzz", session=hit.session, role="assistant", created_ms=at, model=parse(model)
    )
    waits = StatusHeard(
        server=hit.server, at_ms=at, session=hit.session, directory="", status="retry",
        attempt=1, message="Rate limit reached", next_ms=float(at + 60_000),
    )  # fmt: skip
    return [MessageSeen(server=hit.server, at_ms=at, message=message), waits]


def test_a_probe_is_proved_by_an_answer_and_leaves_nothing(told: Rehearsal) -> None:
    before = set(told.state.servers["laptop"].sessions)
    action = probe(told, PRO)
    assert (action.result, action.hint) == ("proved", "")
    assert action.evidence == f"{PRO} answers on laptop"
    assert set(told.state.servers["laptop"].sessions) == before


def test_a_probe_that_meets_a_limit_puts_it_on_the_board(told: Rehearsal) -> None:
    before = set(told.state.servers["laptop"].sessions)
    action = probe(told, GPT)
    assert isinstance(action, ProbeAction)
    assert action.result == "limited"
    assert action.until_ms is not None
    assert action.until_ms - told.state.now_ms == pytest.approx(462_000, abs=5_000)
    back = when(action.until_ms, told.state.now_ms)
    assert action.evidence == f"{GPT} on laptop: overloaded, back {back}"
    assert set(told.state.servers["laptop"].sessions) == before
    newest = row(told, GPT).hits[0]
    assert newest.title == "a probe"
    assert newest.until_ms == pytest.approx(action.until_ms, abs=1_000)


def test_a_proved_probe_clears_the_cooldown_of_its_server(told: Rehearsal) -> None:
    sonnet = "anthropic/claude-sonnet-4-6"
    assert [hit.server for hit in row(told, sonnet).hits] == ["ci-box"]
    # the laptop's limits are another account's: its answer says nothing of ci-box
    probe(told, sonnet, "laptop")
    assert row(told, sonnet).standing == "cooling"
    glm = "zai/glm-4.7"
    assert row(told, glm).standing == "due"
    (hit,) = row(told, glm).hits
    assert probe(told, glm, "ci-box").result == "proved"
    assert row(told, glm).standing == "free"
    # what its session meets with another model brings the old limit not back
    told.state, _, _ = step(told.state, meets_a_limit(hit, told.state.now_ms, sonnet))
    assert {one.session for one in row(told, sonnet).hits} >= {hit.session}
    assert row(told, glm).standing == "free"


def test_what_a_probe_sends_has_no_tools_and_names_itself(told: Rehearsal) -> None:
    target = ModelRef(provider="google", model="gemini-3-pro")
    command = ProbeModel(nonce="n" * 14, server="laptop", session="", target=target)
    state, effects = decide(told.state, command)
    action = state.actions[f"act_{'n' * 14}"]
    assert isinstance(action, ProbeAction)
    assert [type(effect).__name__ for effect in effects] == ["CreateSession"]
    made = msgspec.json.decode(action.creation)
    assert made["title"] == f"{TITLE}{PRO}"
    assert made["metadata"]["omo-watch"]["probe"]["model"] == PRO
    body = msgspec.json.decode(action.body)
    assert body["tools"] == {"*": False}
    assert [part["text"] for part in body["parts"]] == [WORDS]
    assert body["model"] == {"providerID": "google", "modelID": "gemini-3-pro"}


def test_the_session_of_a_probe_is_in_no_list(told: Rehearsal) -> None:
    counted = sum(totals(told.state).values())
    target = ModelRef(provider="google", model="gemini-3-pro")
    told.submit(ProbeModel(nonce="m" * 14, server="laptop", session="", target=target))
    probes = [s for s in told.state.servers["laptop"].sessions.values() if s.info.probe]
    assert len(probes) == 1
    rows = arrange(told.state, View(unfolded=True)).rows
    assert probes[0].id not in {key.session for key in rows}
    assert sum(totals(told.state).values()) == counted


def test_what_a_probe_left_behind_is_a_session_like_others(told: Rehearsal) -> None:
    left = SessionInfo(
        id="ses_left", title=f"{TITLE}{PRO}", directory="/srv/a", probe=True,
        created_ms=told.state.now_ms - MINUTE, updated_ms=told.state.now_ms - MINUTE,
    )  # fmt: skip
    young = replace(left, id="ses_young", created_ms=told.state.now_ms)
    counted = sum(totals(told.state).values())
    seen = [
        SessionSeen(server="laptop", at_ms=told.state.now_ms, info=one) for one in (left, young)
    ]
    told.state, _, _ = step(told.state, seen)
    rows = {key.session for key in arrange(told.state, View(unfolded=True)).rows}
    assert ("ses_left" in rows, "ses_young" in rows) == (True, False)
    assert sum(totals(told.state).values()) == counted + 1


def test_a_probe_of_an_unknown_model_sends_nothing(told: Rehearsal) -> None:
    action = probe(told, "google/gemini-4")
    assert action.result == "refused"
    assert "Nearest: google/gemini-3-pro" in action.evidence
    assert action.evidence.endswith("Nothing was sent.")


def test_read_only_refuses_a_probe_and_takes_a_hold(told: Rehearsal) -> None:
    told.state = replace(told.state, mode="watch")
    refused = probe(told, PRO)
    assert (refused.result, refused.evidence) == ("refused", "read-only, nothing was sent")
    held = wish(told, "hold", PRO)
    assert held.result == "held"
    assert "read-only keeps nothing" in held.hint


def test_a_held_model_is_chosen_by_nobody_here_until_it_is_released(told: Rehearsal) -> None:
    billing = next(
        s for s in told.state.servers["laptop"].sessions.values()
        if s.info.title == "Refactor billing"
    )  # fmt: skip
    key = ("laptop", billing.id)

    def kinds() -> dict[str, str]:
        server = told.state.servers["laptop"]
        return {r.model.name: r.kind for r in ladder(told.state, server, billing)}

    assert kinds()[PRO] == "next"
    action = wish(told, "hold", PRO)
    assert action.result == "held"
    assert kinds()[PRO] == "held"
    assert "next" in kinds().values()
    assert setup_of(told.state, key).barred(PRO) == "somebody holds it"
    assert setup_of(told.state, key).barred(GPT) is None
    assert row(told, PRO).standing == "held"
    pass_time(told, 1_000)
    assert wish(told, "release", PRO).result == "released"
    assert kinds()[PRO] == "next"
    assert setup_of(told.state, key).barred(PRO) is None


def test_wishes_that_mean_nothing_are_refused(told: Rehearsal) -> None:
    meant: tuple[tuple[Wants, str], ...] = (
        ("release", PRO), ("clear", PRO), ("hold", "google/gemini-4"),
    )  # fmt: skip
    refused = {wants: wish(told, wants, name) for wants, name in meant}
    assert {action.result for action in refused.values()} == {"refused"}
    assert refused["release"].evidence == f"{PRO} is not held"
    assert refused["clear"].evidence == f"{PRO} has no cooldown that is known here"
    assert refused["hold"].evidence.startswith("no server has google/gemini-4. Nearest: google/")


def test_a_cleared_cooldown_is_forgotten_by_the_engine_too(told: Rehearsal) -> None:
    opus = "anthropic/claude-opus-4-6"
    assert told.state.duty is not None
    engine = told.state.duty.engine
    assert opus in engine.board.cooldowns
    assert any(opus in one.failures for one in engine.sessions.values())
    assert wish(told, "clear", opus).result == "cleared"
    engine = told.state.duty.engine
    assert opus not in engine.board.cooldowns
    assert not any(opus in one.failures for one in engine.sessions.values())
    assert row(told, opus).standing == "free"


def test_a_clear_that_is_heard_late_spares_what_was_met_after_it(told: Rehearsal) -> None:
    opus = "anthropic/claude-opus-4-6"
    assert told.state.duty is not None
    known = told.state.duty.engine.board.cooldowns[opus]
    who = {key for key, one in told.state.duty.engine.sessions.items() if opus in one.failures}
    assert known.who in who
    note = Hold(
        id=opus, changed_ms=known.since_ms - 1, since_ms=1, owner="ann", ended_ms=1,
        cleared_ms=known.since_ms - 1,
    )  # fmt: skip
    late = JournalRead(server="", at_ms=told.state.now_ms, holds=(note,))
    after, _, _ = step(told.state, [late])
    assert after.duty is not None
    assert after.duty.engine.board.cooldowns[opus] == known
    assert opus in after.duty.engine.sessions[known.who].failures
    newer = replace(note, changed_ms=known.since_ms, cleared_ms=told.state.now_ms)
    gone, _, _ = step(after, [replace(late, holds=(newer,))])
    assert gone.duty is not None
    assert opus not in gone.duty.engine.board.cooldowns
    assert not any(opus in one.failures for one in gone.duty.engine.sessions.values())


def test_what_another_program_noted_counts_here(told: Rehearsal) -> None:
    other = Rehearsal(duty=Duty())
    other.run_to(BEGUN)
    wish(other, "hold", PRO)
    wish(other, "clear", GPT)
    holds = tuple(other.state.journal.holds.values())
    read = JournalRead(server="", at_ms=told.state.now_ms, holds=holds)
    told.state, _, _ = step(told.state, [read])
    assert row(told, PRO).standing == "held"
    assert row(told, GPT).standing == "free"
    assert not any(limit.model == GPT for limit in told.state.limited.values())


def test_the_log_tells_of_holds_and_probes(told: Rehearsal) -> None:
    wish(told, "hold", PRO)
    probe(told, GPT)
    rows = [row for row in log(told.state, LogView(kind="action")).rows if row.deed is not None]
    said = [(row.result, row.title, row.what) for row in rows]
    assert ("held", PRO, ("hold the model",)) in said
    assert ("limited", f"{TITLE}{GPT}", (f"probe {GPT}",)) in said
