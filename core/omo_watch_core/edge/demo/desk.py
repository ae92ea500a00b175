"""Where requests arrive: the table of routes, and what is said to those that fit none."""

from __future__ import annotations

import re
from typing import NamedTuple

from msgspec.structs import replace

from omo_watch_core.edge.demo import asking, doing
from omo_watch_core.edge.demo.exchange import (
    Answer,
    Handler,
    RefusedError,
    Reply,
    Request,
    not_found,
    web_page,
)
from omo_watch_core.edge.demo.frames import Frame
from omo_watch_core.edge.demo.stage import Stage, play, react

BROKEN = "Unexpected server error. Check server logs for details."


class Route(NamedTuple):
    """Hold one row of the table."""

    method: str
    path: re.Pattern[str]
    handler: Handler
    needs_session: bool


def _route(method: str, path: str, handler: Handler, *, any_session: bool = False) -> Route:
    """Read `/session/{session}/message/{item}` as a pattern."""
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)
    return Route(method, re.compile(pattern), handler, "{session}" in path and not any_session)


ROUTES = (
    _route("GET", "/global/health", asking.health),
    _route("GET", "/experimental/session", asking.all_sessions),
    _route("GET", "/session", asking.sessions),
    _route("POST", "/session", doing.create),
    _route("GET", "/session/status", asking.statuses),
    _route("GET", "/session/{session}", asking.session),
    _route("PATCH", "/session/{session}", doing.change),
    _route("DELETE", "/session/{session}", doing.delete),
    _route("GET", "/session/{session}/message", asking.messages),
    _route("GET", "/session/{session}/message/{item}", asking.message),
    _route("GET", "/session/{session}/todo", asking.todos),
    _route("GET", "/session/{session}/diff", asking.changes),
    _route("GET", "/session/{session}/children", asking.children),
    _route("POST", "/session/{session}/abort", doing.stop, any_session=True),
    _route("POST", "/session/{session}/prompt_async", doing.prompt),
    _route("POST", "/session/{session}/command", doing.command),
    _route("POST", "/session/{session}/permissions/{item}", doing.permit),
    _route("POST", "/api/session/{session}/model", doing.switch, any_session=True),
    _route("GET", "/permission", asking.permissions),
    _route("POST", "/permission/{item}/reply", doing.permit_here),
    _route("GET", "/question", asking.questions),
    _route("POST", "/question/{item}/reply", doing.answer),
    _route("POST", "/question/{item}/reject", doing.dismiss),
    _route("GET", "/config", asking.config),
    _route("GET", "/config/providers", asking.providers),
    _route("GET", "/global/config", asking.global_config),
    _route("GET", "/agent", asking.agents),
    _route("GET", "/experimental/tool/ids", asking.tools),
    _route("GET", "/command", asking.commands),
    _route("GET", "/path", asking.paths),
    _route("GET", "/project", asking.projects),
    _route("GET", "/file/content", asking.file),
    _route("POST", "/tui/show-toast", doing.toast),
)


def answer(stage: Stage, request: Request, now: int) -> tuple[Stage, tuple[Frame, ...], Reply]:
    """Answer a request at `now`: the stage afterwards, what is said on it, and the reply."""
    stage, before = play(stage, now)
    try:
        reply, reaction = _handle(stage, request, now)
    except RefusedError as refused:
        return stage, before, refused.reply
    if reaction is None:
        return stage, before, reply
    stage, after = react(stage, reaction, now)
    return stage, (*before, *after), reply


def _handle(stage: Stage, request: Request, now: int) -> Answer:
    for route in ROUTES:
        found = route.path.fullmatch(request.path)
        if found is None or route.method != request.method:
            continue
        names = found.groupdict(default="")
        request = replace(request, **names)
        if request.session:
            _check_session(stage, request.session, needed=route.needs_session)
        return route.handler(stage, request, now)
    return web_page(), None


def _check_session(stage: Stage, session: str, *, needed: bool) -> None:
    if not session.startswith("ses"):
        data = {"message": BROKEN, "ref": "err_00000000"}
        raise RefusedError(500, {"name": "UnknownError", "data": data})
    if needed and session not in stage.world.sessions:
        raise not_found(session)
