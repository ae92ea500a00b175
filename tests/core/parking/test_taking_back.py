"""What was done is taken back: the model and the lease, or that it is parked; nothing else."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from omo_watch_core.actions.action import OverrideAction, UndoAction
from omo_watch_core.actions.undo.undoing import can_be_undone
from omo_watch_core.commands import Undo
from omo_watch_core.effects import (
    SendAbort,
    SendPrompt,
    SwitchModel,
    TakeParked,
    WriteMetadata,
)
from omo_watch_core.journal.nouns import Deed, Lease
from omo_watch_core.model import ModelRef
from tests.core.actions.histories import ANSWERED
from tests.core.actions.stage import GPT, KIMI, NONCE, OPUS, START, A, to
from tests.core.parking.stand import PLACE, UNDO, Stand, ordered, parked, resting, waiting

OTHER = "fedcba98765432"


def deed(name: str = "act_1", **fields: Any) -> Deed:
    base: dict[str, Any] = {
        "id": name,
        "kind": "override",
        "place": PLACE,
        "session": A,
        "title": "Refactor billing",
        "owner": "ann@desk",
        "stage": "proved",
        "started_ms": START - 5_000,
        "changed_ms": START - 4_000,
        "source": OPUS,
        "target": GPT,
    }
    return Deed(**{**base, **fields})


def told(*deeds: Deed) -> Stand:
    stand = Stand()
    stand.status("idle")
    stand.read(deeds=deeds)
    stand.sent.clear()
    return stand


def switched(stand: Stand) -> dict[str, Any]:
    (effect,) = stand.all_sent(SwitchModel)
    assert stand.all_sent(SendAbort) == stand.all_sent(SendPrompt) == []
    return msgspec.json.decode(effect.body)["model"]


def test_the_model_before_is_set_again_and_nothing_else_happens() -> None:
    stand = told(deed())
    stand.order(UNDO)
    assert switched(stand) == {"providerID": "fake", "id": "limited-opus", "variant": "high"}
    stand.prompt_answered()
    action = stand.action
    assert isinstance(action, UndoAction)
    assert (action.result, action.undoes) == ("undone", "act_1")
    assert action.evidence == (
        "its next prompt that names no model uses limited-opus again; "
        "nothing was stopped, no message was taken back"
    )
    kept = [entry for entry in stand.written if isinstance(entry, Deed)][-1]
    assert (kept.kind, kept.stage, kept.undoes) == ("undo", "undone", "act_1")


def test_a_move_of_this_run_can_be_taken_back() -> None:
    stand = told()
    stand.order(to())
    stand.history(ANSWERED)
    stand.prompt_answered()
    assert stand.action.result == "set"
    stand.state = msgspec.structs.replace(stand.state)
    stand.sent.clear()
    stand.order(ordered(Undo, nonce=OTHER))
    assert stand.action.result == "refused"
    assert "nobody knows which model it had before" in stand.action.evidence


def test_the_newest_that_stands_is_taken_back_and_then_the_one_before() -> None:
    older = deed("act_1")
    newer = deed("act_2", started_ms=START - 2_000, source=GPT, target=KIMI)
    stand = told(older, newer)
    stand.order(UNDO)
    assert switched(stand)["id"] == "ok-gpt"
    stand.prompt_answered()
    stand.sent.clear()
    stand.order(ordered(Undo, nonce=OTHER))
    assert switched(stand)["id"] == "limited-opus"


@pytest.mark.parametrize(
    "found",
    [
        deed(stage="refused"),
        deed(stage="intent"),
        deed(kind="retry", target=OPUS),
        deed(session="ses_b"),
        deed(place="http://127.0.0.1:9"),
        deed(target=OPUS),
    ],
)
def test_what_moved_nothing_is_not_taken_back(found: Deed) -> None:
    stand = told(found)
    stand.order(UNDO)
    assert stand.action.result == "refused"
    assert stand.action.evidence.startswith("nothing was done to it that could be taken back")
    assert stand.sent == []


def test_what_was_taken_back_already_is_not_taken_back_again() -> None:
    stand = told(deed(), deed("act_2", kind="undo", stage="undone", undoes="act_1"))
    stand.order(ordered(Undo, action="act_1"))
    assert stand.action.result == "refused"
    assert "was taken back before" in stand.action.evidence


def test_a_model_that_cannot_be_used_any_more_is_not_set() -> None:
    stand = told(deed(source=ModelRef(provider="fake", model="gone")))
    stand.order(UNDO)
    assert stand.action.result == "refused"
    assert "lab has no model `fake/gone`" in stand.action.evidence
    assert stand.sent == []


@pytest.mark.parametrize(("status", "why"), [(404, "no"), (0, "did not say")])
def test_a_model_that_was_not_set_is_told(status: int, why: str) -> None:
    stand = told(deed())
    stand.order(UNDO)
    stand.prompt_answered(status, "no")
    assert stand.action.result == "refused"
    assert why in stand.action.evidence


def test_its_lease_ends_before_the_model_is_set() -> None:
    lease = Lease(
        id="lse_1", place=PLACE, scope="session", name=A, target=GPT, owner="ann@desk",
        since_ms=START, changed_ms=START,
    )  # fmt: skip
    stand = told(deed(lease="lse_1"))
    journal = msgspec.structs.replace(stand.state.journal, leases={"lse_1": lease})
    stand.state = msgspec.structs.replace(stand.state, journal=journal)
    stand.order(UNDO)
    ended = stand.state.journal.leases["lse_1"]
    assert (ended.ended_ms, ended.ended) == (stand.state.now_ms, "undone by ben@desk")
    assert ended.changed_ms > lease.changed_ms
    stand.prompt_answered()
    assert "its lease is ended" in stand.action.evidence


def test_a_parked_session_is_taken_off_its_place_before_anybody_lets_it_go_on() -> None:
    stand = resting(parked())
    (take,) = stand.order(UNDO)
    assert isinstance(take, TakeParked)
    assert (take.off_for, take.place, take.session) == (f"act_{NONCE}", PLACE, A)
    assert stand.row().stage == "parked"
    (mark,) = stand.taken(action=stand.name)
    assert isinstance(mark, WriteMetadata)
    assert stand.row().stage == "dropped"
    stand.marked()
    assert stand.action.result == "undone"
    assert "stays stopped" in stand.action.evidence
    assert stand.tick(120) == []


def test_a_parked_session_that_goes_on_at_this_moment_is_not_taken_back() -> None:
    stand = resting(parked())
    stand.order(UNDO)
    assert stand.taken(taken=False, action=stand.name) == []
    assert stand.action.result == "refused"
    assert "it goes on at this moment" in stand.action.evidence
    assert stand.row().stage == "parked"


@pytest.mark.parametrize(
    ("fields", "can"),
    [
        ({"result": "proved"}, True),
        ({"result": "accepted"}, True),
        ({"result": "set"}, True),
        ({"result": "refused"}, False),
        ({"result": "proved", "purpose": "retry"}, False),
        ({"result": "proved", "source": None}, False),
        ({"result": "proved", "source": GPT}, False),
    ],
)
def test_only_what_moved_a_session_can_be_taken_back(fields: dict[str, Any], can: bool) -> None:
    base: dict[str, Any] = {
        "id": "act_1",
        "server": "lab",
        "session": A,
        "title": "t",
        "started_ms": 0,
        "phase": "ended",
        "phase_ms": 0,
        "target": GPT,
        "source": OPUS,
    }
    assert can_be_undone(OverrideAction(**{**base, **fields})) is can


def test_a_waiting_session_has_nothing_to_take_back() -> None:
    stand = waiting()
    stand.order(UNDO)
    assert stand.action.result == "refused"
