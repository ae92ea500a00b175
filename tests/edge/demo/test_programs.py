"""Programs that watch the story one after the other, and what else befalls them."""

from __future__ import annotations

from omo_watch_core.commands import Override, Park
from omo_watch_core.edge.demo.models import GEMINI
from omo_watch_core.edge.demo.rehearsal import Rehearsal
from omo_watch_core.events import DeedLookedAt, JournalFailed, StreamEnded
from omo_watch_core.model import ModelRef
from omo_watch_core.state import Session, State

NONCE = "abcdefghij1234"


def _billing(state: State) -> Session:
    sessions = state.servers["laptop"].sessions.values()
    return next(one for one in sessions if one.info.title == "Refactor billing")


def test_a_second_program_sees_what_the_first_one_did() -> None:
    told = Rehearsal()
    told.begin(State(owner="alice@desk"))
    session = _billing(told.run_to(5_000)).id
    model = ModelRef(provider="google", model=GEMINI.name.partition("/")[2])
    told.submit(Override(nonce=NONCE, server="laptop", session=session, target=model))
    told.run_to(7_000)
    told.begin(State(owner="bob@ci"))
    assert told.state.now_ms == told.start_ms + 7_000
    state = told.run_to(7_100)
    assert (state.owner, state.actions, state.servers["gpu-2"].sessions) == ("bob@ci", {}, {})
    steered = _billing(state).steered
    assert steered is not None
    assert steered.by == "alice@desk"


def test_a_session_is_parked_and_a_second_program_reads_it_in_its_metadata() -> None:
    told = Rehearsal()
    told.begin(State(owner="alice@desk"))
    session = _billing(told.run_to(5_000)).id
    action = told.submit(Park(nonce=NONCE, server="laptop", session=session))
    assert told.state.actions[action].result == "parked"
    told.begin(State(owner="bob@ci"))
    assert _billing(told.run_to(6_000)).info.parked_by == "alice@desk"


def test_a_stream_that_ends_is_opened_again() -> None:
    told = Rehearsal()
    told.run_to(5_000)
    told.happen(StreamEnded(server="ci-box", at_ms=told.state.now_ms, reason="connection reset"))
    assert told.state.servers["ci-box"].link.phase == "waiting"
    assert told.run_to(7_000).servers["ci-box"].link.phase == "live"


def test_what_this_machine_has_to_do_is_not_on_paper() -> None:
    told = Rehearsal()
    told.run_to(1_000)
    at = told.state.now_ms
    told.happen(
        DeedLookedAt(server="", at_ms=at, action="act_x"),
        JournalFailed(server="", at_ms=at, reason="database is locked"),
    )
    assert told.state.journal.fault == "database is locked"
