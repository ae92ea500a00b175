"""Who else steers a session, in words."""

from omo_watch.lines.steered import being_steered, by_whom, steered_ago, steered_just_now
from omo_watch.owner import owner_here
from omo_watch_core.select.steering import Steerer

NOW = 1_000_000


def by(
    who: str | None = "alice@laptop", ago: int | None = 40_000, kind: str = "override"
) -> Steerer:
    return Steerer(by=who, since_ms=None if ago is None else NOW - ago, kind=kind, own=False)


def test_since_when() -> None:
    assert being_steered(by(), NOW) == "being steered by alice@laptop since 40s"
    assert being_steered(by(ago=120_000), NOW) == "being steered by alice@laptop since 2m"
    assert being_steered(by(None, None), NOW) == "being steered by another omo-watch"
    assert being_steered(by(ago=-5_000), NOW) == "being steered by alice@laptop since 0s"


def test_little_room() -> None:
    assert by_whom(by(), NOW) == "alice@laptop 40s"
    assert by_whom(by(None, None), NOW) == "another omo-watch"


def test_what_was_done() -> None:
    assert steered_ago(by(), NOW) == "alice@laptop moved it 40s ago"
    assert steered_ago(by(kind="steer"), NOW) == "alice@laptop asked it to wrap up 40s ago"
    assert steered_ago(by(None, kind="new"), NOW) == "another omo-watch steered it 40s ago"
    assert steered_just_now(by(ago=3_000), NOW) == "alice@laptop moved it 3s ago: both go on"


def test_a_name_is_short_and_clean() -> None:
    assert owner_here("al\x1bice\n") == "alice"
    assert owner_here("x" * 99) == "x" * 40
    for given in (None, "", " \u202e"):
        user, at, host = owner_here(given).partition("@")
        assert (bool(user), at, bool(host), "." in host) == (True, "@", True, False)
