"""Any batching of a stream gives the same state, the same requests and the same lines."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.commands import Cancel, Override
from omo_watch_core.decide import decide
from omo_watch_core.effects import (
    Effect,
    ReadHistory,
    ReadMessages,
    ReadStatus,
    SendAbort,
    SendPrompt,
)
from omo_watch_core.events import Event
from omo_watch_core.state import State
from omo_watch_core.step import step
from tests.core.actions.stage import GPT, HOME, KIMI, LAB, A, info
from tests.core.charge import tape
from tests.core.charge.desk import Desk
from tests.core.charge.setting import ABORTED, SPENT, starting
from tests.core.charge.watched import OF_INTEREST

B = "ses_b"
FAMILY = (info(), info(B, parent=A))


def wrongly(desk: Desk) -> None:
    """Answer what was asked first as a server does that is not well."""
    match desk.open[0] if desk.open else None:
        case ReadMessages():
            desk.unread()
        case ReadStatus():
            desk.status_read(None)
        case ReadHistory():
            desk.turn_read(failed="no")
        case SendAbort():
            desk.aborted(ok=False, reason="no")
        case SendPrompt():
            desk.prompted(400, "no")


def delta(desk: Desk) -> None:
    answer = desk.session().answer if A in desk.server.sessions else None
    name = answer.id if answer else "msg_x"
    desk.tell(
        ev.TextGrew(server=LAB, at_ms=desk.now, session=A, message=name, part="prt_1", delta="W")
    )


def failed(desk: Desk) -> None:
    if A in desk.server.sessions and desk.session().answer:
        desk.changes(failure=SPENT, completed_ms=desk.now)


def of_us(desk: Desk, model: str) -> None:
    """Let the newest prompt be answered."""
    if A in desk.server.sessions:
        desk.part(desk.answers(GPT if model == "gpt" else KIMI))


def named(kind: type[Event]) -> Callable[[Desk], object]:
    return lambda desk: desk.tell(kind(server=LAB, at_ms=desk.now, session=A))  # type: ignore[call-arg]


HAPPENS: dict[str, Callable[[Desk], object]] = {
    "reply": lambda d: d.serve_one() if d.open else None,
    "all replies": lambda d: d.serve(),
    "wrong reply": wrongly,
    "busy": lambda d: d.status("busy"),
    "idle": lambda d: d.status("idle"),
    "waits": lambda d: d.waits(),
    "waits again": lambda d: d.waits(attempt=2, message="Too many requests"),
    "child busy": lambda d: d.status("busy", B),
    "child waits": lambda d: d.waits(B),
    "child idle": lambda d: d.status("idle", B),
    "gpt answers": lambda d: of_us(d, "gpt"),
    "kimi answers": lambda d: of_us(d, "kimi"),
    "empty answer": lambda d: d.answers() if A in d.server.sessions else None,
    "answer failed": failed,
    "error": lambda d: d.errs(),
    "abort error": lambda d: d.errs(ABORTED),
    "delta": delta,
    "prompt": lambda d: d.asks(),
    "choice": lambda d: d.asks(model=KIMI),
    "mark": lambda d: d.asks(marked=True),
    "deleted": lambda d: d.tell_deleted(),
    "compacted": named(ev.SessionCompacted),
    "agent": lambda d: d.tell(ev.AgentSwitched(server=LAB, at_ms=d.now, session=A, agent="plan")),
    "disposed": lambda d: d.tell(ev.InstanceDisposed(server=LAB, at_ms=d.now, directory=HOME)),
    "plugin": lambda d: d.tell(
        ev.ServerDescribed(server=LAB, at_ms=d.now, own_directory=None, plugin=True)
    ),
    "no plugin": lambda d: d.tell(
        ev.ServerDescribed(server=LAB, at_ms=d.now, own_directory=None, plugin=False)
    ),
    "claim lost": lambda d: d.tell(ev.ClaimHeard(server=LAB, at_ms=d.now, owner="other")),
    "claim taken": lambda d: d.tell(ev.ClaimHeard(server=LAB, at_ms=d.now, owner="me", own=True)),
    "woken": lambda d: d.tell(ev.Woken(server="", at_ms=d.now)),
    "tick": lambda d: d.tick(),
    "half a minute": lambda d: d.tick(30),
    "heard": lambda d: d.tell(ev.BytesHeard(server=LAB, at_ms=d.now)),
}
USUAL = ("all replies", "all replies", "reply", "reply", "waits", "gpt answers", "tick", "prompt")
MOMENTS = st.lists(
    st.tuples(
        st.one_of(st.sampled_from(USUAL), st.sampled_from(sorted(HAPPENS))),
        st.integers(0, 1_500),
    ),
    max_size=30,
)
CUTS = st.lists(st.integers(1, 12), min_size=1, max_size=40)


def told(desk: Desk, moments: Sequence[tuple[str, int]]) -> None:
    for what, later in moments:
        HAPPENS[what](desk.later(later))


def replayed(
    state: State, events: Sequence[Event], cuts: Sequence[int]
) -> tuple[State, list[Effect]]:
    """Fold events in batches of these sizes, over and over."""
    sent: list[Effect] = []
    place, turn = 0, 0
    while place < len(events):
        size = cuts[turn % len(cuts)]
        state, _, effects = step(state, events[place : place + size])
        sent += [effect for effect in effects if isinstance(effect, OF_INTEREST)]
        place, turn = place + size, turn + 1
    return state, sent


@pytest.mark.parametrize("plugin", [False, True])
@pytest.mark.parametrize("mode", ["auto", "assist"])
@settings(max_examples=60, deadline=None)
@given(moments=MOMENTS, cuts=CUTS)
def test_any_batching_ends_alike(
    plugin: bool, mode: str, moments: list[tuple[str, int]], cuts: list[int]
) -> None:
    setting = {"plugin": plugin, "mode": mode}
    desk = Desk(*FAMILY, **setting)
    told(desk, [("idle", 0), ("prompt", 1_000), ("busy", 0), ("empty answer", 5), *moments])
    state, sent = replayed(starting(*FAMILY, **setting), desk.told, cuts)  # type: ignore[arg-type]
    assert sent == desk.sent
    assert state == desk.state


@pytest.mark.parametrize("command", ["override", "cancel"])
@settings(max_examples=60, deadline=None)
@given(moments=MOMENTS, cuts=CUTS)
def test_any_batching_ends_alike_beside_a_persons_action(
    command: str, moments: list[tuple[str, int]], cuts: list[int]
) -> None:
    base: dict[str, Any] = {"nonce": "n" * 14, "server": LAB, "session": A}
    wish = Override(**base, target=KIMI) if command == "override" else Cancel(**base)
    desk = Desk(*FAMILY)
    told(desk, [("prompt", 1_000), ("busy", 0), ("empty answer", 5)])
    desk.told.clear()
    before, effects = decide(replace(desk.state, now_ms=desk.now), wish)
    desk.state = before
    desk.open = [effect for effect in effects if isinstance(effect, SendAbort | ReadHistory)]
    desk.sent.clear()
    told(desk, moments)
    state, sent = replayed(before, desk.told, cuts)
    assert sent == desk.sent
    assert state == desk.state


TROUBLE = (
    "override-marked", "rate-limited-retry", "retry-short", "server-500", "subagent-retry",
    "stream-cut", "omo-c1-manual-override", "omo-g1-rescue-stuck-children",
)  # fmt: skip


@pytest.mark.parametrize("name", [*TROUBLE, "delete-session", "ok-run"])
def test_any_batching_of_a_recording_ends_alike(name: str) -> None:
    plugin = name.startswith("omo-")
    desk = tape.Player(name, plugin=plugin).desk
    assert bool(desk.sent) == (name in TROUBLE)
    for size in (2, 7, 50, len(desk.told)):
        state, sent = replayed(tape.before(name, plugin=plugin), desk.told, [size])
        assert sent == desk.sent
        assert state == desk.state
