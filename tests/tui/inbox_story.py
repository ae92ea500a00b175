"""States of the Inbox: a long script, an offer that costs, and the demo after a restart."""

from __future__ import annotations

from msgspec.structs import replace
from tests.scenery.told.story import offered
from tests.tui.make import MINUTE, NOW, SECOND, ref
from tests.tui.moments import asking
from tests.tui.story import BILLING, PRO, story

from omo_watch_core import events as ev
from omo_watch_core.journal.folding import fold
from omo_watch_core.journal.nouns import Deed
from omo_watch_core.journal.place import place_of
from omo_watch_core.model import Ask
from omo_watch_core.reduce import reduce
from omo_watch_core.state import State

SCRIPT = "\n".join(
    ["set -eu", *(f"curl -fsS https://mirror-{n}.example/health" for n in range(40))]
)


def long_script() -> State:
    """A permission for a script that is longer than any pane."""
    asked = Ask(
        id="per_long", session="ses_index", directory="/srv/ci/site", kind="permission",
        title=f"bash {SCRIPT.splitlines()[0]}", patterns=(SCRIPT,), always=("curl *",),
        asked_ms=NOW - 5 * MINUTE,
    )  # fmt: skip
    state, _ = reduce(story(), [ev.AskRaised(server="ci-box", at_ms=NOW, ask=asked)])
    return state


def read_only_inbox() -> State:
    """The demo, where nothing may be changed."""
    return replace(asking(), mode="watch")


def after_restart() -> State:
    """A move without proof that an earlier run of the program began, as the journal says."""
    deed = Deed(
        id="act_before", kind="override", place=place_of(story().servers["laptop"].url),
        session=BILLING, title="Refactor billing", owner="ann@desk", stage="not proved",
        started_ms=NOW - 40 * SECOND, changed_ms=NOW - 25 * SECOND, ended_ms=NOW - 25 * SECOND,
        target=ref(PRO), evidence="no answer of that model was seen",
    )  # fmt: skip
    return fold(story(), [ev.JournalRead(server="", at_ms=NOW, deeds=(deed,))])


def costly() -> State:
    """An offer that somebody else will feel."""
    state = offered()
    assert state.duty is not None
    felt = "Its parent Port the scheduler sees the task fail and goes on."
    offers = {
        key: replace(offer, consequence=felt) if key[0] == "laptop" else offer
        for key, offer in state.duty.offers.items()
    }
    return replace(state, duty=replace(state.duty, offers=offers), toasts=())
