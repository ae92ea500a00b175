"""What is done with a model on an operator's word."""

from __future__ import annotations

from omo_watch_core.actions.action import Action, Result
from omo_watch_core.commands import Wants
from omo_watch_core.model import ModelRef


class ModelAction(Action, kw_only=True):
    """Note what an operator wants of a model; it changes nothing at a server."""

    wants: Wants
    model: str


class ProbeAction(Action, kw_only=True):
    """Ask a model for one word, in a session of its own that is deleted again."""

    target: ModelRef
    child: str = ""
    """The session that was made for it; "" before it exists."""
    directory: str
    creation: bytes
    """The body that creates it."""
    message: str
    """The id of its prompt; the answer that proves it has it as its parent."""
    body: bytes
    sent_ms: int = 0
    """When the prompt was sent; 0 before."""
    found: Result | None = None
    """What came of it, while its session is put away."""
    until_ms: float | None = None
    """When the limit that it met ends, local clock, where anything said so."""
