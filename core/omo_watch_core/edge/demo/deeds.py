"""What else a client may do: make, change and delete sessions, set a model, show a toast."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec import UNSET
from msgspec.structs import replace

from omo_watch_core.edge.demo import aborts
from omo_watch_core.edge.demo.beats import Amend, Beat, Pen
from omo_watch_core.edge.demo.ids import make_id
from omo_watch_core.edge.demo.nouns import (
    Json,
    Session,
    SessionModel,
    SessionTime,
    Toast,
)
from omo_watch_core.edge.demo.past import VERSION
from omo_watch_core.edge.demo.prompts import NEW
from omo_watch_core.edge.demo.sayings import (
    ModelSwitched,
    SessionCreated,
    SessionDeleted,
    ToastShown,
)
from omo_watch_core.edge.demo.script import Reaction, Script
from omo_watch_core.edge.demo.world import World
from omo_watch_core.value import Value


class NewSession(Value):
    """Hold what a new session shall be."""

    title: str | None = None
    parent: str | None = None
    agent: str | None = None
    model: SessionModel | None = None
    metadata: Json | None = None
    permission: list[Json] | None = None


class Change(Value):
    """Hold what shall change of a session."""

    title: str | None = None
    metadata: Json | None = None
    archived_ms: int | None = None


CHILD = "Child session - "
SLUGS = ("quick-meadow", "brave-cabin", "misty-river", "witty-comet", "calm-harbor")


def iso(at_ms: int) -> str:
    """Write a time as the server does."""
    moment = datetime.fromtimestamp(at_ms / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def new_session(
    script: Script, world: World, directory: str, given: NewSession, now: int
) -> tuple[Session, Reaction]:
    """Make a session with what is given of it; nobody checks whether that makes sense."""
    number = len(world.sessions)
    title = given.title or (CHILD if given.parent else NEW) + iso(now)
    session = Session(
        id=make_id("ses", now, script.name, number),
        slug=SLUGS[number % len(SLUGS)],
        project_id=script.project(directory),
        directory=directory,
        title=title,
        version=VERSION,
        parent_id=given.parent or UNSET,
        agent=given.agent or UNSET,
        model=given.model or UNSET,
        metadata=given.metadata if given.metadata is not None else UNSET,
        permission=given.permission if given.permission is not None else UNSET,
        time=SessionTime(created=now, updated=now),
    )
    pen = Pen(world, session.id, now)
    pen.play(SessionCreated(session_id=session.id, info=session))
    return session, Reaction(beats=pen.written())


def change(world: World, session: str, given: Change, now: int) -> Reaction:
    """Change a title, the metadata, or whether it is archived."""
    changes: Json = {}
    if given.title is not None:
        changes["title"] = given.title
    if given.metadata is not None:
        changes["metadata"] = given.metadata
    if given.archived_ms is not None:
        changes["time"] = replace(world.sessions[session].time, archived=given.archived_ms)
    pen = Pen(world, session, now)
    pen.play(Amend(session=session, changes=changes, touch="metadata" in changes))
    return Reaction(beats=pen.written())


def switch_model(world: World, session: str, model: SessionModel, now: int) -> Reaction:
    """Set the model for prompts that name none; a running wait does not notice."""
    pen = Pen(world, session, now)
    said = ModelSwitched(
        session_id=session, message_id=pen.id("msg"), timestamp=iso(now), model=model
    )
    pen.play(said)
    return Reaction(beats=pen.written())


def delete(world: World, session: str, now: int) -> Reaction:
    """Delete a session after all below it; those are stopped, the session itself is not."""
    below = world.below(session)[::-1]
    beats = [*aborts.stop(world, aborts.running_of(world, below), now)]
    for name in (*below, session):
        pen = Pen(world, name, now)
        pen.play(SessionDeleted(session_id=name, info=world.sessions[name]))
        beats += pen.written()
    return Reaction(drop=frozenset((*below, session)), beats=tuple(beats))


def show_toast(directory: str, toast: Toast, now: int) -> Reaction:
    """Show a toast in the attached screens of a directory."""
    said = ToastShown(directory=directory, toast=toast)
    return Reaction(beats=(Beat(at_ms=now, session="", moves=(said,)),))
