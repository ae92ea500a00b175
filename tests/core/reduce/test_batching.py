"""Any batching of the same events folds to the same state."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from omo_watch_core import events as ev
from omo_watch_core.events import Event
from omo_watch_core.launch import TaskCall
from omo_watch_core.mark import Mark
from omo_watch_core.model import Failure, Part, Todo
from omo_watch_core.reduce import reduce
from omo_watch_core.state import State
from omo_watch_core.tasks import notices
from omo_watch_core.tasks.record import Task
from tests.core.reduce import make
from tests.core.reduce.make import HOME, LAB
from tests.core.reduce.tapes import NAMES, TAPE, empty, tape

SESSIONS = st.sampled_from(["ses_a", "ses_b"])
MESSAGES = st.sampled_from(["msg_1", "msg_2", "msg_3", "msg_4"])
PARTS = st.sampled_from(["prt_1", "prt_2", "prt_3"])
MODELS = st.sampled_from([make.OPUS, make.GPT])
TOASTS = st.sampled_from(
    ["Switched to ok-gpt for next request", "Fallback queued for limited-opus", "Hello"]
)
WORDS = st.sampled_from(["", "a", "b c"])
TIMES = st.integers(1, 40)
FLAGS = st.booleans()
MARKS = st.sampled_from(
    [None, Mark(), Mark(by="ann@desk", kind="steer", at_ms=1), Mark(by="bob", kind="fallback")]
)


def _folded(state: State, events: Sequence[Event], cuts: Sequence[int]) -> State:
    """Fold events in batches that begin at the cuts."""
    edges = [0, *sorted({cut % (len(events) + 1) for cut in cuts}), len(events)]
    for start, end in pairwise(edges):
        state, _ = reduce(state, events[start:end])
    return state


def _one_by_one(state: State, events: Sequence[Event]) -> State:
    for event in events:
        state, _ = reduce(state, [event])
    return state


def _looked_at(name: str) -> list[Event]:
    """Give the events of a tape with somebody looking at the sessions in it for a while."""
    told = tape(name).events
    names = {event.info.id for event in told if isinstance(event, ev.SessionSeen)}
    first, last = told[0].at_ms, told[-1].at_ms
    opened = [ev.SessionOpened(server=TAPE, at_ms=first, session=one) for one in sorted(names)]
    shut = [ev.SessionClosed(server=TAPE, at_ms=last, session=one) for one in sorted(names)[::2]]
    return [*opened, *told, *shut]


@given(
    name=st.sampled_from(NAMES),
    cuts=st.lists(st.integers(0, 2_000), max_size=40),
)
@settings(max_examples=60, deadline=None)
def test_any_batching_of_a_recording_folds_to_the_same(name: str, cuts: list[int]) -> None:
    events = _looked_at(name)
    whole, _ = reduce(empty(), events)
    assert _folded(empty(), events, cuts) == whole


@given(name=st.sampled_from(NAMES))
@settings(max_examples=10, deadline=None)
def test_a_recording_may_be_folded_event_by_event(name: str) -> None:
    events = _looked_at(name)
    whole, _ = reduce(empty(), events)
    assert _one_by_one(empty(), events) == whole


TASKS = st.sampled_from(["bg_1", "bg_2"])
ABOUT = st.builds(TaskCall, launched=TASKS) | st.builds(TaskCall, cancelled=TASKS | st.just("*"))


def _notice(task: str) -> str:
    ended = Task(id=task, parent="ses_a", status="completed")
    return notices.message([notices.progress(ended, "3s", 1)], reply=False)


NOTICES = TASKS.map(_notice) | st.just("<auto-slash-command>\n# /stop-continuation Command")


@st.composite
def _part(draw: st.DrawFn) -> Part:
    name, message, session = draw(PARTS), draw(MESSAGES), draw(SESSIONS)
    if draw(FLAGS):
        phase = draw(st.sampled_from(["pending", "running", "completed", "error"]))
        return make.tool(
            name,
            message,
            phase,
            session=session,
            args_key=draw(WORDS),
            about=draw(ABOUT),
            child=draw(st.none() | SESSIONS),
        )
    return make.text(
        name, message, draw(WORDS | NOTICES), session, synthetic=draw(FLAGS), mark=draw(MARKS)
    )


@st.composite
def _message(draw: st.DrawFn) -> ev.MessageSeen:
    role = draw(st.sampled_from(["user", "assistant"]))
    fields = {
        "parent": draw(MESSAGES),
        "finish": draw(st.sampled_from([None, "unknown", "stop"])),
        "completed_ms": draw(st.none() | TIMES),
        "failure": draw(st.none() | st.just(Failure(name="APIError", status=500))),
        "tokens": make.tokens(draw(st.integers(0, 2))),
        "model": draw(MODELS),
    }
    message = make.message(draw(MESSAGES), role, draw(SESSIONS), **fields)
    return ev.MessageSeen(server=LAB, at_ms=draw(TIMES), message=message)


@st.composite
def _word(draw: st.DrawFn) -> ev.StatusHeard:
    word = draw(st.sampled_from(["idle", "busy", "retry"]))
    wait = {"attempt": draw(st.integers(1, 2)), "next_ms": 9e12} if word == "retry" else {}
    return make.status(draw(TIMES), word, draw(SESSIONS), **wait)


@st.composite
def _listing(draw: st.DrawFn) -> ev.MessagesListed:
    session = draw(SESSIONS)
    names = sorted(draw(st.sets(MESSAGES, max_size=3)))
    roles = st.sampled_from(["user", "assistant"])
    messages = tuple(
        (
            make.message(name, draw(roles), session, created_ms=draw(TIMES)),
            (make.text(draw(PARTS), name, draw(WORDS), session),),
        )
        for name in names
    )
    return ev.MessagesListed(
        server=LAB,
        at_ms=draw(TIMES),
        asked_ms=draw(TIMES),
        session=session,
        messages=messages,
        complete=draw(FLAGS),
    )


_ASKS = st.builds(make.ask, st.sampled_from(["per_1", "per_2"]), SESSIONS, TIMES)
_SAID: list[st.SearchStrategy[Event]] = [
    st.builds(make.born, TIMES, SESSIONS),
    st.builds(make.updated, TIMES, SESSIONS, updated_ms=TIMES),
    st.builds(make.deleted, TIMES, SESSIONS),
    st.builds(make.erred, TIMES, st.sampled_from(["APIError", "MessageAbortedError"]), WORDS),
    st.builds(make.shown, TIMES, _part()),
    st.builds(make.grew, TIMES, MESSAGES, PARTS, WORDS, SESSIONS),
    st.builds(make.grew, TIMES, MESSAGES, PARTS, WORDS, SESSIONS),
    st.builds(ev.AskRaised, server=st.just(LAB), at_ms=TIMES, ask=_ASKS),
    st.builds(
        ev.AskClosed,
        server=st.just(LAB),
        at_ms=TIMES,
        session=SESSIONS,
        ask=st.sampled_from(["per_1", "per_2"]),
    ),
    st.builds(ev.SessionOpened, server=st.just(LAB), at_ms=TIMES, session=SESSIONS),
    st.builds(ev.SessionClosed, server=st.just(LAB), at_ms=TIMES, session=SESSIONS),
    st.builds(ev.SessionCompacted, server=st.just(LAB), at_ms=TIMES, session=SESSIONS),
    st.builds(
        ev.MessageRemoved, server=st.just(LAB), at_ms=TIMES, session=SESSIONS, message=MESSAGES
    ),
    st.builds(
        ev.PartRemoved,
        server=st.just(LAB),
        at_ms=TIMES,
        session=SESSIONS,
        message=MESSAGES,
        part=PARTS,
    ),
    st.builds(
        ev.TodosSet,
        server=st.just(LAB),
        at_ms=TIMES,
        session=SESSIONS,
        todos=st.just((Todo(content="x", status="pending"),)),
    ),
    st.builds(
        ev.TodosListed,
        server=st.just(LAB),
        at_ms=TIMES,
        asked_ms=TIMES,
        session=SESSIONS,
        todos=st.just(()),
    ),
    st.builds(
        ev.SessionsListed,
        server=st.just(LAB),
        at_ms=TIMES,
        asked_ms=TIMES,
        sessions=st.lists(st.builds(make.info, SESSIONS), max_size=2).map(tuple),
        complete=FLAGS,
    ),
    st.builds(
        ev.DirectoryRead,
        server=st.just(LAB),
        at_ms=TIMES,
        asked_ms=TIMES,
        directory=st.just(HOME),
        statuses=st.lists(_word(), max_size=2).map(tuple),
        asks=st.lists(_ASKS, max_size=2).map(tuple),
    ),
    st.builds(make.toasted, TIMES, TOASTS),
    st.builds(make.toasted, TIMES, TOASTS),
    st.builds(ev.ModelSwitched, server=st.just(LAB), at_ms=TIMES, session=SESSIONS, model=MODELS),
    st.builds(ev.InstanceDisposed, server=st.just(LAB), at_ms=TIMES, directory=WORDS),
    st.builds(ev.BytesHeard, server=st.just(LAB), at_ms=TIMES, clock_ms=st.none() | TIMES),
    st.builds(ev.StreamOpened, server=st.just(LAB), at_ms=TIMES),
    st.builds(ev.StreamEnded, server=st.just(LAB), at_ms=TIMES, reason=WORDS),
    st.builds(ev.Ticked, server=st.just(""), at_ms=TIMES),
    st.builds(ev.ServerAdded, server=st.just(LAB), at_ms=TIMES, url=st.just("")),
    st.builds(ev.ServerRemoved, server=st.just(LAB), at_ms=TIMES),
    _message(),
    _word(),
    _word(),
    _listing(),
]


@given(
    told=st.lists(st.one_of(_SAID), max_size=30),
    cuts=st.lists(st.integers(0, 30), max_size=6),
)
@settings(max_examples=200, deadline=None)
def test_any_batching_of_any_nonsense_folds_to_the_same(told: list[Event], cuts: list[int]) -> None:
    start = make.Fold(make.born(1), make.born(2, "ses_b")).state
    whole, _ = reduce(start, told)
    assert _folded(start, told, cuts) == whole
    assert _one_by_one(start, told) == whole


@given(told=st.lists(st.one_of(_SAID), max_size=30))
@settings(max_examples=200, deadline=None)
def test_whatever_is_said_the_books_balance(told: list[Event]) -> None:
    state, _ = reduce(make.Fold(make.born(1), make.born(2, "ses_b")).state, told)
    for server in state.servers.values():
        for transcript in server.transcripts.values():
            entries = transcript.entries
            parts = [part for entry in entries.values() for part in entry.parts.values()]
            assert transcript.size == sum(part.text.size for part in parts)
            assert list(entries) == sorted(entries)
            assert all(list(entry.parts) == sorted(entry.parts) for entry in entries.values())
        assert {(server.name, name) for name in server.transcripts} == state.open
        assert {ask.session for ask in server.asks.values()} <= server.sessions.keys()
        assert not server.gone.ids.keys() & server.sessions.keys()
        for session in server.sessions.values():
            assert (session.retry is not None) == (session.status == "retry")
            assert session.status == "idle" or session.ended_ms is None
            assert session.status != "idle" or not session.status_ms or not session.tools
