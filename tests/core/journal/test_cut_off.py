"""What a program that was killed left half done: told once, and only while it needs a person."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core.contract import ls_document
from omo_watch_core.events import CutOffTold, JournalRead
from omo_watch_core.journal.cut_off import GONE_MS, cut_off, sentence, way_out
from omo_watch_core.journal.folding import fold
from omo_watch_core.journal.nouns import Deed
from omo_watch_core.journal.writing import entries
from omo_watch_core.state import State
from tests.core.actions.histories import last_turn
from tests.core.actions.stage import GPT, LAB, OPUS, START, A, Stage, info, running, to

DEED = Deed(
    id="act_killed", kind="override", place="http://127.0.0.1:4096", session=A,
    title="Refactor billing", owner="", stage="accepted", started_ms=START - 100_000,
    changed_ms=START - GONE_MS, source=OPUS, target=GPT,
)  # fmt: skip


def known(*deeds: Deed, stage: Stage | None = None) -> State:
    state = (stage or Stage()).state
    return fold(state, [JournalRead(server="", at_ms=START, deeds=deeds)])


def changed(**fields: Any) -> Deed:
    return replace(DEED, **fields)


SAID: dict[str, tuple[Deed, str, str]] = {
    "between abort and prompt": (
        DEED,
        "a move of Refactor billing to fake/ok-gpt was cut off after its abort: nothing was "
        "prompted",
        f"omo-watch override {A} fake/ok-gpt",
    ),
    "in its abort": (
        changed(stage="intent"),
        "a move of Refactor billing to fake/ok-gpt was cut off before its prompt: what ran may "
        "be stopped, nothing was prompted",
        f"omo-watch override {A} fake/ok-gpt",
    ),
    "behind its prompt": (
        changed(stage="proving", message="msg_ours"),
        "a move of Refactor billing to fake/ok-gpt was cut off behind its prompt: nobody saw an "
        "answer",
        "",
    ),
    "an undo": (
        changed(kind="undo", stage="sent"),
        "an undo of Refactor billing was cut off before its end: nobody saw what came of it",
        f"omo-watch undo --session {A}",
    ),
    "a park without its row": (
        changed(kind="park"),
        "a park of Refactor billing was cut off before its end: nobody saw what came of it",
        "",
    ),
    "a cancel": (
        changed(kind="cancel tree", target=None, stage="intent"),
        "a cancel tree of Refactor billing was cut off before its end: nobody saw what came of it",
        "",
    ),
}


@pytest.mark.parametrize("case", SAID)
def test_it_is_said_how_far_it_came(case: str) -> None:
    deed, said, way = SAID[case]
    state = known(deed)
    assert cut_off(state) == (deed,)
    assert (sentence(deed), way_out(deed)) == (said, way)
    document: dict[str, Any] = ls_document(state)
    (entry,) = document["cut_off"]
    assert (entry["text"], entry["hint"], entry["session"]) == (said, way or None, A)


LEFT: dict[str, Deed] = {
    "what was only begun": changed(stage="begun"),
    "what ended": changed(stage="proved", ended_ms=START - 90_000),
    "what was told": changed(stage="cut off"),
    "what may still run": changed(changed_ms=START - GONE_MS + 1),
    "what is of another server": changed(place="http://127.0.0.1:5000"),
    "what is of a session that is gone": changed(session="ses_gone"),
}


@pytest.mark.parametrize("case", LEFT)
def test_nothing_else_is_told(case: str) -> None:
    assert cut_off(known(LEFT[case])) == ()


def busy(stage: Stage) -> None:
    stage.status("busy")


def prompted(stage: Stage) -> None:
    stage.prompt("msg_new", created_ms=START - GONE_MS + 1)


def answered(stage: Stage) -> None:
    stage.answer("msg_answer", "msg_ours")


@pytest.mark.parametrize("happens", [busy, prompted, answered])
def test_what_goes_on_by_now_needs_nobody(happens: Callable[[Stage], None]) -> None:
    stage = Stage()
    happens(stage)
    assert cut_off(known(changed(stage="proving", message="msg_ours"), stage=stage)) == ()


def test_an_older_prompt_changes_nothing() -> None:
    stage = Stage()
    stage.prompt(created_ms=START - GONE_MS - 1)
    assert cut_off(known(DEED, stage=stage)) == (DEED,)


def test_an_action_of_this_program_is_not_cut_off() -> None:
    stage = running(info(), word="retry")
    stage.order(to())
    stage.history(last_turn())
    mine = changed(id=stage.name)
    stage.status("idle")
    assert cut_off(known(mine, stage=stage)) == ()


def test_what_was_told_is_written_down_and_not_told_again() -> None:
    before = known(DEED)
    after = fold(before, [CutOffTold(server="", at_ms=START + 5, deeds=(DEED.id, "act_other"))])
    assert cut_off(after) == ()
    (deed,) = entries(before, after, ())
    assert isinstance(deed, Deed)
    assert (deed.stage, deed.ended_ms, deed.evidence) == ("cut off", START + 5, sentence(DEED))
    assert cut_off(fold(after, [JournalRead(server="", at_ms=START + 9, deeds=(DEED,))])) == ()
    assert entries(before, replace(after, mode="watch"), ()) == ()


def test_the_other_program_was_only_slow() -> None:
    state = known(DEED)
    state = fold(state, [CutOffTold(server="", at_ms=START, deeds=(DEED.id,))])
    late = changed(stage="proved", changed_ms=START + 9, ended_ms=START + 9)
    state = fold(state, [JournalRead(server="", at_ms=START + 9, deeds=(late,))])
    assert state.journal.deeds[DEED.id] == late
    assert state.servers[LAB].url == DEED.place
