"""The story, while another operator is at work in it too."""

from msgspec.structs import replace
from tests.tui.make import NOW, SECOND, ref
from tests.tui.story import BILLING, PRO, story

from omo_watch_core.mark import Steering
from omo_watch_core.model import LeaseNote
from omo_watch_core.state import State


def steered() -> State:
    """Another operator moved two sessions, and holds one of them on its model."""
    told = story()
    laptop = told.servers["laptop"]
    mark = Steering(
        by="alice@desk", since_ms=NOW - 40 * SECOND, kind="override", message="msg_alice"
    )
    moved = {
        name: replace(laptop.sessions[name], steered=mark, prompt=None)
        for name in (BILLING, "ses_scheduler")
    }
    held = replace(moved["ses_scheduler"].info, lease=LeaseNote(model=ref(PRO), by="alice@desk"))
    moved["ses_scheduler"] = replace(moved["ses_scheduler"], info=held)
    laptop = replace(laptop, sessions={**laptop.sessions, **moved})
    return replace(told, servers={**told.servers, "laptop": laptop})
