"""Folded recordings of a real server end in what that server answered itself."""

from collections.abc import Iterable, Mapping

import pytest
from msgspec.structs import replace

from omo_watch_core import events as ev
from omo_watch_core.events import Event
from omo_watch_core.model import Message, SessionInfo
from omo_watch_core.state import Entry, Server
from omo_watch_core.wire import rest
from tests.core.reduce.tapes import (
    ANSWERED,
    NAMES,
    TAPE,
    Listed,
    fold,
    histories,
    plans,
    sessions,
    statuses,
    tape,
)

UNSAID = {"ui-events"}
"""Where the server changed the sums of a session, by a fork and a deletion, and never said so."""
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


def _looked_at(name: str) -> tuple[Event, ...]:
    """Give the events of a tape with somebody looking at every session that it ends with."""
    events = tape(name).events
    start = events[0].at_ms
    looks = [ev.SessionOpened(server=TAPE, at_ms=start, session=one) for one in sessions(name)]
    return (*looks, *events)


def _answers(
    at: int,
    infos: Iterable[SessionInfo],
    words: Mapping[str, tuple[ev.StatusHeard, ...]],
    told: Mapping[str, Listed],
) -> tuple[Event, ...]:
    """Give answers of the server as events, all asked for at one moment."""
    listing = ev.SessionsListed(
        server=TAPE, at_ms=at, asked_ms=at, sessions=tuple(infos), complete=True
    )
    directories = (
        ev.DirectoryRead(
            server=TAPE, at_ms=at, asked_ms=at, directory=directory, statuses=statuses, asks=()
        )
        for directory, statuses in words.items()
    )
    messages = (
        ev.MessagesListed(
            server=TAPE, at_ms=at, asked_ms=at, session=session, messages=listed, complete=True
        )
        for session, listed in told.items()
    )
    return (listing, *directories, *messages)


def _snapshot(name: str) -> tuple[Event, ...]:
    """Give the server's last answers, as if they had been asked for at the end."""
    at = tape(name).end_ms + 1
    infos = sessions(name).values()
    words = {
        directory: rest.statuses(statuses(name), TAPE, directory, at)
        for directory in sorted({info.directory for info in infos})
    }
    return _answers(at, infos, words, histories(name))


def _newest(name: str, session: str, role: str) -> Message | None:
    listed = (message for message, _ in reversed(histories(name)[session]))
    return next((message for message in listed if message.role == role), None)


def _said(name: str, info: SessionInfo) -> tuple[object, ...]:
    sums = () if name in UNSAID else (info.tokens, info.cost)
    return (
        info.id,
        info.title,
        info.parent,
        info.model,
        info.agent,
        info.directory,
        info.archived_ms,
        *sums,
    )


def _assert_ends_like_the_server(name: str, server: Server) -> None:
    known = sessions(name)
    # What was never described is the ghost of a session that was deleted before the recording.
    assert {held.id for held in server.sessions.values() if held.info_ms} == set(known)
    for session, info in known.items():
        held = server.sessions[session]
        assert _said(name, held.info) == _said(name, info)
        busy = {word.session for word in rest.statuses(statuses(name), TAPE, "", 0)}
        assert (held.status != "idle") == (session in busy)
    for session in histories(name).keys() & known.keys():
        held = server.sessions[session]
        prompt = _newest(name, session, "user")
        assert held.answer == _newest(name, session, "assistant")
        assert (held.prompt and held.prompt.id) == (prompt and prompt.id)


@pytest.mark.parametrize("name", ANSWERED)
def test_a_recording_ends_like_the_server(name: str) -> None:
    _assert_ends_like_the_server(name, fold(tape(name).events))


@pytest.mark.parametrize("name", ANSWERED)
@pytest.mark.parametrize("share", SHARES)
def test_a_snapshot_after_any_part_of_it_ends_like_the_server(name: str, share: float) -> None:
    events = tape(name).events
    heard = events[: int(len(events) * share)]
    server = fold((*heard, *_snapshot(name)))
    _assert_ends_like_the_server(name, server)
    assert all(held.info_ms for held in server.sessions.values())


@pytest.mark.parametrize("name", ANSWERED)
def test_plans_end_like_the_servers(name: str) -> None:
    server = fold(tape(name).events)
    for session, plan in plans(name).items():
        assert server.todos.get(session, ()) == plan


@pytest.mark.parametrize("name", ANSWERED)
def test_transcripts_end_like_the_servers(name: str) -> None:
    server = fold(_looked_at(name))
    for session in histories(name).keys() & server.sessions.keys():
        held = server.transcripts[session].entries
        wanted = {
            message.id: Entry(message=message, parts={part.id: part for part in parts})
            for message, parts in histories(name)[session]
        }
        assert list(held) == list(wanted)
        for told, entry in wanted.items():
            assert list(held[told].parts) == list(entry.parts)
            for part in entry.parts.values():
                text, heard = str(part.text), str(held[told].parts[part.id].text)
                # The server stores no text of a part that never ended; the stream told it.
                assert heard == text or (part.ended_ms is None and heard.startswith(text))
            assert held[told].message == entry.message


@pytest.mark.parametrize("name", ANSWERED)
def test_a_snapshot_of_an_open_session_changes_no_word_of_its_transcript(name: str) -> None:
    events = _looked_at(name)
    before = fold(events).transcripts
    after = fold((*events, *_snapshot(name))).transcripts
    for session in histories(name).keys() & before.keys():
        told = [
            {key: [str(part.text) for part in entry.parts.values()] for key, entry in pages.items()}
            for pages in (before[session].entries, after[session].entries)
        ]
        assert told[0] == told[1]
        assert after[session].size == sum(
            part.text.size
            for entry in after[session].entries.values()
            for part in entry.parts.values()
        )
        assert after[session].complete


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_from_before_it_all_changes_nothing(name: str) -> None:
    events = tape(name).events
    server = fold(events)
    nothing = dict.fromkeys(server.directories, ())
    late = _answers(events[0].at_ms - 1, (), nothing, dict.fromkeys(server.sessions, ()))
    after = fold((*events, *late)).sessions
    assert {key: replace(held, status_ms=0) for key, held in after.items()} == {
        key: replace(held, status_ms=0) for key, held in server.sessions.items()
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_event_of_a_recording_is_known(name: str) -> None:
    counts = fold(tape(name).events).counts
    assert (counts.unrecognised, counts.malformed, counts.events) == (0, 0, len(tape(name).events))


@pytest.mark.parametrize("name", NAMES)
def test_folding_twice_gives_the_same(name: str) -> None:
    assert fold(tape(name).events) == fold(tape(name).events)


def test_the_deleted_of_a_recording_stay_deleted() -> None:
    server = fold(tape("delete-session").events)
    assert (server.sessions, server.asks, server.todos) == ({}, {}, {})
    assert server.counts.ghosts > 50


def test_a_fallback_of_the_plugin_keeps_what_failed_before() -> None:
    server = fold(tape("omo-a1-runtime-fallback").events)
    (session,) = server.sessions.values()
    assert [setback.model.name for setback in session.setbacks] == [
        "fake/limited-opus",
        "fake/limited-two",
    ]
    assert session.answer is not None
    assert session.answer.model is not None
    assert (session.answer.model.name, session.answered) == ("fake/ok-kimi", True)


def test_a_marked_override_keeps_what_failed_before_until_a_person_goes_on() -> None:
    events = tape("override-marked").events
    (session,) = fold(events).sessions.values()
    assert [(setback.model.name, setback.reason) for setback in session.setbacks] == [
        ("fake/e401", "auth"),
    ]


def test_a_stream_that_is_cut_again_and_again_is_counted() -> None:
    (session,) = fold(tape("stream-cut").events).sessions.values()
    assert session.unfinished > 5


def test_an_error_that_was_told_twice_keeps_its_first_words() -> None:
    (session,) = fold(tape("model-not-found").events).sessions.values()
    assert session.failure is not None
    assert session.failure.message == "Model not found: noprovider/x."
