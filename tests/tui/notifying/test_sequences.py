"""The bytes that a terminal gets, and that nothing from outside is among them."""

import pytest

from omo_watch.notifying.sequences import LONGEST, Speech, notification

HOSTILE = "a\x1b\\\x07\x9c\x1b]52;c;x\x07\u202e\u200b\nb;c\x00" + "é" * 5_000


def test_the_two_ways() -> None:
    assert notification("osc9", "Billing asks") == "\x1b]9;omo-watch: Billing asks\x1b\\"
    assert notification("osc777", "Billing asks") == "\x1b]777;notify;omo-watch;Billing asks\x1b\\"


def test_tmux_gets_it_wrapped_with_every_escape_doubled() -> None:
    wrapped = "\x1bPtmux;\x1b\x1b]9;omo-watch: Hi\x1b\x1b\\\x1b\\"
    assert notification("osc9", "Hi", in_tmux=True) == wrapped


@pytest.mark.parametrize("speech", ["osc9", "osc777"])
def test_nothing_from_outside_ends_the_sequence_or_adds_a_field(speech: Speech) -> None:
    sequence = notification(speech, HOSTILE)
    assert sequence.startswith("\x1b]")
    assert sequence.endswith("\x1b\\")
    inner = sequence[2:-2]
    assert inner.isprintable()
    assert inner.count(";") == {"osc9": 4, "osc777": 3}[speech]
    assert len(inner) <= LONGEST + len("777;notify;omo-watch;")


def test_a_digit_from_outside_is_no_command_of_the_terminal() -> None:
    # OSC 9 ; 4 is the progress of ConEmu and Windows Terminal.
    assert notification("osc9", "4;1;50").startswith("\x1b]9;omo-watch: ")
