"""Parents and children, also where the data is broken."""

import pytest

from omo_watch_core.family import descendants, root_of
from omo_watch_core.state import Server
from tests.core.actions.stage import LAB, blank, info

PARENTS = {
    "ses_a": None, "ses_b": "ses_a", "ses_c": "ses_a", "ses_d": "ses_b", "ses_e": "ses_gone",
    "ses_x": "ses_y", "ses_y": "ses_x", "ses_self": "ses_self",
}  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Server:
    """Give a family, an orphan, and two circles."""
    infos = [info(name, parent=parent) for name, parent in PARENTS.items()]
    return blank(*infos).servers[LAB]


@pytest.mark.parametrize(
    ("name", "below"),
    [
        ("ses_a", ("ses_b", "ses_c", "ses_d")), ("ses_b", ("ses_d",)), ("ses_d", ()),
        ("ses_gone", ("ses_e",)), ("ses_x", ("ses_y",)), ("ses_self", ()), ("nobody", ()),
    ],
)  # fmt: skip
def test_descendants_nearest_first(server: Server, name: str, below: tuple[str, ...]) -> None:
    assert descendants(server, name) == below


@pytest.mark.parametrize(
    ("name", "root"),
    [
        ("ses_a", "ses_a"), ("ses_d", "ses_a"), ("ses_e", "ses_e"), ("ses_x", "ses_y"),
        ("ses_y", "ses_x"), ("ses_self", "ses_self"), ("nobody", "nobody"),
    ],
)  # fmt: skip
def test_root(server: Server, name: str, root: str) -> None:
    assert root_of(server, name) == root
