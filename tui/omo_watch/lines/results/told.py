"""An action in words: what it does, or what became of it."""

from __future__ import annotations

from typing import NamedTuple

from omo_watch.lines.moments import took
from omo_watch.lines.pen import Pen
from omo_watch.lines.text import fit
from omo_watch_core.actions.action import (
    Action,
    AnswerAction,
    CancelAction,
    DeleteAction,
    GiveUpAction,
    HandAction,
    OverrideAction,
    ParkAction,
    Purpose,
    Result,
    UndoAction,
)
from omo_watch_core.actions.models.nouns import ModelAction, ProbeAction
from omo_watch_core.actions.task.nouns import LaneAction, LaunchAction, TaskAction, TellAction
from omo_watch_core.titles import WITHIN

TITLE = 40
PHASES = {
    "checking": "asking what runs",
    "reading": "reading its history",
    "aborting": "stopping what runs",
    "replying": "telling the server",
    "closing": "waiting until it is closed",
    "looking": "asking what is open",
    "rereading": "reading its history",
    "settling": "waiting for its end",
    "setting": "setting the model",
    "prompting": "asking the new model",
    "returning": "waiting for its server",
    "asking again": "waiting for its server",
    "proving": "waiting for an answer",
    "judging": "reading its history",
    "watching": "watching for quiet",
    "confirming": "asking the server",
    "weighing": "reading its history",
    "commanding": "the plugin cancels its tasks",
    "deleting": "deleting it",
    "seeing": "waiting for its end",
    "looking for it": "asking whether it is gone",
    "waiting": "waiting for its lane",
    "creating": "making its session",
    "starting": "waiting for its first sign",
    "results": "reading its result",
}
WAITS_PHASES = {
    **PHASES,
    "checking": "asking what it does",
    "confirming": "seeing that it stopped",
    "marking": "writing it down",
}
_DOING: dict[type[Action], str] = {
    DeleteAction: "deleting",
    OverrideAction: "moving",
    ParkAction: "parking",
    UndoAction: "undoing",
    GiveUpAction: "giving up",
    AnswerAction: "answering",
    LaunchAction: "launching",
    TaskAction: "launching",
    TellAction: "telling",
    ProbeAction: "probing",
}
HELD_WORDS: frozenset[Result] = frozenset({"held", "released", "cleared"})
"""Results of what is only noted here."""
AGAIN: dict[Purpose, str] = {"retry": "retrying", "resume": "going on"}
"""Purposes that ask the same model again."""


class Told(NamedTuple):
    """Hold one result in words."""

    glyph: str
    word: str
    role: str
    before: str
    strong: str = ""
    after: str = ""
    aside: str = ""
    more: tuple[str, ...] = ()
    """Further lines, only of the newest result."""


def told(action: Action, now_ms: int, pen: Pen) -> Told:
    """Put an action into words, sessions called as everywhere on the screen."""
    said = _told(action, now_ms, pen)
    more = tuple(WITHIN.sub("", text) for text in said.more)
    return said._replace(before=WITHIN.sub("", said.before), more=more)


def _told(action: Action, now_ms: int, pen: Pen) -> Told:
    glyphs = pen.glyphs
    lasted = took((action.ended_ms or now_ms) - action.started_ms)
    title = fit(WITHIN.sub("", action.title), TITLE, glyphs.ellipsis)
    if action.result is None:
        return _running(action, title, f"{_phase(action)}, {lasted}", pen)
    if action.result == "refused":
        return Told(
            glyphs.absent,
            "refused",
            "soft",
            action.evidence or "nothing was sent",
            aside=action.hint,
        )
    if isinstance(action, OverrideAction):
        return _override(action, action.result, title, lasted, pen)
    if isinstance(action, AnswerAction):
        return _answer(action, title, lasted, pen)
    if isinstance(action, HandAction):
        return Told(glyphs.set, action.result, "accent", action.evidence)
    if isinstance(action, ModelAction | ProbeAction):
        return _model(action, action.result, lasted, pen)
    if isinstance(action, TaskAction | LaneAction | LaunchAction | TellAction):
        return _task(action, action.result, lasted, pen)
    return _stopped(action, action.result, title, pen)


def _stopped(action: Action, result: Result, title: str, pen: Pen) -> Told:
    """Tell of what was stopped, parked, or taken back."""
    if isinstance(action, ParkAction | UndoAction):
        return _waits(action, result, title, pen)
    return _cancel(action, result, title, pen)


def _running(action: Action, title: str, doing: str, pen: Pen) -> Told:
    word = next((word for kind, word in _DOING.items() if isinstance(action, kind)), "stopping")
    before, strong = title, ""
    if isinstance(action, OverrideAction):
        strong = action.target.model
        before = f"{title} to " if action.purpose not in AGAIN else f"{title} again on "
        word = "rescuing" if action.purpose == "rescue" else AGAIN.get(action.purpose, word)
    return Told(pen.glyphs.busy, word, "busy", before, strong, aside=doing)


def _phase(action: Action) -> str:
    if isinstance(action, ParkAction | UndoAction):
        return WAITS_PHASES.get(action.phase, action.phase)
    return PHASES.get(action.phase, action.phase)


def _waits(action: Action, result: Result, title: str, pen: Pen) -> Told:
    """Tell of what is parked, or taken back."""
    if result == "parked":
        return Told(pen.glyphs.parked, "parked", "wait", action.evidence)
    if result == "undone":
        said = action.evidence
        said = said if said.startswith(action.title) else f"{title}: {said}"
        return Told(pen.glyphs.set, "undone", "accent", said)
    return Told(pen.glyphs.not_proved, result, "bad", f"{title}: ", after=action.evidence)


def _override(action: OverrideAction, result: Result, title: str, lasted: str, pen: Pen) -> Told:
    glyphs, name = pen.glyphs, action.target.model
    if result == "proved":
        how = "answers again" if action.purpose in AGAIN else "now answers"
        before = f"{title} {how} with "
        return Told(glyphs.proved, "proved", "done", before, name, aside=lasted)
    if result == "set":
        before = f"{title}, idle: its next prompt uses "
        return Told(glyphs.set, "set", "accent", before, name, aside="nothing sent")
    seen = action.evidence or "sent and accepted, but no answer of that model was seen"
    more = (seen, "it may still come: the Inbox keeps this until you close it")
    before = f"{title} again on " if action.purpose in AGAIN else f"{title} to "
    return Told(glyphs.not_proved, "not proved", "bad", before, name, aside=lasted, more=more)


def _answer(action: AnswerAction, title: str, lasted: str, pen: Pen) -> Told:
    if action.result == "answered":
        return Told(pen.glyphs.proved, "answered", "done", action.evidence, aside=lasted)
    more = (action.evidence, "the Inbox keeps this until you close it")
    return Told(pen.glyphs.not_proved, "not proved", "bad", title, aside=lasted, more=more)


def _task(action: Action, result: Result, lasted: str, pen: Pen) -> Told:
    """Tell of a task of our own, or of a lane."""
    if result in ("launched", "stopped", "told"):
        return Told(pen.glyphs.proved, result, "done", action.evidence, aside=lasted)
    if result in ("queued", "changed", "unneeded"):
        return Told(pen.glyphs.set, result, "accent", action.evidence)
    more = (action.evidence, action.hint or "this stays until you close it")
    return Told(pen.glyphs.not_proved, "not proved", "bad", action.title, aside=lasted, more=more)


def _model(action: Action, result: Result, lasted: str, pen: Pen) -> Told:
    """Tell of a model that was held, released, cleared or probed."""
    glyphs = pen.glyphs
    more: tuple[str, ...] = (action.hint,) if action.hint else ()
    if result == "limited":
        return Told(glyphs.clock, result, "wait", action.evidence, aside=lasted, more=more)
    if result in HELD_WORDS:
        return Told(glyphs.set, result, "accent", action.evidence, more=more)
    if result == "proved":
        return Told(glyphs.proved, result, "done", action.evidence, aside=lasted, more=more)
    more = (action.evidence, action.hint or "this stays until you close it")
    return Told(glyphs.not_proved, "not proved", "bad", action.title, aside=lasted, more=more)


def _cancel(action: Action, result: Result, title: str, pen: Pen) -> Told:
    glyphs = pen.glyphs
    below = len(action.targets) - 1 if isinstance(action, CancelAction) else 0
    many = f"{title} and {below} below" if below > 0 else title
    aborts = action.aborts if isinstance(action, CancelAction) else 0
    sent = f"{aborts} abort{'' if aborts == 1 else 's'}"
    if result in ("stopped", "given up"):
        what = action.evidence or f"{many}, quiet for 3s"
        claim = (action.hint,) if action.hint else ()
        aside = sent if aborts else ""
        return Told(glyphs.proved, result, "done", what, aside=aside, more=claim)
    if result == "deleted":
        claim = (action.hint,) if action.hint else ()
        return Told(glyphs.proved, "deleted", "done", action.evidence, more=claim)
    if result == "sent":
        return Told(
            glyphs.set,
            "sent",
            "accent",
            f"{title} was asked to wrap up",
            aside="nothing is stopped",
        )
    return Told(glyphs.not_proved, result, "bad", f"{many}: ", after=action.evidence, aside=sent)
