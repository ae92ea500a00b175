"""Where a transcript goes from one model to another: what was claimed and who then answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from omo_watch_core.model import ABORTED, Message, ModelRef
from omo_watch_core.state import Entry

END = ""
"""Where a change stands that no message follows."""
Outcome = Literal["proved", "no answer yet", "did not answer", "differs"]


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
    """Find all changes, by the id of the message that each stands before; `END` is after all."""
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
        """Where the open claim stands."""
        self._claimed_ms = 0
        self._left: list[str] = []
        """Claims behind which something else was asked."""

    def prompt(self, entry: Entry) -> None:
        """Note what a prompt claims."""
        message = entry.message
        if self._claim:
            self._left.append(self._claim)
        self._claim = None
        if self._last is None or message.model is None or message.model.name == self._last.name:
            return
        ours = any(part.marked for part in entry.parts.values())
        self._claim, self._claimed_ms = message.id, message.created_ms
        self.found[message.id] = ModelChange(
            source=self._last.model,
            target=message.model.model,
            claimed_by="omo-watch" if ours else "prompt",
            failure=self._failure,
        )

    def answer(self, entry: Entry) -> None:
        """Hold an answer against the open claim, else against the answer before it."""
        message = entry.message
        model = message.model
        if model is None:
            return
        if self._claim is not None and message.created_ms < self._claimed_ms:
            # the prompt was written anew, with another model, after this answer
            self._put_off(model, message)
        elif self._claim is not None:
            self._give_up()
            self._settle(message, model, shows_output(entry))
        elif self._last and model.name != self._last.name:
            self.found[message.id] = ModelChange(
                source=self._last.model,
                target=model.model,
                outcome="proved" if shows_output(entry) else "no answer yet",
                failure=self._failure,
            )
        self._last = model
        self._failure = _failure(message)

    def _give_up(self) -> None:
        """Close the claims that nobody answers any more: a newer prompt runs."""
        for claim in self._left:
            self.found[claim] = replace(self.found[claim], outcome="did not answer")
        self._left.clear()

    def _put_off(self, model: ModelRef, message: Message) -> None:
        """Let the open claim stand after an answer that is older."""
        change = self.found.pop(self._claim or END)
        self._claim = END
        self.found[END] = replace(change, source=model.model, failure=_failure(message))

    def _settle(self, message: Message, model: ModelRef, seen: bool) -> None:
        """Close the open claim with the answer that was seen."""
        claim = self._claim or END
        change = self.found[claim]
        if claim == END:
            del self.found[END]
            self._claim = claim = message.id
            self.found[claim] = change
        if not seen:
            return
        same = model.model == change.target
        self.found[claim] = replace(
            change,
            outcome="proved" if same else "differs",
            answered="" if same else model.model,
        )
        self._claim = None


def _failure(message: Message) -> str:
    failure = message.failure
    if failure is None or failure.name == ABORTED:
        return ""
    return str(failure.status or failure.name)
