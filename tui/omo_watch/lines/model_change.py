"""Where a transcript goes from one model to another: what was claimed and who then answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from omo_watch_core.model import Message, ModelRef
from omo_watch_core.state import Entry

Outcome = Literal["proved", "no answer yet", "differs"]


@dataclass(frozen=True, slots=True)
class ModelChange:
    """Hold one step from a model to the next, with claim and fact apart."""

    source: str
    target: str
    claimed_by: str = ""
    outcome: Outcome = "no answer yet"
    answered: str = ""
    """The model that answered instead, where claim and fact differ."""
    failure: str = ""
    """HTTP status or name of what the old model ended with."""


def model_changes(entries: Iterable[Entry]) -> dict[str, ModelChange]:
    """Find all changes, by the id of the message that each stands before."""
    walk = _Walk()
    for entry in entries:
        if entry.message.role == "user":
            walk.prompt(entry)
        else:
            walk.answer(entry)
    return walk.found


def shows_output(entry: Entry) -> bool:
    """Tell whether a message has output or a finish: the proof that its model answers."""
    shown = any(part.kind in ("text", "reasoning", "tool") for part in entry.parts.values())
    return shown or entry.message.finish is not None


class _Walk:
    """Walk a transcript from old to new and remember who answered last."""

    def __init__(self) -> None:
        self.found: dict[str, ModelChange] = {}
        self._last: ModelRef | None = None
        self._failure = ""
        self._claim: str | None = None

    def prompt(self, entry: Entry) -> None:
        message = entry.message
        self._claim = None
        if self._last is None or message.model is None or message.model.name == self._last.name:
            return
        ours = any(part.marked for part in entry.parts.values())
        self._claim = message.id
        self.found[message.id] = ModelChange(
            source=self._last.model,
            target=message.model.model,
            claimed_by="omo-watch" if ours else "prompt",
            failure=self._failure,
        )

    def answer(self, entry: Entry) -> None:
        model = entry.message.model
        if model is None:
            return
        seen = shows_output(entry)
        if self._claim in self.found:
            self._settle(entry.message, model, seen)
        elif self._last and model.name != self._last.name:
            self.found[entry.message.id] = ModelChange(
                source=self._last.model,
                target=model.model,
                outcome="proved" if seen else "no answer yet",
                failure=self._failure,
            )
        self._last = model
        failure = entry.message.failure
        self._failure = str(failure.status or failure.name) if failure else ""

    def _settle(self, message: Message, model: ModelRef, seen: bool) -> None:
        """Close the open claim with the answer that was seen."""
        claim = self._claim
        if claim is None or not seen:
            return
        change = self.found[claim]
        if model.model == change.target:
            if change.outcome == "differs":
                # the prompt was rewritten to another model after a first answer
                del self.found[claim]
                claim = message.id
            self.found[claim] = replace(change, outcome="proved", answered="")
            self._claim = None
        elif change.outcome != "differs":
            self.found[claim] = replace(change, outcome="differs", answered=model.model)
