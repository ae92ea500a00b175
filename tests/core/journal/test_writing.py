"""What is written down of an action, and in which order with what it sends."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from omo_watch_core.effects import Effect
from omo_watch_core.events import JournalRead
from omo_watch_core.journal.folding import fold
from omo_watch_core.journal.nouns import Deed, Entry, Parked, Step
from omo_watch_core.journal.writing import entries
from tests.core.actions.histories import last_turn
from tests.core.actions.stage import GPT, NONCE, OPUS, Stage, cancel, running, to
from tests.core.leases.leasing import a_lease

OURS = "msg_1f83b576d000"
LONG = "a secret that I typed"


def written(stage: Stage, tell: Callable[[], list[Effect]]) -> tuple[Entry, ...]:
    """Give what one happening writes."""
    before = stage.state
    effects = tell()
    return entries(before, stage.state, effects)


def steps(found: tuple[Entry, ...]) -> list[tuple[str, str]]:
    return [(step.stage, step.what) for step in found if isinstance(step, Step)]


def deed(found: tuple[Entry, ...]) -> Deed:
    (only,) = (entry for entry in found if isinstance(entry, Deed))
    return only


def test_a_move_is_written_down_step_by_step() -> None:
    stage = running(word="retry", owner="ann@desk")
    begun = written(stage, lambda: stage.order(to()))
    assert (deed(begun).stage, steps(begun)) == ("begun", [])
    aborting = written(stage, lambda: stage.history(last_turn()))
    assert deed(aborting).stage == "intent"
    assert steps(aborting) == [("intent", "POST /session/ses_a/abort")]
    again = written(stage, stage.abort_answered)
    assert deed(again).stage == "accepted"
    assert steps(again) == [("accepted", "the server answered")]
    prompting = written(stage, lambda: stage.history(last_turn()))
    assert deed(prompting).stage == "intent"
    assert deed(prompting).message == stage.move.message
    assert steps(prompting) == [("intent", "POST /session/ses_a/prompt_async")]
    proving = written(stage, stage.prompt_answered)
    assert deed(proving).stage == "proving"
    assert steps(proving) == [("accepted", "the server answered")]
    stage.answer("msg_9", stage.move.message)
    proved = written(stage, lambda: stage.text("msg_9"))
    assert steps(proved) == [("proved", "Refactor billing now answers with ok-gpt")]
    last = deed(proved)
    assert (last.stage, last.kind, last.owner) == ("proved", "override", "ann@desk")
    assert (last.source, last.target) == (OPUS, GPT)
    assert last.ended_ms == stage.move.ended_ms == last.changed_ms


def test_a_deed_names_its_server_by_its_address() -> None:
    stage = running(word="retry")
    assert deed(written(stage, lambda: stage.order(to()))).place == "http://127.0.0.1:4096"


def test_a_stop_is_written_down_with_each_of_its_aborts() -> None:
    stage = running()
    first = written(stage, lambda: stage.order(cancel()))
    assert deed(first).kind == "cancel abort"
    assert steps(first) == [("intent", "POST /session/ses_a/abort")]
    assert steps(written(stage, stage.abort_answered)) == [("accepted", "the server answered")]
    again = written(stage, lambda: stage.tick(2))
    assert steps(again) == [("intent", "POST /session/ses_a/abort")]


def test_a_refusal_is_written_down_with_its_reason() -> None:
    stage = running()
    found = written(stage, lambda: stage.order(to(session="ses_b")))
    assert deed(found).stage == "refused"
    assert steps(found) == [("refused", stage.action.evidence)]
    assert "ses_b" in stage.action.evidence


def test_what_a_person_typed_is_not_written_down() -> None:
    stage = running(word="retry")
    stage.order(to(send=LONG))
    stage.history(last_turn())
    stage.abort_answered()
    found = written(stage, lambda: stage.history(last_turn()))
    assert LONG in stage.move.body.decode()
    assert LONG not in repr(found)


def test_time_that_passes_writes_nothing() -> None:
    stage = running(word="retry")
    stage.order(to())
    assert written(stage, lambda: stage.tick(3)) == ()


def test_what_was_read_there_is_not_written_back() -> None:
    stage = running(owner="ann@desk")
    theirs, ours = a_lease(), a_lease(id="lea_ours")
    parked = Parked(
        place="p", session="s", title="S", model=GPT, due_ms=1, owner="bob", since_ms=1,
        changed_ms=1,
    )  # fmt: skip
    read = JournalRead(server="", at_ms=stage.now, leases=(theirs,), parked=(parked,))
    before = stage.state
    after = fold(before, [read])
    assert entries(before, after, (), [read]) == ()
    known = {**after.journal.leases, ours.id: ours}
    both = replace(after, journal=replace(after.journal, leases=known))
    assert entries(before, both, (), [read]) == (ours,)
    ended = replace(theirs, ended="cleared", ended_ms=2)
    over = replace(after, journal=replace(after.journal, leases={theirs.id: ended}))
    assert entries(before, over, (), [read]) == (ended,)


def test_who_only_looks_writes_nothing() -> None:
    stage = running()
    stage.state = replace(stage.state, mode="watch")
    assert written(stage, lambda: stage.order(to())) == ()
    assert stage.action.result == "refused"


@pytest.mark.parametrize(
    ("status", "said"), [(400, ["refused"]), (404, ["refused"]), (502, []), (0, []),
                         (204, ["accepted"])],
)  # fmt: skip
def test_only_an_answer_that_says_yes_is_an_acceptance(status: int, said: list[str]) -> None:
    stage = running(word="retry")
    stage.order(to())
    stage.history(last_turn())
    stage.abort_answered()
    stage.history(last_turn())
    answered = written(stage, lambda: stage.prompt_answered(status, "no"))
    assert [name for name, _ in steps(answered)] == said
    assert stage.move.id == f"act_{NONCE}"
