"""What is printed as a command works as one: names of servers, ids by their beginning."""

from __future__ import annotations

import shlex

import pytest

from omo_watch.cli.failing import CommandError
from omo_watch.cli.inbox import _named
from omo_watch.cli.meaning import Known, meant
from omo_watch.cli.targets import named
from omo_watch.cli.watching import blank_state
from omo_watch_core.edge.address import Address

KNOWN = [(Known(name, f"the {name}"), name.upper()) for name in ("ses_ab", "ses_abc", "ses_b")]


@pytest.mark.parametrize("word", ["http://127.0.0.1:4096", "lab=http://127.0.0.1:4096"])
def test_a_hint_finds_the_server_that_was_named(word: str) -> None:
    (address,) = named((word,), {})
    state = blank_state([address])
    option, given = shlex.split(_named(state)[address.name])
    (again,) = named((given,), {})
    assert (option, again.url, again.name) == ("--server", address.url, address.name)
    assert isinstance(again, Address)


def test_an_id_may_be_said_by_its_beginning() -> None:
    assert meant("ses_b", KNOWN) == "SES_B"
    assert meant("ses_abc", KNOWN) == "SES_ABC"
    assert meant("ses_x", KNOWN) is None
    assert meant("", KNOWN) is None


def test_a_whole_id_is_meant_also_where_another_goes_on() -> None:
    assert meant("ses_ab", KNOWN) == "SES_AB"


def test_a_beginning_of_several_names_them() -> None:
    with pytest.raises(CommandError) as told:
        meant("ses_a", KNOWN)
    assert "the ses_ab, the ses_abc" in told.value.message
    assert (told.value.code, told.value.hint) == (1, "say more of the id")
