"""Which histories, plans and models are asked for, and which questions are still open."""

import pytest
from msgspec.structs import replace

from omo_watch_core.agenda import (
    DIRECTORY,
    LISTING,
    MESSAGES,
    MODELS,
    PLUGIN,
    PLUGIN_SETTINGS,
    TODOS,
)
from omo_watch_core.effects import (
    ListSessions,
    ReadDirectory,
    ReadMessages,
    ReadModels,
    ReadTodos,
)
from omo_watch_core.events import (
    CatalogChanged,
    Event,
    HealthRead,
    MessagesListed,
    ModelsListed,
    ServerDescribed,
    SessionOpened,
    TodosListed,
)
from omo_watch_core.growing import Text
from omo_watch_core.launched import Launch
from omo_watch_core.mark import Mark
from omo_watch_core.model import Message, Part
from omo_watch_core.questions import key
from omo_watch_core.scope import ENDS
from omo_watch_core.state import Directory, Session
from tests.core.planning import (
    HOUR,
    OLD,
    T0,
    directories,
    failed,
    histories,
    listed,
    opened,
    played,
    read,
    server,
    session,
    tick,
)


def test_histories_are_read_of_what_works_and_of_fresh_ends() -> None:
    known = server(
        session("busy", status="busy", updated=OLD),
        session("retry", status="retry", ended=T0),
        session("unknown"),
        session("known", ended=T0 - 1_000),
        session("moved on", ended=T0 - 60_000),
        session("old", updated=OLD),
        session("elsewhere", "/b"),
        listed_ms=T0,
    )
    _, effects = played(known, opened(), read(T0 + 100, "/a"), read(T0 + 1_200, "/a"))
    first, second = histories(effects)[:4], histories(effects)[4:]
    assert first == [("busy", 10), ("retry", 10), ("unknown", 2), ("moved on", 2)]
    assert second == [("busy", 10), ("retry", 10)]


def with_child(parent: Session, *, directory: str = "/a") -> tuple[Session, Session]:
    """Give a session and one below it."""
    below = session(f"below {parent.id}", directory, updated=OLD)
    return parent, replace(below, info=replace(below.info, parent=parent.id))


def test_of_parents_more_is_read_where_the_plugin_may_be() -> None:
    family = (*with_child(session("busy", status="busy", updated=OLD)), *with_child(session("end")))
    known = server(*family, listed_ms=T0)
    _, effects = played(known, opened(), read(T0 + 100, "/a"))
    assert histories(effects) == [("busy", 30), ("end", 30)]
    alone = {"/a": Directory(path="/a", heard=True, plugin=False)}
    _, effects = played(replace(known, directories=alone), opened(), read(T0 + 100, "/a"))
    assert histories(effects) == [("busy", 10), ("end", 2)]


@pytest.mark.parametrize("plugin", [True, False])
def test_a_parent_whose_child_works_is_read_however_long_it_rests(plugin: bool) -> None:
    child, parent = session("child", status="busy", ended=T0), session("parent", updated=OLD)
    child = replace(child, info=replace(child.info, parent="parent"))
    known = server(child, parent, session("other", updated=OLD), listed_ms=T0)
    known = replace(known, directories={"/a": Directory(path="/a", heard=True, plugin=plugin)})
    _, effects = played(known, opened(), read(T0 + 100, "/a"))
    assert histories(effects) == [("child", 10), ("parent", 30)]


@pytest.mark.parametrize(("ended", "read_again"), [(True, []), (False, [("known", 2)])])
def test_what_became_of_open_tasks_is_asked_although_the_end_is_known(
    ended: bool, read_again: list[tuple[str, int]]
) -> None:
    out = replace(session("known", ended=T0 - 1_000), launches=(Launch(task="bg_1", ended=ended),))
    _, effects = played(server(out, listed_ms=T0), opened(), read(T0 + 100, "/a"))
    assert histories(effects) == read_again


def test_only_the_newest_ends_are_asked_for() -> None:
    many = [
        session(f"n{at:03}", updated=T0 - at, directory="/ab"[: 2 + at % 2]) for at in range(99)
    ]
    known = server(*many, listed_ms=T0)
    _, effects = played(known, opened(), read(T0 + 100, "/a"), read(T0 + 200, "/ab"))
    assert {name for name, _ in histories(effects)} == {f"n{at:03}" for at in range(ENDS)}


def test_what_a_person_opens_is_read_at_once_and_after_each_gap() -> None:
    known = server(session("old", "/old", updated=OLD))
    whole = [
        ReadMessages(server="s", session="old", limit=60),
        ReadTodos(server="s", session="old"),
    ]
    seen = SessionOpened(server="s", at_ms=T0 + 9, session="old")
    assert played(known, seen)[1] == whole
    _, effects = played(known, opened(), listed(T0 + 100), watched="old")
    assert [e for e in effects if isinstance(e, ReadMessages | ReadTodos)] == whole
    assert directories(effects) == []


def test_a_burst_of_catalogue_events_is_one_question() -> None:
    burst = [CatalogChanged(server="s", at_ms=T0 + at) for at in (0, 10, 990)]
    known, effects = played(server(), *burst, tick(T0 + 999))
    assert effects == []
    known, effects = played(known, tick(T0 + 1_000))
    assert effects == [ReadModels(server="s")]
    assert played(known, tick(T0 + 9_000))[1] == []


def test_models_that_could_not_be_read_are_asked_for_later() -> None:
    known, effects = played(server(), failed(T0, MODELS), tick(T0 + 29_999))
    assert effects == []
    assert played(known, tick(T0 + 30_000))[1] == [ReadModels(server="s")]


def test_a_failed_history_is_not_asked_for_again() -> None:
    known = server()
    assert played(known, failed(T0, MESSAGES, of="one"), tick(T0 + HOUR)) == (known, [])


def test_every_question_is_outstanding_until_it_is_answered() -> None:
    known = server(session("one", "/a", status="busy"))
    known, _ = played(known, opened(), listed(T0 + 9), read(T0 + 20, "/a"))
    assert known.link.agenda.outstanding == {
        "health", "description", "models", "messages one", "plugin /a", "plugin settings /a"
    }  # fmt: skip
    answers = [
        HealthRead(server="s", at_ms=T0 + 30, version="1"),
        ServerDescribed(server="s", at_ms=T0 + 30, own_directory="/a", plugin=None),
        ModelsListed(server="s", at_ms=T0 + 30, models=()),
        failed(T0 + 30, MESSAGES, of="one"),
        failed(T0 + 30, PLUGIN_SETTINGS, "/a"),
        failed(T0 + 30, PLUGIN, "/a"),
    ]
    assert played(known, *answers)[0].link.agenda.outstanding == frozenset()


def test_all_questions_have_the_keys_of_their_failures() -> None:
    asked = ReadDirectory(server="s", directory="/a b")
    assert key(asked) == key(failed(T0, DIRECTORY, "/a b")) == key(read(T0, "/a b"))
    todos = ReadTodos(server="s", session="one")
    listed_todos = TodosListed(server="s", at_ms=T0, asked_ms=T0, session="one", todos=())
    assert key(todos) == key(failed(T0, TODOS, of="one")) == key(listed_todos)
    messages = ReadMessages(server="s", session="one", limit=2)
    assert key(messages) == key(failed(T0, MESSAGES, of="one"))
    assert key(ListSessions(server="s")) == key(failed(T0, LISTING)) == key(listed(T0))
    assert key(tick(T0)) is None


def test_ends_in_a_directory_that_was_read_before_the_listing_are_read_after_it() -> None:
    early = replace(
        server(session("unknown")),
        directories={"/a": Directory(path="/a", heard=True, asked_ms=T0 + 10, read_ms=T0 + 20)},
    )
    after, effects = played(early, read(T0 + 20, "/a"))
    assert histories(effects) == []
    _, effects = played(replace(after, listed_ms=T0 + 30), listed(T0 + 30))
    assert histories(effects) == [("unknown", 2)]


def _ends_with(*messages: Message, marked: bool, complete: bool = False) -> Event:
    mark = Mark() if marked else None
    part = Part(id="prt", message="m", session="one", kind="text", text=Text.of(""), mark=mark)
    return MessagesListed(
        server="s", at_ms=T0 + 9, asked_ms=T0, session="one", complete=complete,
        messages=tuple((message, (part,)) for message in messages),
    )  # fmt: skip


def test_behind_a_mark_of_ours_more_of_the_history_is_asked_for_once() -> None:
    prompt = Message(id="msg_1", session="one", role="user")
    answer = Message(id="msg_2", session="one", role="assistant")
    known = server(session("one"))
    (further,) = histories(played(known, _ends_with(prompt, answer, marked=True))[1])
    assert further == ("one", 10)
    assert played(known, _ends_with(prompt, answer, marked=False))[1] == []
    assert played(known, _ends_with(answer, answer, marked=True))[1] == []
    assert played(known, _ends_with(prompt, answer, marked=True, complete=True))[1] == []
    longer = _ends_with(answer, prompt, answer, marked=True)
    assert played(known, longer)[1] == []
