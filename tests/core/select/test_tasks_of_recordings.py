"""What is said of queued, dead and forgotten tasks in the recordings, whatever they are called."""

import pytest

from omo_watch_core import events as ev
from omo_watch_core.model import Verdict
from omo_watch_core.reduce import reduce
from omo_watch_core.replay import Recording
from omo_watch_core.select.condition import condition
from omo_watch_core.select.inbox import inbox
from omo_watch_core.select.verdict import verdict
from omo_watch_core.state import State
from tests.core.reduce.tapes import NAMES, TAPE, tape
from tests.core.select.renaming import names_of, renamed, under_other_names, with_other_ids
from tests.core.select.stepping import moments

PLUGIN = [name for name in NAMES if name.startswith("omo-")]


def evidence(state: State, title: str) -> Verdict | None:
    """Give the verdict of the session with this title."""
    server = state.servers[TAPE]
    for session in server.sessions.values():
        if session.info.title.startswith(title):
            word = condition(server, session, state.now_ms)
            return verdict(server, session, word, state.now_ms)
    raise AssertionError(f"no session {title}")


def at(name: str, moment_ms: int) -> State:
    """Give the state of a recording at a moment; behind its end the clock goes on alone."""
    recorded = tape(name)
    until = recorded.base_ms + moment_ms
    (*_, (_, state)) = (found for found in moments(recorded) if found[0] <= until)
    state, _ = reduce(state, [ev.Ticked(server="", at_ms=until)])
    return state


@pytest.mark.parametrize(
    ("name", "moment", "title", "cause", "said"),
    [
        ("omo-b1-background-tasks", 2_450, "background demo", "queued",
         "Queued third has no session yet · 1s"),
        ("omo-e1-cancel-variants", 15_000, "cancel variants", "queued",
         "Slow C queued has no session yet · 11s"),
        ("omo-e1-cancel-variants", 23_400, "cancel variants", "queued",
         "Slow C queued has no session yet · 20s"),
        ("omo-e1-cancel-variants", 22_000, "Hang child", "orphan-task",
         "dead for 16s without output, the plugin still counts it"),
        ("omo-g1-rescue-stuck-children", 30_000, "Slow early", "queued",
         "a prompt waits behind this turn · 6s"),
        ("omo-b1-background-tasks", 28_000, "Failing work", "no-answer",
         "400 Invalid request: unsupported parameter · the plugin still counts it"),
        ("omo-c1-manual-override", 45_000, "override demo", "rate-limited",
         "attempt 1 · plugin silent 5s"),
        ("busy-prompt", 4_000, "", "queued", "a prompt waits behind this turn · 1s"),
    ],
)  # fmt: skip
def test_what_is_said(name: str, moment: int, title: str, cause: str, said: str) -> None:
    assert evidence(at(name, moment), title) == Verdict(cause=cause, evidence=said)


def test_a_parent_is_not_woken_by_a_task_that_died_unnoticed() -> None:
    """The last child of b1 ends at 28.1 s; the final notice, which is due, never comes."""
    ended = "omo-b1-background-tasks"
    assert evidence(at(ended, 80_000), "background demo") is None
    told = evidence(at(ended, 90_000), "background demo")
    assert told == Verdict(
        cause="parent-not-woken", evidence="Failing work ended 1m ago, and nobody told it"
    )
    server = at(ended, 90_000).servers[TAPE]
    (parent,) = (s for s in server.sessions.values() if s.info.parent is None)
    assert condition(server, parent, server.link.heard_ms or 0) == "done"
    waits = {entry.kind: entry.hint for entry in inbox(at(ended, 90_000))}
    assert waits["stuck"] == f"omo-watch override {parent.id} fake/ok-kimi --send TEXT"


@pytest.mark.parametrize(
    "name",
    [
        "omo-b2-outside-abort-delete",
        "omo-b3-outside-reprompt-child",
        "omo-g1-rescue-stuck-children",
    ],
)
def test_whoever_was_told_of_all_ends_is_woken(name: str) -> None:
    state = at(name, 1_000_000)
    server = state.servers[TAPE]
    told = {condition(server, session, state.now_ms) for session in server.sessions.values()}
    assert "stuck" not in told


def test_what_the_plugin_gives_up_by_itself_is_an_orphan_no_longer() -> None:
    name = "omo-e1-cancel-variants"
    assert evidence(at(name, 24_000), "Hang child") is not None
    assert evidence(at(name, 24_420), "Hang child") is None


def test_the_end_of_an_instance_ends_its_tasks() -> None:
    before = at("omo-e1-cancel-variants", 22_000)
    gone = ev.InstanceDisposed(server=TAPE, at_ms=before.now_ms, directory="")
    after, changes = reduce(before, [gone])
    assert evidence(after, "Hang child") is None
    assert changes.order


# Under other names -------------------------------------------------------------------------------


def _told(recorded: Recording) -> list[tuple[int, str, str, str, str]]:
    """Give all that is said of every session whenever something was heard."""
    found = []
    for moment, state in moments(recorded):
        server = state.servers[TAPE]
        for number, session in enumerate(server.sessions.values()):
            word = condition(server, session, state.now_ms)
            why = verdict(server, session, word, state.now_ms) or Verdict(cause="-")
            found.append((moment, str(number), word, why.cause, why.evidence))
    return found


@pytest.mark.parametrize("name", PLUGIN)
def test_under_other_names_the_same_is_said(name: str) -> None:
    names = names_of(name)
    assert len(names) > 4
    expected = [
        (moment, session, word, cause, with_other_ids(renamed(said, names)))
        for moment, session, word, cause, said in _told(tape(name))
    ]
    assert _told(under_other_names(name, names)) == expected


def test_the_test_of_names_sees_a_name() -> None:
    name = "omo-b1-background-tasks"
    told = {said for *_, said in _told(tape(name))}
    assert any("Queued third" in said for said in told)
    assert renamed("Queued third", names_of(name)) != "Queued third"
