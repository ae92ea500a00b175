"""Where a scenario goes otherwise than in the standalone plugin, and by which rules.

The expectation is told from the sheet (`story.telling`). The recording stays in play: it must agree
with itself, and each moment in which we part must be met by a rule that says why. One case may fall
under several rules; each of them gives the whole story.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.conformance.case import Case, Json
from tests.conformance.deviation import Deviation
from tests.conformance.rules.parting import PARTINGS, UNNAMED, Parting
from tests.conformance.rules.peer import PAUSE_MS, acts, check
from tests.conformance.rules.span import View
from tests.conformance.rules.story.glance import chain_at, config
from tests.conformance.rules.story.telling import told

KEYS = ("scenarios_standalone",)
WAITING = {"awaitingFallbackResult", "timeoutArmed"}


@dataclass(frozen=True)
class Reading:
    """One reason why the whole is told otherwise."""

    rec: str
    reason: str
    met: Callable[[View], bool]


Reason = Parting | Reading


def reasons(case: Case) -> list[Reason]:
    """Give the rules by which we part; raises AssertionError where the recording is not whole."""
    check(case)
    view = View(case)
    found: list[Reason] = [
        next(parting for parting in PARTINGS if parting.met(view, span)) for span in view.spans
    ]
    if view.outputs:
        found.append(next(reading for reading in OUTPUTS if reading.met(view)))
    if view.ending and not (view.spans or view.outputs):
        found.append(next(reading for reading in ENDINGS if reading.met(view)))
    return found + [form for form in FORMS if form.met(view)]


# --- what a person's prompt gets


def _has_variant(view: View) -> bool:
    return any("variant" in (mine["output_model"] or {}) for _, mine, _ in view.outputs)


def _is_no_choice(view: View) -> bool:
    """Another model was named, on the way to a fallback or by a program."""
    wants = [(m.model, mine["output_model"]) for m, mine, _ in view.outputs]
    return all(asked and given and not asked.endswith(given["modelID"]) for asked, given in wants)


def _restores(view: View) -> bool:
    """The peer goes back whenever it can, and says so; we do where that is wanted."""
    said = any(toast["title"] == "Model Recovered" for toast in view.case.expect["toasts"])
    return said or config(view.given, "restore_primary_after_cooldown", False)


def _adopts(view: View) -> bool:
    return any(m.model and mine["output_model"] is None for m, mine, _ in view.outputs)


# --- how a session ends


def _was_stopped(view: View) -> bool:
    """A person's abort begins anew; the peer takes it for nothing."""
    return any(m.is_cancelling or m.kind == "session.stop" for m in view.heard)


def _has_nothing_left(view: View) -> bool:
    """The model that was asked failed, and no other is left: nothing is awaited any more."""
    errors = [m for m in view.heard[1:] if m.error and not m.is_cancelling]
    return view.ending <= WAITING and bool(errors)


def _runs_on(view: View) -> bool:
    """A retry was announced and no other model is left: what runs goes on."""
    return view.ending <= WAITING and any(m.is_retry for m in view.heard)


def _works(view: View) -> bool:
    kinds = ("message.part", "session.idle", "session.compacted", "session.next")
    signs = [m for m in view.heard if m.is_answer or m.kind.startswith(kinds)]
    return bool(view.ending & WAITING) and bool(signs)


def _is_unclear(view: View) -> bool:
    return any("may have been" in toast["message"] for toast in view.told["toasts"])


def _chose_the_fallback(view: View) -> bool:
    firsts = [(mine["state"] or {}).get("originalModel") for mine, _ in view.both]
    return any(m.kind == "chat" and m.model in firsts for m in view.heard)


def _began_on_a_fallback(view: View) -> bool:
    created = view.created()
    return created is not None and created.model in chain_at(view.given, created)


def _is_over(view: View) -> bool:
    return any("dispose" in step for step in view.given["steps"])


def _is_any(view: View) -> bool:
    return True


# --- the same decisions in another form


def _announces(view: View) -> bool:
    return view.told["toasts"] != view.case.expect["toasts"]


def _repeats(view: View) -> bool:
    """The same model was asked at the same time with another body."""
    ours, peers = ({a["at_ms"]: a for a in t["prompts"]} for t in (view.told, view.case.expect))
    return any(at in peers and peers[at] != prompt for at, prompt in ours.items())


def _does_not_pause(view: View) -> bool:
    return acts(view.case.expect) != acts(view.case.expect, PAUSE_MS)


def _begins(view: View) -> bool:
    """A session with a model begins a state; the peer's begins with its first failure."""
    return any(mine["state"] and not other["state"] for mine, other in view.both)


def _keeps(view: View) -> bool:
    """Pending until it shows, place from the first fallback, retry, last use and own abort."""
    return view.told["state"] != view.case.expect["state"]


OUTPUTS = (
    Reading("11", "The variant is parsed out of a rewritten model.", _has_variant),
    Reading("11 mismatch", "On the way to a fallback a mismatch is no choice.", _is_no_choice),
    Reading("1.1; 11 restore", "The primary comes back where that is wanted.", _restores),
    Reading("15 (5816)", "Asking for the fallback that stands adopts it.", _adopts),
    Reading(UNNAMED, "One engine: where no REC takes the peer's way, V4's stands.", _is_any),
)
ENDINGS = (
    Reading("9 self abort", "An abort that is not ours is a person's.", _was_stopped),
    Reading("9 pending", "An error of the model that was asked counts.", _has_nothing_left),
    Reading("7 exhausted", "Where nothing is left, what runs goes on.", _runs_on),
    Reading("7.8", "A prompt that may have been taken counts as taken.", _is_unclear),
    Reading("12", "Our timers end with us.", _is_over),
    Reading("15 (5816)", "Asking for the fallback that stands adopts it.", _chose_the_fallback),
    Reading("9 created", "A session that begins on a fallback stands there.", _began_on_a_fallback),
    Reading("10", "Tools, reasoning and tokens are an answer.", _works),
    Reading(UNNAMED, "One engine: where no REC takes the peer's way, V4's stands.", _is_any),
)
FORMS = (
    Reading("7 toast", "A toast tells of what was accepted, not of what is tried.", _announces),
    Reading("2; 7 body", "A retry repeats the last real turn's texts by their ids.", _repeats),
    Reading("7 abort", "The answer to an abort is the barrier; nothing pauses.", _does_not_pause),
    Reading("9 created", "A session begins with its creation.", _begins),
    Reading("3; 5; 7; 12", "What is kept of a session is V4's.", _keeps),
)


def _has(rec: str, reason: str, case: Case) -> bool:
    return any((found.rec, found.reason) == (rec, reason) for found in _LATEST.of(case))


def _retold(case: Case) -> Json:
    whole = told(case.input)
    if case.expect != whole:
        reasons(case)
    return whole


class _Latest:
    """Remember the reasons of the case that was asked about last."""

    def __init__(self) -> None:
        self.case: Case | None = None
        self.found: list[Reason] = []

    def of(self, case: Case) -> list[Reason]:
        """Give the reasons of a case; one that is equal has none."""
        if case is not self.case:
            equal = case.expect == told(case.input)
            self.case, self.found = case, [] if equal else reasons(case)
        return self.found


_LATEST = _Latest()
_ALL: tuple[Reason, ...] = (*PARTINGS, *OUTPUTS, *ENDINGS, *FORMS)
RULES = tuple(
    Deviation(
        rec=rec,
        reason=reason,
        keys=KEYS,
        applies=partial(_has, rec, reason),
        expects=_retold,
    )
    for rec, reason in dict.fromkeys((reason.rec, reason.reason) for reason in _ALL)
)
