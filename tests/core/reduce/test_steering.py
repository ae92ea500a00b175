"""Who steers a session: the newest prompt's mark tells, in whatever order it is heard."""

from hypothesis import given
from hypothesis import strategies as st

from omo_watch_core import events as ev
from omo_watch_core.mark import Mark, Steering
from omo_watch_core.model import Part
from omo_watch_core.reduce import reduce
from tests.core.reduce.make import Fold, answer, born, history, message, shown, text, user

NAMES = ("msg_1", "msg_2", "msg_3")
ANN = Mark(by="ann@desk", kind="override", at_ms=70, action="act_1")


def mark(name: str, by: str) -> Mark:
    return Mark(by=by, kind="override", at_ms=int(name[4:]), action=f"act_{by}")


def part(name: str, written: Mark | None) -> Part:
    return text(f"prt_{name}", name, "" if written else "Do it.", mark=written)


def steering(name: str, written: Mark | None) -> Steering | None:
    if written is None:
        return None
    return Steering(
        by=written.by, since_ms=written.at_ms, kind=written.kind, message=name,
        action=written.action,
    )  # fmt: skip


@st.composite
def tellings(draw: st.DrawFn) -> tuple[list[ev.Event], Steering | None]:
    """Tell some prompts in any order, repeated or not, with a listing of all somewhere between."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    writers = st.sampled_from([None, "ann@desk", "bob@lap"])
    marks = {name: mark(name, by) if (by := draw(writers)) else None for name in names}
    words: list[ev.Event] = [user(300, name) for name in names]
    words += [shown(300, part(name, marks[name])) for name in names]
    words += draw(st.lists(st.sampled_from(words), max_size=3))
    page = tuple((message(n, "user"), (part(n, marks[n]),)) for n in sorted(names))
    words += draw(st.sampled_from([[], [history(300, 200, *page)]]))
    newest = max(names)
    return draw(st.permutations(words)), steering(newest, marks[newest])


@given(told=tellings(), cuts=st.lists(st.integers(0, 12), max_size=4))
def test_in_any_order_and_any_batching_the_newest_prompt_tells(
    told: tuple[list[ev.Event], Steering | None], cuts: list[int]
) -> None:
    events, expected = told
    fold = Fold(born(100), *events)
    assert fold.a.steered == expected
    state, ends = Fold(born(100)).state, [*sorted(cuts), len(events)]
    for begin, end in zip([0, *ends], ends, strict=False):
        state, _ = reduce(state, events[begin:end])
    assert state == fold.state


def test_a_mark_that_is_heard_before_its_prompt_counts_and_marks_the_row() -> None:
    fold = Fold(born(100), user(200, "msg_1"))
    changes = fold.tell(shown(300, part("msg_2", ANN)))
    assert fold.a.steered == steering("msg_2", ANN)
    assert [name for _, name in changes.sessions] == ["ses_a"]
    fold.tell(user(301, "msg_2"), answer(302, "msg_3", parent="msg_2"))
    assert fold.a.steered == steering("msg_2", ANN)


def test_a_prompt_of_a_person_ends_it_also_before_its_words_are_heard() -> None:
    fold = Fold(born(100), user(200, "msg_1"), shown(200, part("msg_1", ANN)))
    fold.tell(user(300, "msg_1", agent="build"))
    assert fold.a.steered is not None
    fold.tell(user(400, "msg_2"))
    assert fold.a.steered is None
    fold.tell(shown(401, part("msg_1", ANN)))
    assert fold.a.steered is None


def test_a_removed_prompt_steers_no_more() -> None:
    fold = Fold(born(100), user(200, "msg_1"), shown(200, part("msg_1", ANN)))
    fold.tell(ev.MessageRemoved(server="lab", at_ms=300, session="ses_a", message="msg_1"))
    assert fold.a.steered is None


def test_the_same_prompt_sent_again_by_another_has_the_mark_that_the_server_kept() -> None:
    fold = Fold(born(100), user(200, "msg_1"), shown(200, part("msg_1", ANN)))
    fold.tell(shown(201, part("msg_1", mark("msg_1", "bob@lap"))))
    assert fold.a.steered is not None
    assert fold.a.steered.by == "bob@lap"
