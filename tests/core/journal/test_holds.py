"""Two programs note something of one model: neither wish is lost."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from omo_watch_core.events import JournalRead
from omo_watch_core.journal.folding import fold
from omo_watch_core.journal.kept import Hold, joined
from omo_watch_core.journal.models import is_cleared, is_held
from omo_watch_core.journal.writing import entries
from omo_watch_core.state import State

NAME = "fake/ok-gpt"
HELD = Hold(id=NAME, changed_ms=100, since_ms=100, owner="ann", wished_ms=100)
CLEARED = Hold(
    id=NAME, changed_ms=150, since_ms=150, owner="bob", ended_ms=150, cleared_ms=150, wished_ms=0
)
RELEASED = replace(HELD, changed_ms=200, ended_ms=200, owner="bob", wished_ms=200)
TIMES = st.integers(1, 4)


def read(state: State, note: Hold) -> JournalRead:
    """Give what the journal says then."""
    return JournalRead(server="", at_ms=state.now_ms, holds=(note,))


def knows(*notes: Hold) -> State:
    """Give a state that has read these notes, one after another."""
    state = State(now_ms=300)
    for note in notes:
        state = fold(state, [read(state, note)])
    return state


def test_a_clear_of_another_program_leaves_the_hold() -> None:
    for order in ((HELD, CLEARED), (CLEARED, HELD)):
        state = knows(*order)
        assert is_held(state.journal, NAME)
        assert is_cleared(state.journal, NAME, 150)
        assert state.journal.holds[NAME].owner == "ann"


def test_what_was_joined_is_written_back() -> None:
    before = knows(HELD)
    event = read(before, CLEARED)
    after = fold(before, [event])
    written = entries(before, after, [], [event])
    assert written == (after.journal.holds[NAME],)
    assert written[0] not in (HELD, CLEARED)


def test_what_says_nothing_new_is_not_written() -> None:
    before = knows(HELD, CLEARED)
    for note in (HELD, CLEARED, before.journal.holds[NAME]):
        event = read(before, note)
        after = fold(before, [event])
        assert after.journal is before.journal
        assert entries(before, after, [], [event]) == ()


def test_the_later_wish_for_the_hold_itself_wins() -> None:
    for order in ((HELD, CLEARED, RELEASED), (RELEASED, CLEARED, HELD)):
        assert not is_held(knows(*order).journal, NAME)


@st.composite
def notes(draw: st.DrawFn) -> Hold:
    """Draw a note; one moment has one wish."""
    wished = draw(TIMES)
    return Hold(
        id=NAME, changed_ms=max(wished, draw(TIMES)), since_ms=wished, owner=f"at {wished}",
        ended_ms=wished if wished % 2 else None, cleared_ms=draw(TIMES), wished_ms=wished,
    )  # fmt: skip


@given(one=notes(), other=notes(), third=notes())
def test_the_order_of_reading_is_all_the_same(one: Hold, other: Hold, third: Hold) -> None:
    assert joined(one, other) == joined(other, one)
    assert joined(joined(one, other), third) == joined(one, joined(other, third))
    assert joined(one, one) is one
