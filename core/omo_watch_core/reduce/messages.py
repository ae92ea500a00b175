"""What the stream says about messages and their parts."""

from __future__ import annotations

from msgspec.structs import replace

from omo_watch_core.events import (
    DiffListed,
    DiffOpened,
    DiffSet,
    MessageRemoved,
    MessageSeen,
    PartRemoved,
    PartSeen,
    ReadFailed,
    TextGrew,
)
from omo_watch_core.reduce import (
    announcing,
    asks,
    category,
    launches,
    output,
    plugin,
    steering,
    turn,
)
from omo_watch_core.reduce.desk import Desk


def seen(desk: Desk, event: MessageSeen) -> None:
    """Take a message over; only that of an assistant is a sign of work."""
    message, at = event.message, event.at_ms
    session = desk.found(message.session)
    if session is None:
        return
    pages = desk.page(message.session)
    if pages is not None:
        pages.message(message, at)
    if message.role == "user":
        write = desk.keep if message == session.prompt else desk.put
        write(turn.prompt(session, message, at))
        announcing.moved(desk, session, at)
    elif message.role == "assistant":
        answered = turn.answer(session, message, at)
        desk.put(answered)
        desk.touch(message.session, at)
        asks.outdate(desk, answered)


def removed(desk: Desk, event: MessageRemoved) -> None:
    """Forget a message; what is left is known only where somebody looks."""
    session = desk.alive(event.session)
    if session is None:
        return
    pages = desk.page(event.session)
    left = None
    if pages is not None:
        pages.drop_message(event.message)
        own = session.prompt is not None and session.prompt.id == event.message
        left = pages.newest("user" if own else "assistant")
    desk.put(turn.forget(session, event.message, left))


def part_seen(desk: Desk, event: PartSeen) -> None:
    """Take a whole part over."""
    part, at = event.part, event.at_ms
    session = desk.found(part.session)
    if session is None:
        return
    category.started(desk, part)
    pages = desk.page(part.session)
    if pages is not None:
        pages.part(part, at)
    after = steering.marked(session, part)
    if session.prompt is not None and part.message == session.prompt.id:
        after = turn.instruct(after, part, at)
        plugin.prompted(desk, session.info.directory, session.prompt, part, at)
        after = launches.told(desk, after, part, session.prompt.created_ms)
    else:
        after = launches.called(desk, output.show(after, part), part)
        if session.answer is not None and part.message == session.answer.id:
            desk.touch(part.session, at)
    if after is not session:
        desk.put(after)
        if after.named is not session.named:
            announcing.moved(desk, session, at)


def part_removed(desk: Desk, event: PartRemoved) -> None:
    """Forget a part."""
    session = desk.alive(event.session)
    pages = desk.page(event.session) if session else None
    part = pages.drop_part(event.message, event.part) if pages else None
    if session is not None and part is not None:
        desk.put(output.without(session, part))


def diff_opened(desk: Desk, event: DiffOpened) -> None:
    """Note that a person turned to what an open session changed."""
    pages = desk.page(event.session) if event.session in desk.sessions.map else None
    if pages is not None:
        pages.diff_open = True


def diff_set(desk: Desk, event: DiffSet) -> None:
    """Take over what an open session changed in its files; turns begin with an empty word."""
    pages = desk.page(event.session) if desk.alive(event.session) else None
    if pages is None:
        return
    event = event.opened()
    if event.files:
        pages.changed(event.files, event.more, event.at_ms)


def diff_listed(desk: Desk, event: DiffListed) -> None:
    """Take a listing of it over, unless the stream said something since it was asked for."""
    pages = desk.page(event.session) if event.session in desk.sessions.map else None
    if pages is not None and pages.diff_ms < event.asked_ms:
        pages.changed(event.files, event.more, event.asked_ms)


def diff_unread(desk: Desk, event: ReadFailed) -> None:
    """Note why what an open session changed could not be read; what was known of it stays."""
    name = event.session or ""
    pages = desk.page(name) if name in desk.sessions.map else None
    if pages is not None:
        pages.diff_fault = event.reason


def grew(desk: Desk, event: TextGrew) -> None:
    """Append to a part that somebody looks at; else note only that the session works."""
    name = event.session
    session = desk.sessions.map.get(name)
    if session is None:
        desk.alive(name)
        return
    at = event.at_ms
    if at > desk.touched.get(name, 0):
        desk.touched[name] = at
    if not session.answered:
        answer = session.answer
        if answer is not None and answer.id == event.message:
            desk.put(replace(session, answered=True, shown=True))
    if name in desk.transcripts.map:
        pages = desk.page(name)
        if pages is not None:
            pages.grow(event.message, event.part, event.delta, at)
