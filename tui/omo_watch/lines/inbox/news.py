"""Offers, differences and bad ends in the detail of the Inbox: what is known of each."""

from __future__ import annotations

from textual.strip import Strip

from omo_watch.lines.inbox.piece import (
    INDENT,
    WORDS,
    Piece,
    headed,
    kept,
    labelled,
    spare,
)
from omo_watch.lines.inbox.row import role_of, sign_of
from omo_watch.lines.ladder.rungs import ladder_words, rung_lines
from omo_watch.lines.line import Line
from omo_watch.lines.pen import Pen
from omo_watch.lines.sessions.claim import SAID_BY
from omo_watch.lines.sessions.facts import facts
from omo_watch.lines.text import one_line
from omo_watch_core.charge.duty import Offer
from omo_watch_core.clock import age
from omo_watch_core.fallback.models import parse
from omo_watch_core.select.inbox_rows import InboxRow
from omo_watch_core.select.offers import offers_of
from omo_watch_core.select.row import RowKey, row
from omo_watch_core.state import State

RUNGS = 6
STAYS = "it may still come; it stays here until you close it"
MEANS = {
    "provider-silent": "by its status it works, and nothing was heard of it",
    "deaf-plugin": "the plugin is there, and lets this wait stand",
    "orphan-task": "its run has ended, and the plugin still counts it: its slot stays taken",
    "looping": "it does the same again and again, and gets nowhere",
    "parent-not-woken": "what it waited for has ended, and nobody told it",
}
"""What a cause of `stuck` comes to."""


def news_head(state: State, found: InboxRow, width: int, pen: Pen) -> list[Piece]:
    """Say what it is."""
    offer = _offer(state, found)
    if offer is not None:
        model = parse(offer.model)
        name = model.model if model else offer.model
        first = headed("omo-watch offers to move it to ", name, "", width, pen)
    else:
        line = Line(pen.style("text")).gap(INDENT)
        sign = f"{sign_of(found, pen.glyphs)} {'over' if found.over else found.kind}"
        role = "muted" if found.over else role_of(found)
        first = line.add(sign, pen.style(role, bold=not found.over)).strip(width)
    return [spare(3, width, pen), *kept([first]), spare(1, width, pen)]


def news_body(state: State, found: InboxRow, width: int, pen: Pen) -> list[Strip]:
    """Give what is known: claim and fact, cause and evidence, the ladder."""
    lines: list[Strip] = []
    for label, text, role in _said(state, found):
        lines += labelled(label, text, role, width, pen)
    if found.kind in ("exhausted", "no answer") and not found.past:
        lines += _ladder(state, found, width, pen)
    if found.hint and not found.over:
        lines += labelled("shell", found.hint, "muted", width, pen)
    return lines


def _said(state: State, found: InboxRow) -> list[tuple[str, str, str]]:
    session = state.session((found.server, found.session))
    offer = _offer(state, found)
    if offer is not None:
        return _offered(offer)
    if found.kind == "mismatch" and session is not None and session.mismatch is not None:
        differs = session.mismatch
        since = f"{SAID_BY[differs.source]}, {age(state.now_ms - differs.at_ms)} ago"
        verb = "answered" if differs.answered else "was asked"
        return [
            ("claim", f"{differs.claimed} was announced {since}", "soft"),
            ("fact", f"{differs.fact} {verb}", "text"),
        ]
    if found.kind == "stuck" and not found.past:
        cause, _, evidence = found.text.partition(": ")
        means = MEANS.get(cause, "")
        return [("cause", cause, "text"), *([("means", means, "soft")] if means else []),
                *([("seen", evidence, "soft")] if evidence else [])]  # fmt: skip
    said = [("what" if found.past else "seen", found.text, "text")]
    return said + ([("then", STAYS, "muted")] if found.kind == "not proved" else [])


def _offered(offer: Offer) -> list[tuple[str, str, str]]:
    said = [("cause", offer.cause, "text"), ("why you", offer.why, "soft")]
    if offer.consequence:
        said.append(("costs", offer.consequence, "text"))
    if offer.lease is not None:
        until = {"recovered": "until the model before is free again", "cleared": "until cleared"}
        said.append(("holds", until.get(offer.lease.until, offer.lease.until), "soft"))
    return said


def _ladder(state: State, found: InboxRow, width: int, pen: Pen) -> list[Strip]:
    seen = row(state, RowKey(server=found.server, session=found.session))
    if seen is None or not seen.ladder:
        return []
    known = facts(state, seen, ())
    lines = labelled("ladder", ladder_words(seen, known.chain is not None), "soft", width, pen)
    before = INDENT + WORDS
    for one in rung_lines(seen, state.now_ms, pen, RUNGS, known.proved, width - before - 1):
        lines.append(Line(pen.style("text")).gap(before).join(one).strip(width))
    return lines


def _offer(state: State, found: InboxRow) -> Offer | None:
    if found.kind != "offer" or found.over:
        return None
    return offers_of(state).get((found.server, found.session))


def offered_model(state: State, found: InboxRow) -> str:
    """Name the model of an offer, without its provider."""
    offer = _offer(state, found)
    model = parse(offer.model) if offer else None
    return one_line(model.model) if model else "the model"


def costs(state: State, found: InboxRow) -> bool:
    """Tell whether somebody else feels it when an offer is taken."""
    offer = _offer(state, found)
    return offer is not None and bool(offer.consequence)
