"""The look for the plugin: all that a server answers of one directory, question by question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from omo_watch_core.edge.requests import Answer, NotAnsweredError, Requests
from omo_watch_core.signs import Look, Sign
from omo_watch_core.wire import plugin_signs
from omo_watch_core.wire.rest import WireError, default_agent

Params = dict[str, str | int]
NOWHERE: Params = {}
WITHIN_S = 15.0
"""The first question about a directory waits for its instance to start."""
NEXT_S = 5.0
"""The others find it running."""
_MUST = frozenset[int]()
_OLD = frozenset({404, 405})
"""The server is too old for a question: that is an answer too."""
_BROKEN = _OLD | {400, 500, 501}
"""It fails in this, and would each time again: there is no sign to be seen."""


class _Question(NamedTuple):
    """Hold where a sign may be seen, and who reads the answer."""

    sign: Sign
    path: str
    read: Callable[[bytes], tuple[Sign, ...]]
    without: frozenset[int]
    """Statuses that mean that there is no sign; by any other failure nothing is known."""


_QUESTIONS = (
    _Question("config", "/config", plugin_signs.in_config, _MUST),
    _Question("agents", "/agent", plugin_signs.in_agents, _BROKEN),
    _Question("tools", "/experimental/tool/ids", plugin_signs.in_tools, _BROKEN),
    _Question("commands", "/command", plugin_signs.in_commands, _BROKEN),
)
_EVERYWHERE = _Question("global-config", "/global/config", plugin_signs.in_global_config, _OLD)


async def look(requests: Requests, here: Params) -> Look:
    """Ask for every sign in a directory, one after the other."""
    return await _ask(requests, here, _QUESTIONS)


async def look_at_home(requests: Requests) -> Look:
    """Ask the same of the server's own directory, and for the settings of all projects."""
    return await _ask(requests, NOWHERE, (*_QUESTIONS, _EVERYWHERE))


async def _ask(requests: Requests, here: Params, questions: Sequence[_Question]) -> Look:
    """Ask one after the other; who leaves one without an answer is asked no further."""
    found = Look()
    for place, question in enumerate(questions):
        try:
            within_s = NEXT_S if place else WITHIN_S
            answer = await requests.get(question.path, here, within_s)
        except NotAnsweredError:
            left = (one.sign for one in questions[place:])
            return replace(found, unanswered=(*found.unanswered, *left))
        found = _read(found, question, answer)
    return found


def _read(found: Look, question: _Question, answer: Answer) -> Look:
    """Give what is found by one answer more."""
    if question.without and (answer.is_page or answer.status in question.without):
        return found
    try:
        seen = question.read(answer.known())
        agent = default_agent(answer.body) if question.sign == "config" else found.default_agent
    except (NotAnsweredError, WireError):
        return replace(found, unanswered=(*found.unanswered, question.sign))
    return replace(found, seen=(*found.seen, *seen), default_agent=agent)
