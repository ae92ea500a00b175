"""What is asked, by whom and where: the facts behind the choice of an answer."""

from __future__ import annotations

from dataclasses import dataclass

from omo_watch.lines.naming import name_of
from omo_watch_core.family import waiting_parent
from omo_watch_core.model import Ask
from omo_watch_core.select.asking import asks_of
from omo_watch_core.state import Server, State


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold one request as a person decides about it."""

    ask: Ask
    server: str
    path: tuple[str, ...]
    """Titles from the topmost session down to the one that asks."""
    dead: bool
    parent: str | None
    """The session that waits for the asking one in its own turn."""
    others: int
    """How many more requests the same session has open."""


def asked(state: State, server: str, name: str) -> Asked | None:
    """Gather what is known about a request; None where it is not there any more."""
    home = state.servers.get(server)
    ask = (home.asks.get(name) or home.dead.get(name)) if home else None
    session = home.sessions.get(ask.session) if home and ask else None
    if home is None or ask is None or session is None:
        return None
    parent = waiting_parent(home, session)
    return Asked(
        ask=ask,
        server=server,
        path=_path(home, session.id),
        dead=name in home.dead,
        parent=name_of(parent) if parent else None,
        others=sum(other.id != name for other in asks_of(home, session.id)),
    )


def permission_choices(what: Asked) -> tuple[tuple[str, str, str], ...]:
    """Give key, name and true consequence of each answer to a permission."""
    if what.dead:
        return (("R", "clean up", "take it off the server's list; nothing runs"),)
    covers = ", ".join(f"`{pattern}`" for pattern in what.ask.always)
    always = f"{covers} for all sessions here, until the server restarts"
    return (
        ("o", "once", "this call only"),
        *((("A", "always", always),) if covers else ()),
        ("R", "reject", reject_words(what)),
        ("i", "tell it", "reject with your words; the agent reads them and goes on"),
    )


def reject_words(what: Asked) -> str:
    """Say what a reject does: to the run, to its other requests, to a parent that waits."""
    if what.ask.kind == "question":
        said = "the question is dismissed and the run ends here"
    else:
        said = "the tool fails and the run ends here"
    if what.others and what.ask.kind == "permission":
        many = "its other request" if what.others == 1 else f"its {what.others} other requests"
        said = f"{said}; {many} too"
    if what.parent:
        said = f"{said}; {what.parent} sees its task fail and goes on"
    return said


def _path(server: Server, session: str) -> tuple[str, ...]:
    found: list[str] = []
    seen: set[str] = set()
    while session in server.sessions and session not in seen:
        seen.add(session)
        here = server.sessions[session]
        found.append(name_of(here))
        session = here.info.parent or ""
    return tuple(reversed(found))
