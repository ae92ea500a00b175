"""Every effect of an action that changes a server is known to the journal by its request."""

from __future__ import annotations

import msgspec
import pytest

from omo_watch_core import effects
from omo_watch_core.effects import Effect
from omo_watch_core.journal.sending import REQUESTS


def of_actions() -> list[type[Effect]]:
    """Give the effects that an action has a server do; those that only read begin with Read."""
    kinds = (kind for kind in vars(effects).values() if isinstance(kind, type))
    of_effect = [kind for kind in kinds if issubclass(kind, Effect)]
    named = [k for k in of_effect if "action" in {f.name for f in msgspec.structs.fields(k)}]
    return [kind for kind in named if not kind.__name__.startswith("Read")]


@pytest.mark.parametrize("kind", of_actions())
def test_what_changes_a_server_is_written_down_before(kind: type[Effect]) -> None:
    assert kind in REQUESTS


def test_it_is_not_about_nothing() -> None:
    assert {kind.__name__ for kind in of_actions()} >= {"SendAbort", "SendPrompt", "SwitchModel"}
