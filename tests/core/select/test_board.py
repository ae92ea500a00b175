"""The board of models: what stands, who is concerned, storms, filters, and what is forgotten."""

from typing import Any

import pytest
from msgspec.structs import replace

from omo_watch_core.events import MessageSeen, MessagesListed, PartSeen, SessionDeleted, Ticked
from omo_watch_core.fallback.models import parse
from omo_watch_core.growing import Text
from omo_watch_core.journal.kept import Hold
from omo_watch_core.limited import Limit
from omo_watch_core.model import Message, ModelRef, Part
from omo_watch_core.reduce import reduce
from omo_watch_core.select.board.arrange import arrange_models
from omo_watch_core.select.board.concerned import concerned
from omo_watch_core.select.board.incident import incident_of
from omo_watch_core.select.board.nouns import Board, BoardView, ModelRow
from omo_watch_core.select.board.standing import DUE_MS
from omo_watch_core.state import State
from tests.tui.boards import PRO, STORM, calm, hit, storm

SONNET, OPUS = "anthropic/claude-sonnet-4-6", "anthropic/claude-opus-4-6"
GPT, GLM, FLASH = "openai/gpt-5.4", "zai/glm-4.7", "google/gemini-3-flash"
MINUTE = 60_000


@pytest.fixture(scope="module")
def story() -> State:
    return hit()


def named(board: Board) -> list[str]:
    return [name for _, name in board.keys]


def row(state: State, name: str) -> ModelRow:
    return arrange_models(state, BoardView()).rows[(name.partition("/")[0], name)]


def test_what_rests_stands_first_and_by_provider(story: State) -> None:
    board = arrange_models(story, BoardView())
    providers = [group.provider for group in board.groups]
    assert providers == ["anthropic", "openai", "zai", "google", "kimi-for-coding"]
    assert named(board)[:3] == [SONNET, OPUS, GPT]
    standing = [board.rows[key].standing for key in board.keys]
    assert standing[:3] == ["cooling"] * 3
    assert row(story, GLM).standing == "due"
    assert row(story, FLASH).standing == "free"


def test_a_row_names_who_met_the_limit_on_which_server(story: State) -> None:
    hits = {(one.server, one.title) for one in row(story, OPUS).hits}
    assert ("laptop", "Refactor billing") in hits
    assert ("ci-box", "Nightly review") in hits
    last = row(story, OPUS).last
    assert last is not None
    assert (last.server, last.stated) == ("laptop", True)


def test_the_sessions_that_are_concerned_are_told_with_where_they_go(story: State) -> None:
    here = row(story, GPT)
    found = concerned(story, here.users, here.on_it)
    (first,) = [one for one in found if one.now]
    assert (first.title, first.waits) == ("Refactor billing", True)
    assert first.goes_to == PRO
    assert len(found) == len(here.users) > 10


def test_a_model_that_a_chain_names_and_a_server_lacks_is_told() -> None:
    state = hit()
    lone = {"laptop": replace(state.servers["laptop"], sessions=state.servers["laptop"].sessions)}
    alone = replace(state, servers=lone, limited={})
    found = row(alone, GLM)
    assert (found.standing, found.missing, found.servers) == ("not connected", ("laptop",), ())


def answers(state: State, name: str, at: int, model: str, **fields: Any) -> State:
    """Let a session of the laptop be answered by a model, as the stream tells it."""
    session, _, message = name.partition("/")
    told = Message(
        id=message, session=session, role="assistant", parent="msg_z", model=parse(model),
        **{"created_ms": at, **fields},
    )  # fmt: skip
    part = Part(id=f"prt_{message}", message=message, session=session, kind="text",
                text=Text.of("Done."))  # fmt: skip
    for event in (
        MessageSeen(server="laptop", at_ms=at, message=told),
        PartSeen(server="laptop", at_ms=at, part=part),
    ):
        state, _ = reduce(state, [event])
    return state


def where_it_rests(state: State, name: str) -> set[str]:
    return {one.server for one in row(state, name).hits}


def test_an_answer_after_the_limit_ends_it(story: State) -> None:
    session, now = row(story, OPUS).hits[0].session, story.now_ms
    begun = answers(story, f"{session}/msg_zzza", now, OPUS)
    assert where_it_rests(begun, OPUS) == {"laptop", "ci-box"}  # nothing is ended yet
    ended = answers(begun, f"{session}/msg_zzza", now, OPUS, completed_ms=now + 1)
    assert where_it_rests(ended, OPUS) == {"ci-box"}


def test_a_limit_that_an_answer_ended_stays_away(story: State) -> None:
    session, now = row(story, OPUS).hits[0].session, story.now_ms
    ended = answers(story, f"{session}/msg_zzza", now, OPUS, completed_ms=now + 1)
    next_step = answers(ended, f"{session}/msg_zzzb", now + 2, OPUS)
    assert where_it_rests(next_step, OPUS) == {"ci-box"}
    other = answers(next_step, f"{session}/msg_zzzc", now + 3, GPT, completed_ms=now + 4)
    assert where_it_rests(other, OPUS) == {"ci-box"}
    gone, _ = reduce(other, [SessionDeleted(server="laptop", at_ms=now + 5, session=session)])
    assert where_it_rests(gone, OPUS) == {"ci-box"}


def test_an_answer_in_another_spelling_ends_it_too(story: State) -> None:
    session, now = row(story, OPUS).hits[0].session, story.now_ms
    told = f"{session}/msg_zzza"
    ended = answers(story, told, now, "Anthropic/Claude-Opus-4-6", completed_ms=now + 1)
    assert where_it_rests(ended, OPUS) == {"ci-box"}


def test_an_answer_that_began_before_the_limit_ends_nothing(story: State) -> None:
    last = row(story, OPUS).hits[0]
    told, now = f"{last.session}/msg_zzza", last.met_ms - 1_000
    ended = answers(story, told, now, OPUS, completed_ms=story.now_ms)
    assert where_it_rests(ended, OPUS) == {"laptop", "ci-box"}


def test_one_model_in_two_spellings_is_one_row(story: State) -> None:
    laptop = story.servers["laptop"]
    loud = "Anthropic/Claude-Opus-4-6"
    told = {loud if name == OPUS else name: info for name, info in laptop.models.items()}
    told[loud] = replace(told[loud], ref=ModelRef(provider="Anthropic", model="Claude-Opus-4-6"))
    lone = replace(story, servers={"laptop": replace(laptop, models=told)})
    rows = arrange_models(lone, BoardView(shows="all")).rows
    alike = [one for one in rows.values() if one.name.lower() == OPUS]
    assert [one.name for one in alike] == [loud]
    (found,) = alike
    assert (found.standing, found.servers, found.missing) == ("cooling", ("laptop",), ())
    assert found.users
    assert {one.server for one in found.hits} == {"laptop"}


def test_a_limit_is_forgotten_an_hour_behind_its_end(story: State) -> None:
    last = max(limit.until_ms for limit in story.limited.values())
    at = int(last) + 60 * MINUTE
    kept, _ = reduce(story, [Ticked(server="", at_ms=at - 1)])
    assert [one.until_ms for one in kept.limited.values()] == [last]
    after, _ = reduce(story, [Ticked(server="", at_ms=at)])
    assert after.limited == {}


def test_a_history_tells_of_answers_too(story: State) -> None:
    session, now = row(story, OPUS).hits[0].session, story.now_ms
    pages: list[tuple[Message, tuple[Part, ...]]] = []
    for name, model in (("msg_zzza", OPUS), ("msg_zzzb", GPT)):
        message = Message(
            id=name, session=session, role="assistant", parent="msg_z", model=parse(model),
            created_ms=now, completed_ms=now + 1,
        )  # fmt: skip
        part = Part(id=f"prt_{name}", message=name, session=session, kind="text",
                    text=Text.of("Done."))  # fmt: skip
        pages.append((message, (part,)))
    read = MessagesListed(
        server="laptop", at_ms=now + 9, asked_ms=now + 8, session=session,
        messages=tuple(pages), complete=False,
    )  # fmt: skip
    after, _ = reduce(story, [read])
    assert where_it_rests(after, OPUS) == {"ci-box"}


def test_a_limit_is_due_for_a_while_and_then_forgotten(story: State) -> None:
    last = row(story, GLM).last
    assert last is not None
    late = replace(story, now_ms=int(last.until_ms) + DUE_MS)
    assert row(late, GLM).standing == "due"
    assert row(replace(late, now_ms=late.now_ms + 1), GLM).standing == "free"


def test_what_was_cleared_is_forgotten_until_it_is_met_again(story: State) -> None:
    met = max(one.met_ms for one in row(story, GPT).hits)
    note = Hold(id=GPT, changed_ms=met, since_ms=met, owner="", ended_ms=met, cleared_ms=met)
    cleared = replace(story, journal=replace(story.journal, holds={GPT: note}))
    assert row(cleared, GPT).standing == "free"
    older = replace(note, cleared_ms=met - 1)
    again = replace(story, journal=replace(story.journal, holds={GPT: older}))
    assert row(again, GPT).standing == "cooling"


def test_a_held_model_without_a_server_keeps_its_row() -> None:
    note = Hold(id="old/gone", changed_ms=1, since_ms=1, owner="anna")
    state = State(now_ms=5)
    state = replace(state, journal=replace(state.journal, holds={"old/gone": note}))
    assert named(arrange_models(state, BoardView())) == ["old/gone"]


def test_where_nothing_rests_the_board_is_empty_until_all_are_wanted() -> None:
    state = calm()
    assert named(arrange_models(state, BoardView())) == []
    assert len(named(arrange_models(state, BoardView(shows="all")))) == 8


def test_only_what_is_limited_can_be_shown(story: State) -> None:
    limited = named(arrange_models(story, BoardView(shows="limited")))
    assert set(limited) == {SONNET, OPUS, GPT, GLM}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("state:due", [GLM]),
        ("provider:openai state:cooling", [GPT]),
        ("reason:overloaded", [SONNET, GPT]),
        ("session:nightly state:cooling", [GPT, OPUS]),
        ("model:~zqz", []),
        ("gemini-3-pro", [PRO]),
    ],
)
def test_the_filter_takes_fields(story: State, words: str, names: list[str]) -> None:
    board = arrange_models(story, BoardView(filter=words))
    assert named(board) == names
    assert board.hidden == len(board.rows) - len(names)


def test_a_wrong_field_is_named(story: State) -> None:
    board = arrange_models(story, BoardView(filter="modle:x"))
    assert board.fault == "`modle:` is not a field. Nearest: `model:`"
    board = arrange_models(story, BoardView(filter="state:retry"))
    assert board.fault == "`retry` is no state. Nearest: `state:free`"


def test_three_models_of_one_provider_are_one_incident() -> None:
    state = storm()
    board = arrange_models(state, BoardView())
    assert board.groups[0].keys == (("openai", ""),)
    incident = board.incidents[("openai", "")]
    assert {one.name for one in incident.models} == set(STORM)
    assert (incident.of, len(incident.sessions)) == (3, 4)
    assert incident.first_ms < incident.last_ms
    opened = arrange_models(state, BoardView(unfolded=frozenset({"openai"})))
    assert opened.groups[0].keys == (("openai", ""), *(("openai", name) for name in STORM))
    found = arrange_models(state, BoardView(filter="model:-mini"))
    assert named(found) == ["openai/gpt-5.4-mini"]
    flat = arrange_models(state, BoardView(folds=False))
    assert set(STORM) <= set(named(flat))


def limited(*moments: int) -> ModelRow:
    hits = tuple(
        Limit(
            model="p/m", server="s", session=f"ses_{place}", title="", reason="rate-limit",
            since_ms=at, met_ms=at, until_ms=at + 60 * MINUTE,
        )
        for place, at in enumerate(moments)
    )  # fmt: skip
    return ModelRow(name="p/m", standing="cooling", hits=hits)


def test_many_sessions_within_minutes_are_an_incident_too() -> None:
    assert incident_of("p", [limited(0, 1, 2, 3)]) is None
    assert incident_of("p", [limited(0, 1, 2, 3, 5 * MINUTE)]) is not None
    assert incident_of("p", [limited(0, 1, 2, 3, 5 * MINUTE + 1)]) is None


def test_a_provider_with_nothing_that_rests_has_none() -> None:
    free = [ModelRow(name=f"p/{n}", standing="free") for n in range(5)]
    assert incident_of("p", free) is None
