"""The demo's story with a past: what was heard of it folded in, and what was done beside it."""

from __future__ import annotations

from msgspec.structs import replace
from tests.tui.make import MINUTE, NOW, SECOND, ref
from tests.tui.moments import override
from tests.tui.story import BILLING, GPT, PRO, story

from omo_watch_core import events as ev
from omo_watch_core.actions.action import Action, CancelAction
from omo_watch_core.journal.nouns import Deed, Journal, Step
from omo_watch_core.journal.place import place_of
from omo_watch_core.model import Toast
from omo_watch_core.reduce import reduce
from omo_watch_core.sent import Request
from omo_watch_core.state import State

LIST = (
    "Running (2):", "[BG] Write docs (writer) - 0s ← NEW", "[BG] Explore tests (explore) - 8s", "",
    "Queued (1):", "[Q] Search ledger call sites (librarian) - Queued",
)  # fmt: skip
END = ('"Explore tests" finished in 1m 12s', "", "Still running: 1 | Queued: 1")


def shown(ago: float, title: str, *lines: str, variant: str = "info") -> ev.ToastShown:
    """Make a toast of the laptop that was shown so many seconds ago."""
    at = NOW - int(ago * SECOND)
    toast = Toast(
        server="laptop", directory="/srv/dev/billing", title=title, message=" ".join(lines),
        variant=variant, at_ms=at, lines=lines if len(lines) > 1 else (),
    )  # fmt: skip
    return ev.ToastShown(server="laptop", at_ms=at, toast=toast)


def many_toasts() -> State:
    """More than the place has room for; two lists are of one burst."""
    return _heard(
        shown(9, "Provider Cache Missing", "Model filtering disabled.", variant="warning"),
        shown(8, "NEVER Use Sisyphus with GPT", "Use Hephaestus.", variant="error"),
        shown(5, "New Background Task", *LIST[:2]),
        shown(4, "New Background Task", *LIST),
        shown(3, "Model Fallback", "Switched to gpt-5.4 for next request", variant="warning"),
        shown(1, "Task Completed", *END, variant="success"),
    )


def not_proved_in_log() -> State:
    """A move without proof, with its requests, an earlier one and one of another operator."""
    state = _heard(
        shown(190, "New Background Task", *LIST),
        shown(70, "Model Fallback", "Switched to gpt-5.4 for next request", variant="warning"),
        ev.StreamEnded(server="ci-box", at_ms=NOW - 60 * SECOND, reason="connection reset"),
        ev.Ticked(server="ci-box", at_ms=NOW - 49 * SECOND),
        ev.StreamOpened(server="ci-box", at_ms=NOW - 48 * SECOND),
        shown(40, "Task Completed", *END, variant="success"),
    )
    seen = f"no answer of that model was seen; the newest answer is from {GPT}"
    late = replace(override("act_1", "accepted", lasted=15 * SECOND, evidence=seen))
    begun = NOW - 15 * SECOND
    sent = (
        Request(at_ms=begun + 12, what=f"POST /session/{BILLING}/abort", body=b"{}", status=200,
                answered_ms=begun + 224),
        Request(at_ms=begun + 231, what=f"POST /session/{BILLING}/prompt_async", body=b'{"a":1}',
                status=204, answered_ms=begun + 240),
        Request(at_ms=begun + 2_340, what=f"POST /session/{BILLING}/prompt_async",
                body=b'{"a":1}', status=204, answered_ms=begun + 2_348),
    )  # fmt: skip
    stop = CancelAction(
        id="act_0", server="laptop", session="ses_scheduler", title="Port the scheduler",
        started_ms=NOW - 95 * SECOND, phase="ended", phase_ms=NOW - 92 * SECOND, result="stopped",
        evidence="Port the scheduler and 3 below, quiet for 3s", ended_ms=NOW - 92 * SECOND,
        strength="tree",
    )  # fmt: skip
    actions: dict[str, Action] = {stop.id: stop, late.id: late}
    others = Deed(
        id="act_b", kind="override", place=place_of(state.servers["ci-box"].url),
        session="ses_flaky", title="Fix flaky CI", owner="bob@ci", stage="proved",
        started_ms=NOW - 4 * MINUTE, changed_ms=NOW - 4 * MINUTE + 800,
        ended_ms=NOW - 4 * MINUTE + 800, target=ref(PRO), evidence="it answers with gemini-3-pro",
    )  # fmt: skip
    steps = (
        Step(action="act_b", at_ms=NOW - 4 * MINUTE, stage="sent",
             what="POST /session/ses_flaky/prompt_async"),
    )  # fmt: skip
    journal = Journal(deeds={others.id: others}, steps={others.id: steps}, read=True)
    return replace(
        state, actions=actions, requests={late.id: sent}, journal=journal, toasts=(),
        owner="ann@desk",
    )  # fmt: skip


def _heard(*events: ev.Event) -> State:
    state, _ = reduce(story(), events)
    return replace(state, now_ms=NOW)
