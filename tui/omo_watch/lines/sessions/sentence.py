"""What is going on with a session and what comes next, in short sentences."""

from __future__ import annotations

from omo_watch_core.charge.duty import Offer
from omo_watch_core.charge.stance import hindrance
from omo_watch_core.clock import SECOND, age, countdown, when
from omo_watch_core.model import Verdict
from omo_watch_core.select.charge import in_charge_of
from omo_watch_core.select.row import Row
from omo_watch_core.state import Mode

OFFER = "f"
PLUGIN_MOVES_WITHIN = 5 * SECOND
"""A plugin that has not moved a session for so long will not do it."""


def sentence(row: Row, now_ms: int, mode: Mode) -> str:
    """Say in words what the row's cause means; nothing where all is well."""
    if row.state == "unknown":
        return _lost(row, now_ms)
    if row.offer is not None:
        return _offered(row, row.offer, mode)
    if row.session.status == "retry" and row.state in ("retry", "stuck"):
        return _next_step(row, now_ms, mode)
    if row.state == "parked":
        return _parked(row, now_ms, mode)
    if row.state == "asking" and row.ask:
        kind = "wants permission" if row.ask.kind == "permission" else "asks"
        return f"It {kind} and waits for a person: {row.ask.title}"
    return _cause(row.verdict) if row.verdict else ""


def _offered(row: Row, offer: Offer, mode: Mode) -> str:
    """Say which step waits for a person, why, and what it would do to others."""
    _, _, model = offer.model.partition("/")
    said = f"{model} is offered: press {OFFER} to take it, or m for another."
    if in_charge_of(row.server, row.session) == "plugin":
        said = f"The plugin did not move it. {said}"
    elif mode == "auto":
        why, _, _ = offer.why.partition(":")
        said = f"Not moved by itself: {why}. {said}"
    return f"{said} {_as_sentence(offer.consequence)}".strip()


def _as_sentence(words: str) -> str:
    """Make a sentence of a clause."""
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def _lost(row: Row, now_ms: int) -> str:
    link = row.server.link
    since = link.lost_since_ms or link.since_ms
    said = f"The stream from {row.server.name} broke {age(now_ms - since)} ago."
    said += f" Last seen {row.session.status}."
    if link.retry_at_ms is not None and link.retry_at_ms > now_ms:
        said += f" Trying again in {countdown(link.retry_at_ms - now_ms)}."
    return said


def _next_step(row: Row, now_ms: int, mode: Mode) -> str:
    following = next((rung.model.model for rung in row.ladder if rung.kind == "next"), None)
    press = "" if mode == "watch" else "press m to move it yourself"
    if following is None:
        return f"No other rung is free{press and f': {press}'}"
    retry, charge = row.session.retry, in_charge_of(row.server, row.session)
    if charge == "omo-watch":
        return f"{following} is free{_by_guard(row, press)}"
    if charge != "plugin" or retry is None:
        return f"{following} is free, and nobody moves it by itself{press and f': {press}'}"
    left = retry.since_ms + PLUGIN_MOVES_WITHIN - now_ms
    if left > 0:
        then = f", then {press}" if press else ""
        return f"{following} is free: the plugin has {countdown(left)} left to move{then}"
    return f"{following} is free, but the plugin did not move it{press and f': {press}'}"


def _parked(row: Row, now_ms: int, mode: Mode) -> str:
    """Say who put it aside, and when it goes on with which model."""
    mine, info = row.session.parked, row.session.info
    who = (mine.owner if mine else info.parked_by) or "an operator"
    goes_on = f"goes on {when(row.due_ms, now_ms)}" if row.due_ms else "goes on"
    if mine is None:
        return f"Put aside by {who}; it {goes_on} by their omo-watch"
    said = f"Put aside by {who}; it {goes_on} with {mine.model.model}"
    return said if mode == "watch" else f"{said}: press r to go on now, u to leave it stopped"


def _by_guard(row: Row, press: str) -> str:
    offered = hindrance(row.server, row.session)
    claim = row.server.claim
    who = "omo-watch" if claim and claim.own else "a guard"
    if offered is None:
        return f": {who} moves it by itself{press and f', or {press}'}"
    why, _, _ = offered.why.partition(":")
    return f", but {who} only offers it: {why}{press and f'. {press.capitalize()}'}"


def _cause(verdict: Verdict) -> str:
    before = _SENTENCES.get(verdict.cause, f"{verdict.cause}:")
    return f"{before} {verdict.evidence}".strip()


_SENTENCES: dict[str, str] = {
    "queued": "It waits:",
    "orphan-task": "It died, and a rescue frees its lane:",
    "parent-not-woken": "Nobody will wake it but a prompt:",
    "provider-silent": "Busy, but nothing was heard from it for",
    "looping": "It repeats itself:",
    "tool-running": "Runs",
    "no-answer": "It ended without an answer:",
    "interrupted": "Its last answer was interrupted:",
    "exhausted": "Its chain is used up:",
    "rate-limited": "It waits for a limit:",
}
