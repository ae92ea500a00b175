"""What commands say before they stop what runs."""

from __future__ import annotations

from collections.abc import Sequence

from omo_watch.lines.moving.consequence import stop_sentences
from omo_watch_core.state import SessionKey, State


def foretell_end(state: State, key: SessionKey) -> Sequence[str]:
    """Say the same of what is stopped for good: no result will follow."""
    server = state.servers[key[0]]
    return stop_sentences(server, server.sessions[key[1]], follows=False)


def foretell(state: State, key: SessionKey) -> Sequence[str]:
    """Say what the parent of a session will see, and what stops below it."""
    server = state.servers[key[0]]
    return stop_sentences(server, server.sessions[key[1]])
