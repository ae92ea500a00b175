"""Our key in a session's metadata: read loosely, changed without touching anybody else's."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omo_watch_core.events import SessionSeen
from omo_watch_core.model import LeaseNote, ModelRef, SessionInfo
from omo_watch_core.wire.notes import is_written, metadata_of, notes_of, with_changes
from omo_watch_core.wire.unpack import WireError
from tests.core.decoding import SESSION, one

Json = dict[str, Any]
LEASE: Json = {
    "model": "open/router/gpt-5", "variant": "high", "until": "time", "until_ms": 9_000.0,
    "turns": 3, "by": "anna@desk", "since_ms": 1_000, "strict": True,
}  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
OBJECT = st.dictionaries(st.text(max_size=4), JSON, max_size=4)


def lease_of(lease: object) -> LeaseNote | None:
    return notes_of(json.dumps({"omo-watch": {"lease": lease}}).encode())[1]


def told(metadata: object) -> SessionInfo:
    event = one("session.updated", {"info": {**SESSION, "metadata": metadata}})
    assert isinstance(event, SessionSeen)
    return event.info


def changed(metadata: Json, changes: Json) -> Json:
    """Change the metadata of a session as it goes over the wire."""
    raws = metadata_of(json.dumps({"id": "ses_1", "metadata": metadata}).encode())
    after = msgspec.json.encode(with_changes(raws, json.dumps(changes).encode()))
    return json.loads(after)


def test_a_lease_is_read() -> None:
    assert lease_of(LEASE) == LeaseNote(
        model=ModelRef(provider="open", model="router/gpt-5", variant="high"),
        until="time", until_ms=9_000, turns=3, by="anna@desk", since_ms=1_000, strict=True,
    )  # fmt: skip
    assert lease_of({"model": "a/b"}) == LeaseNote(model=ModelRef(provider="a", model="b"))


@pytest.mark.parametrize("lease", [None, [], 3, {}, {"model": "a"}, {"model": "/b"}, {"model": 1}])
def test_a_lease_without_a_model_is_none(lease: object) -> None:
    assert lease_of(lease) is None


def test_odd_values_of_a_lease_are_ignored() -> None:
    odd = {"model": "a/b", "variant": 1, "until": ["time"], "until_ms": True, "turns": "2",
           "by": {}, "since_ms": None, "strict": "yes"}  # fmt: skip
    assert lease_of(odd) == LeaseNote(model=ModelRef(provider="a", model="b"))
    assert lease_of({"model": "a/b", "until": "doomsday"}) == lease_of({"model": "a/b"})


def test_names_are_cleaned_and_short() -> None:
    lease = lease_of({"model": "a/b\x1b[2J", "by": "an\u202ena@" + "x" * 99})
    assert lease is not None
    assert (lease.model.name, lease.by) == ("a/b[2J", "anna@" + "x" * 35)


def test_a_bad_lease_spoils_nothing_beside_it() -> None:
    ours = {"lease": 7, "parked": {"until_ms": 9_000, "by": "ada"}}
    info = told({"omo-watch": ours})
    assert (info.lease, info.parked_until_ms, info.parked_by) == (None, 9_000, "ada")
    ours = {"lease": LEASE, "parked": "later"}
    info = told({"omo-watch": ours})
    assert (info.lease, info.parked_until_ms) == (lease_of(LEASE), None)


def test_changes_are_laid_over_what_is_there() -> None:
    before = {"x": [1], "omo-watch": {"parked": {"by": "a"}, "lease": 1}}
    assert changed(before, {"lease": {"by": "b"}}) == {
        "x": [1], "omo-watch": {"parked": {"by": "a"}, "lease": {"by": "b"}},
    }  # fmt: skip
    assert changed(before, {"lease": None}) == {"x": [1], "omo-watch": {"parked": {"by": "a"}}}
    assert changed(before, {"lease": None, "parked": None, "other": None}) == {"x": [1]}
    assert changed({"omo-watch": "mine"}, {"lease": 2}) == {"omo-watch": {"lease": 2}}
    assert changed({"omo-watch": {"lease": 2}}, {"lease": None}) == {}
    assert changed({"x": 1, "omo-watch": {}}, {}) == {"x": 1}


@pytest.mark.parametrize("session", [b"{}", b'{"metadata":null}', b'{"metadata":{}}'])
def test_a_session_without_metadata_has_nothing(session: bytes) -> None:
    assert metadata_of(session) == {}


@pytest.mark.parametrize("session", [b"", b"[]", b'{"metadata":[1]}', b'{"metadata":'])
def test_what_is_no_session_is_not_written_to(session: bytes) -> None:
    with pytest.raises(WireError):
        metadata_of(session)


@given(metadata=OBJECT, ours=OBJECT, changes=OBJECT)
def test_other_keys_stay_as_they_are(metadata: Json, ours: Json, changes: Json) -> None:
    before = {**metadata, "omo-watch": ours}
    after = changed(before, changes)
    kept = {name: value for name, value in after.items() if name != "omo-watch"}
    assert kept == {name: value for name, value in metadata.items() if name != "omo-watch"}
    merged = {**ours, **changes}
    wanted = {name: value for name, value in merged.items() if value is not None}
    assert after.get("omo-watch", {}) == wanted
    raws = metadata_of(json.dumps({"metadata": after}).encode())
    assert is_written(raws, json.dumps(changes).encode())


@given(metadata=JSON)
def test_nothing_in_the_metadata_can_spoil_a_session(metadata: object) -> None:
    for odd in (metadata, {"omo-watch": metadata}, {"omo-watch": {"lease": metadata}}):
        assert told(odd).id == "ses_1"
