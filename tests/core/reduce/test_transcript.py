"""Transcripts are held for open sessions only, bounded, and heal with each whole part."""

from omo_watch_core import events as ev
from omo_watch_core.reduce import reduce
from omo_watch_core.reduce.pages import MOST_MESSAGES, MOST_TEXT
from omo_watch_core.state import Transcript
from tests.core.reduce.make import (
    LAB,
    A,
    Fold,
    answer,
    born,
    busy,
    grew,
    history,
    message,
    opened,
    shown,
    text,
    turn,
)

OPEN = (born(100), opened(150), *turn(200), answer(300, "msg_2", parent="msg_1"))


def _transcript(fold: Fold) -> Transcript:
    return fold.server.transcripts[A]


def _texts(fold: Fold) -> dict[str, list[str]]:
    entries = _transcript(fold).entries
    return {name: [str(p.text) for p in entry.parts.values()] for name, entry in entries.items()}


def _closed(at: int) -> ev.SessionClosed:
    return ev.SessionClosed(server=LAB, at_ms=at, session=A)


def test_nothing_is_held_of_a_session_that_nobody_looks_at() -> None:
    fold = Fold(born(100), *turn(200), answer(300, "msg_2"), grew(310, "msg_2", "prt_2", "w"))
    assert fold.server.transcripts == {}


def test_an_open_session_holds_messages_and_parts_in_order() -> None:
    fold = Fold(*OPEN, shown(310, text("prt_3", "msg_2", "two")))
    fold.tell(shown(320, text("prt_2", "msg_2", "one")), answer(330, "msg_0"))
    assert list(_texts(fold)) == ["msg_0", "msg_1", "msg_2"]
    assert _texts(fold)["msg_2"] == ["one", "two"]


def test_deltas_grow_a_part_and_the_whole_part_heals_it() -> None:
    fold = Fold(*OPEN, shown(310, text("prt_2", "msg_2")))
    fold.tell(grew(320, "msg_2", "prt_2", "a "), grew(330, "msg_2", "prt_2", "c "))
    assert _texts(fold)["msg_2"] == ["a c "]
    fold.tell(shown(340, text("prt_2", "msg_2", "a b c ", ended_ms=340)))
    part = _transcript(fold).entries["msg_2"].parts["prt_2"]
    assert (str(part.text), part.text.count) == ("a b c ", 1)


def test_an_older_state_keeps_its_text_while_the_newer_one_grows() -> None:
    fold = Fold(*OPEN, shown(310, text("prt_2", "msg_2")), grew(320, "msg_2", "prt_2", "a "))
    before = fold.state
    one, _ = reduce(before, [grew(330, "msg_2", "prt_2", "b ")])
    two, _ = reduce(before, [grew(330, "msg_2", "prt_2", "c ")])
    told = [
        str(state.servers[LAB].transcripts[A].entries["msg_2"].parts["prt_2"].text)
        for state in (before, one, two)
    ]
    assert told == ["a ", "a b ", "a c "]


def test_a_delta_of_a_part_that_was_missed_is_left_to_the_listing() -> None:
    fold = Fold(*OPEN, grew(320, "msg_2", "prt_2", "half"))
    assert _texts(fold)["msg_2"] == []
    assert fold.a.answered
    step = (message("msg_2", "assistant"), (text("prt_2", "msg_2", "first half"),))
    fold.tell(history(400, 350, step), grew(410, "msg_2", "prt_2", ", second"))
    assert _texts(fold)["msg_2"] == ["first half, second"]


def test_a_part_may_come_before_its_message() -> None:
    fold = Fold(born(100), opened(150), busy(200), shown(300, text("prt_2", "msg_2", "w")))
    assert _texts(fold) == {"msg_2": ["w"]}
    fold.tell(answer(310, "msg_2", parent="msg_1"))
    assert _transcript(fold).entries["msg_2"].message.parent == "msg_1"
    assert _texts(fold) == {"msg_2": ["w"]}


def test_removed_parts_and_messages_are_let_go() -> None:
    fold = Fold(*OPEN, shown(310, text("prt_2", "msg_2", "one")))
    fold.tell(ev.PartRemoved(server=LAB, at_ms=320, session=A, message="msg_2", part="prt_2"))
    assert _texts(fold)["msg_2"] == []
    fold.tell(ev.MessageRemoved(server=LAB, at_ms=330, session=A, message="msg_2"))
    assert list(_texts(fold)) == ["msg_1"]
    assert _transcript(fold).size == len("Fix it.")


def test_closing_lets_the_transcript_go() -> None:
    fold = Fold(*OPEN, _closed(400))
    assert (fold.server.transcripts, fold.state.open) == ({}, frozenset())
    assert fold.a.seen_ms == 400


def test_opening_again_keeps_what_is_held() -> None:
    fold = Fold(*OPEN, opened(400))
    assert list(_texts(fold)) == ["msg_1", "msg_2"]


# --- bounds


def test_only_the_newest_messages_are_held() -> None:
    told = [answer(300 + n, f"msg_{n:03}") for n in range(MOST_MESSAGES + 5)]
    fold = Fold(born(100), opened(150), *told)
    entries = _transcript(fold).entries
    assert (len(entries), next(iter(entries))) == (MOST_MESSAGES, "msg_005")
    assert _transcript(fold).truncated
    fold.tell(answer(900, "msg_001", finish="stop"))
    assert next(iter(_transcript(fold).entries)) == "msg_005"


def test_old_messages_make_room_for_much_text() -> None:
    big = "x" * (MOST_TEXT // 2 + 1)
    fold = Fold(*OPEN, shown(310, text("prt_2", "msg_2", big)), answer(320, "msg_3"))
    fold.tell(shown(330, text("prt_3", "msg_3", big)))
    assert list(_texts(fold)) == ["msg_3"]
    assert _transcript(fold).size == len(big)


def test_a_part_without_end_stops_growing() -> None:
    big = "x" * MOST_TEXT
    fold = Fold(*OPEN, shown(310, text("prt_2", "msg_2", big)), grew(320, "msg_2", "prt_2", "y"))
    assert _transcript(fold).size == MOST_TEXT


# --- listings


STEP = message("msg_2", "assistant", parent="msg_1")
FIRST = (message("msg_1", "user"), (text("prt_1", "msg_1", "Fix it."),))


def test_a_listing_fills_the_transcript() -> None:
    fold = Fold(born(100), opened(150))
    assert not _transcript(fold).complete
    fold.tell(history(200, 160, FIRST, (STEP, (text("prt_2", "msg_2", "one"),))))
    assert _texts(fold) == {"msg_1": ["Fix it."], "msg_2": ["one"]}
    assert (_transcript(fold).complete, _transcript(fold).truncated) == (True, False)


def test_an_incomplete_listing_says_that_there_is_more() -> None:
    fold = Fold(*OPEN, history(400, 350, (STEP, ()), complete=False))
    assert _transcript(fold).truncated


def test_an_incomplete_listing_brings_messages_older_than_those_held() -> None:
    fold = Fold(born(100), opened(150), answer(160, "msg_9"))
    fold.tell(history(400, 150, FIRST, (STEP, ()), complete=False))
    fold.tell(history(500, 150, FIRST, (STEP, ()), complete=False))
    assert list(_texts(fold)) == ["msg_1", "msg_2", "msg_9"]


def test_parts_that_streamed_since_the_question_win() -> None:
    fold = Fold(*OPEN, shown(310, text("prt_2", "msg_2", "old")))
    fold.tell(shown(380, text("prt_3", "msg_2")), grew(390, "msg_2", "prt_3", "new words"))
    listed = (text("prt_2", "msg_2", "older but whole"), text("prt_3", "msg_2", "new"))
    fold.tell(history(400, 350, FIRST, (STEP, listed)))
    assert _texts(fold)["msg_2"] == ["older but whole", "new words"]
    assert _transcript(fold).size == len("Fix it." + "older but whole" + "new words")


def test_of_two_words_of_one_moment_the_streams_wins() -> None:
    fold = Fold(*OPEN, shown(350, text("prt_2", "msg_2", "new")))
    fold.tell(answer(350, "msg_2", finish="stop"))
    fold.tell(history(400, 350, FIRST, (STEP, (text("prt_2", "msg_2", "old"),))))
    assert _texts(fold)["msg_2"] == ["new"]
    assert _transcript(fold).entries["msg_2"].message.finish == "stop"


def test_a_complete_listing_brings_what_an_incomplete_one_left_out() -> None:
    fold = Fold(born(100), opened(150), history(300, 250, (STEP, ()), complete=False))
    fold.tell(history(400, 350, FIRST, (STEP, ())))
    assert list(_texts(fold)) == ["msg_1", "msg_2"]
    assert not _transcript(fold).truncated


def test_a_message_from_before_the_listed_window_stays_out() -> None:
    fold = Fold(born(100), opened(150), history(300, 250, (STEP, ()), complete=False))
    fold.tell(answer(400, "msg_0", finish="stop"))
    assert list(_texts(fold)) == ["msg_2"]


def test_a_listing_does_not_take_back_what_a_part_grew_to() -> None:
    fold = Fold(*OPEN, shown(310, text("prt_2", "msg_2")), grew(320, "msg_2", "prt_2", "a b"))
    fold.tell(history(400, 350, FIRST, (STEP, (text("prt_2", "msg_2", ""),))))
    assert _texts(fold)["msg_2"] == ["a b"]
    fold.tell(history(500, 450, FIRST, (STEP, (text("prt_2", "msg_2", "", ended_ms=440),))))
    assert _texts(fold)["msg_2"] == [""]


def test_what_is_not_listed_is_let_go_unless_it_is_newer() -> None:
    fold = Fold(*OPEN, shown(310, text("prt_2", "msg_2", "gone")), answer(380, "msg_3"))
    fold.tell(shown(390, text("prt_4", "msg_2", "new")), history(400, 350, (STEP, ())))
    assert _texts(fold) == {"msg_2": ["new"], "msg_3": []}


def test_messages_before_the_listed_window_stay() -> None:
    fold = Fold(*OPEN, history(400, 350, (STEP, ()), complete=False))
    assert list(_texts(fold)) == ["msg_1", "msg_2"]
