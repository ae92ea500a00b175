"""The look for the plugin: all that a server answers of one directory, question by question."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from omo_watch_core.edge.requests import Answer, NotAnsweredError, Requests
from omo_watch_core.signs import Look, Sign
from omo_watch_core.wire import plugin_signs
from omo_watch_core.wire.rest import WireError, default_agent

Params = dict[str, str | int]
WITHIN_S = 15.0
"""The first question about a directory waits for its instance to start."""
_GLOBAL = "/global/config"


class _Question(NamedTuple):
    """Hold where a sign may be seen, and who reads the answer."""

    sign: Sign
    path: str
    read: Callable[[bytes], tuple[Sign, ...]]
    certain: bool
    """Every server has this route; one that lacks another is too old for it."""


_QUESTIONS = (
    _Question("config", "/config", plugin_signs.in_config, certain=True),
    _Question("agents", "/agent", plugin_signs.in_agents, certain=True),
    _Question("tools", "/experimental/tool/ids", plugin_signs.in_tools, certain=False),
    _Question("commands", "/command", plugin_signs.in_commands, certain=False),
)


async def look(requests: Requests, here: Params) -> Look:
    """Ask for every sign, one after the other; a failure leaves its sign unanswered."""
    seen: dict[Sign, None] = {}
    unanswered: list[Sign] = []
    agent: str | None = None
    for question in _QUESTIONS:
        try:
            answer = await requests.get(question.path, here, WITHIN_S)
            if question.certain or not _is_unknown(answer):
                seen |= dict.fromkeys(question.read(answer.known()))
                agent = default_agent(answer.body) if question.sign == "config" else agent
        except (NotAnsweredError, WireError):
            unanswered.append(question.sign)
    return Look(seen=tuple(seen), unanswered=tuple(unanswered), default_agent=agent)


async def look_everywhere(requests: Requests) -> tuple[Sign, ...]:
    """Ask for the settings of all projects, which names no directory."""
    try:
        return plugin_signs.in_global_config((await requests.get(_GLOBAL, {}, WITHIN_S)).known())
    except (NotAnsweredError, WireError):
        return ()


def _is_unknown(answer: Answer) -> bool:
    """Tell whether a server is too old for a question: that is an answer too."""
    return answer.is_page or answer.status == 404
