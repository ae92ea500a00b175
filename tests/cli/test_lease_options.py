"""How long a model is to hold, as options say it; what disagrees is refused in one sentence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from omo_watch.cli.lease_options import How, read_wish
from omo_watch_core.commands import LeaseWish
from tests.cli.running import Shell

NOW = int(datetime(2026, 11, 28, 17, 45).astimezone().timestamp() * 1000)


def how(**fields: Any) -> How:
    base: dict[str, Any] = {
        "until": None, "turns": None, "until_recovered": False, "hold": False, "strict": False,
        "scope": None,
    }  # fmt: skip
    return How(**{**base, **fields})


def test_each_option_is_one_wish() -> None:
    assert read_wish(how(), NOW) is None
    assert read_wish(how(hold=True), NOW) == LeaseWish()
    assert read_wish(how(turns=2, strict=True), NOW) == LeaseWish(
        until="turns", turns=2, strict=True
    )
    assert read_wish(how(until_recovered=True, scope="agent"), NOW) == LeaseWish(
        until="recovered", scope="agent"
    )
    assert read_wish(how(until="15m"), NOW) == LeaseWish(until="time", until_ms=NOW + 900_000)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--turns", "2", "--hold"), "--turns and --hold exclude one another"),
        (("--until", "15m", "--until-recovered"), "--until and --until-recovered exclude"),
        (("--strict",), "--strict says how a model holds"),
        (("--scope", "agent"), "--scope says how a model holds"),
        (("--until", "never"), "'never' is no time"),
        (("--turns", "0"), "0 is not in the range"),
    ],
)
def test_what_disagrees_is_said_before_anything_is_asked(
    shell: Shell, options: tuple[str, ...], why: str
) -> None:
    done = shell("override", "ses_1", "openai/gpt-5.4", *options, "--json")
    document = done.document
    assert (done.code, document["ok"]) == (2, False)
    assert why in document["error"]
    assert document["hint"]
