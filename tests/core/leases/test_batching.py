"""Whatever happens beside leases, in whatever batches: the same state, requests and lines."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.commands import LeaseWish, Override
from omo_watch_core.decide import decide
from omo_watch_core.effects import ReadHistory, SendAbort
from omo_watch_core.journal.nouns import Journal, Lease
from omo_watch_core.state import Mode, State
from tests.core.actions.stage import GPT, KIMI, LAB, OPUS, START, A
from tests.core.charge.desk import Desk
from tests.core.charge.setting import starting
from tests.core.charge.test_batching import CUTS, FAMILY, HAPPENS, replayed
from tests.core.leases.leasing import LEASE, a_lease

LEASES: dict[str, dict[str, Any]] = {
    "time": {"until": "time", "until_ms": START + 20_000},
    "recovered": {"until": "recovered", "until_ms": START + 40_000, "automatic": True},
    "turns": {"until": "turns", "turns": 2},
    "strict": {"strict": True},
    "agent": {"scope": "agent", "name": "build", "target": KIMI},
    "provider": {"scope": "provider", "name": "fake", "target": KIMI, "until": "turns", "turns": 1},
}


def listing(desk: Desk) -> None:
    desk.tell(
        ev.MessagesListed(
            server=LAB, at_ms=desk.now, asked_ms=desk.now, session=A,
            messages=desk.history.page(A, 50), complete=True,
        )
    )  # fmt: skip


def noted(desk: Desk, ok: bool) -> None:
    for name in tuple(desk.state.noting):
        desk.tell(ev.MetadataWritten(server=LAB, at_ms=desk.now, action=name, session=A, ok=ok))


def opens(desk: Desk) -> None:
    if A in desk.server.sessions:
        made = replace(desk.session().info, id=f"ses_{len(desk.told)}", parent=None)
        desk.tell(ev.SessionSeen(server=LAB, at_ms=desk.now, info=made, created=True))


MORE: dict[str, Callable[[Desk], object]] = {
    **HAPPENS,
    "opus": lambda d: d.asks(A, OPUS),
    "lease": lambda d: d.tell(
        ev.JournalRead(server="", at_ms=d.now, leases=(a_lease(id="lea_2", since_ms=d.now),))
    ),
    "cleared": lambda d: d.tell(
        ev.JournalRead(
            server="",
            at_ms=d.now,
            leases=(a_lease(ended="cleared", ended_ms=d.now, changed_ms=d.now),),
        )
    ),
    "noted": lambda d: noted(d, ok=True),
    "not noted": lambda d: noted(d, ok=False),
    "listing": listing,
    "opens": opens,
}
USUAL = (
    "all replies", "all replies", "waits", "gpt answers", "kimi answers", "tick", "prompt", "opus",
    "choice", "busy", "idle", "noted",
)  # fmt: skip
MOMENTS = st.lists(
    st.tuples(
        st.one_of(st.sampled_from(USUAL), st.sampled_from(sorted(MORE))), st.integers(0, 1_500)
    ),
    max_size=30,
)


def told(desk: Desk, moments: list[tuple[str, int]]) -> None:
    for what, later in moments:
        MORE[what](desk.later(later))


def leased(lease: Lease, mode: Mode) -> State:
    state = starting(*FAMILY, mode=mode)
    return replace(state, journal=Journal(read=True, leases={LEASE: lease}))


@pytest.mark.parametrize("mode", ["auto", "assist"])
@pytest.mark.parametrize("kind", LEASES)
@settings(max_examples=40, deadline=None)
@given(moments=MOMENTS, cuts=CUTS)
def test_any_batching_ends_alike(
    kind: str, mode: Mode, moments: list[tuple[str, int]], cuts: list[int]
) -> None:
    lease = a_lease(**LEASES[kind])
    desk = Desk(*FAMILY, mode=mode)
    desk.state = leased(lease, mode)
    told(desk, [("idle", 0), ("prompt", 1_000), ("busy", 0), ("empty answer", 5), *moments])
    state, sent = replayed(leased(lease, mode), desk.told, cuts)
    assert sent == desk.sent
    assert state == desk.state
    counted = state.journal.leases[LEASE].used
    assert len(set(counted)) == len(counted)


@pytest.mark.parametrize("until", ["turns", "recovered"])
@settings(max_examples=60, deadline=None)
@given(moments=MOMENTS, cuts=CUTS)
def test_any_batching_of_a_move_that_holds_ends_alike(
    until: Any, moments: list[tuple[str, int]], cuts: list[int]
) -> None:
    desk = Desk(*FAMILY)
    told(desk, [("prompt", 1_000), ("busy", 0), ("empty answer", 5), ("waits", 0)])
    desk.told.clear()
    wish = LeaseWish(until=until, turns=1 if until == "turns" else None)
    order = Override(nonce="n" * 14, server=LAB, session=A, target=GPT, lease=wish)
    before, effects = decide(replace(desk.state, now_ms=desk.now), order)
    desk.state = before
    desk.open = [effect for effect in effects if isinstance(effect, SendAbort | ReadHistory)]
    desk.sent.clear()
    told(desk, [("all replies", 5), ("gpt answers", 5), *moments])
    state, sent = replayed(before, desk.told, cuts)
    assert sent == desk.sent
    assert state == desk.state
