"""Why a list of sessions has none: what the servers say, and what one can do."""

from __future__ import annotations

from omo_watch.keys.keyboard import Keyboard
from omo_watch.keys.table import USUAL
from omo_watch_core.clock import countdown
from omo_watch_core.state import Server, State

UNTRUSTED = "its certificate is not trusted"
LOCKED = (
    "Set it in the environment or the keyring, then start omo-watch again. Nothing was retried."
)


def no_session(state: State, keyboard: Keyboard = USUAL) -> tuple[str, str]:
    """Say what happens, and what one can do."""
    servers = list(state.servers.values())
    alone = len(servers) == 1
    name = servers[0].name if alone else f"None of {len(servers)} servers"
    locked = [server for server in servers if server.link.status == 401]
    if locked and locked[0].link.phase == "refused":
        return f"{locked[0].name} wants a password.", LOCKED
    if any(server.listed_ms is not None for server in servers):
        said = f"{name} has {'no' if alone else 'a'} session yet."
        return said, "The first one shows up here by itself."
    troubled = [server for server in servers if server.link.reason]
    if not troubled:
        return (f"Asking {name} for its sessions." if alone else "Asking for sessions."), ""
    first = troubled[0]
    if first.link.reason.startswith(UNTRUSTED):
        said = f"{first.name} shows a certificate that this machine does not trust."
        return said, f"Name its authority in the settings. {_next(first, state.now_ms, keyboard)}"
    said = f"{name} does not answer." if alone else "No server answers."
    return said, f"{_sentence(first.link.reason)} {_next(first, state.now_ms, keyboard)}"


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:].rstrip('.')}."


def _next(server: Server, now_ms: int, keyboard: Keyboard) -> str:
    """Say when it is tried again, and how that is now."""
    due = server.link.retry_at_ms
    left = countdown(due - now_ms) if due is not None and due > now_ms else ""
    key = keyboard.key("retry")
    return f"Trying again in {left}, {key} tries now." if left else f"{key} tries again."
