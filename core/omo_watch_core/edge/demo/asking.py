"""The routes that only tell something."""

from __future__ import annotations

from omo_watch_core.edge.demo import marker, views
from omo_watch_core.edge.demo.exchange import Answer, Request, bad_request, not_found, said
from omo_watch_core.edge.demo.nouns import Json
from omo_watch_core.edge.demo.past import VERSION
from omo_watch_core.edge.demo.stage import Stage

TOOLS = ("bash", "read", "glob", "grep", "edit", "write", "task", "webfetch", "todowrite")
PLUGIN_TOOLS = ("background_output", "background_cancel", "call_omo_agent")


def place(stage: Stage, request: Request) -> str:
    """Give the directory that a request is about."""
    named = request.query.get("directory") or request.header_directory
    return named or stage.script.directory


def health(stage: Stage, request: Request, now: int) -> Answer:
    """Say that all is well."""
    return said({"healthy": True, "version": VERSION})


def all_sessions(stage: Stage, request: Request, now: int) -> Answer:
    """List the sessions of all projects."""
    page, cursor = views.everywhere(stage.script, stage.world, request.query)
    return said(page, **({"x-next-cursor": str(cursor)} if cursor is not None else {}))


def sessions(stage: Stage, request: Request, now: int) -> Answer:
    """List the sessions of a directory."""
    found = views.in_directory(stage.world, place(stage, request))
    return said(views.matching(found, request.query))


def statuses(stage: Stage, request: Request, now: int) -> Answer:
    """Say what runs in a directory."""
    return said(views.statuses(stage.world, place(stage, request)))


def permissions(stage: Stage, request: Request, now: int) -> Answer:
    """List the permissions that wait in a directory."""
    return said(views.permissions(stage.world, place(stage, request)))


def questions(stage: Stage, request: Request, now: int) -> Answer:
    """List the questions that wait in a directory."""
    return said(views.questions(stage.world, place(stage, request)))


def session(stage: Stage, request: Request, now: int) -> Answer:
    """Give one session."""
    return said(stage.world.sessions[request.session])


def children(stage: Stage, request: Request, now: int) -> Answer:
    """List the sessions right below one."""
    held = stage.world.sessions.values()
    return said([info for info in held if info.parent_id == request.session])


def todos(stage: Stage, request: Request, now: int) -> Answer:
    """Give a session's plan."""
    return said(stage.world.todos.get(request.session, ()))


def changes(stage: Stage, request: Request, now: int) -> Answer:
    """List what a session changed in its files."""
    return said(stage.world.changes.get(request.session, ()))


def messages(stage: Stage, request: Request, now: int) -> Answer:
    """List a session's messages, a page of the newest where a limit is given."""
    limit = request.query.get("limit")
    size = int(limit) if limit is not None and limit.isdigit() else None
    history = stage.world.history(request.session)
    page, cursor = views.page_of(history, size, request.query.get("before"))
    if cursor is None:
        return said(page)
    query = f"limit={size}&before={cursor}"
    link = f'<{request.path}?{query}>; rel="next"'
    return said(page, **{"x-next-cursor": cursor, "link": link})


def message(stage: Stage, request: Request, now: int) -> Answer:
    """Give one message with its parts."""
    for entry in stage.world.history(request.session):
        if entry.info.id == request.item:
            return said(entry)
    raise not_found(request.item, "Message")


def config(stage: Stage, request: Request, now: int) -> Answer:
    """Give the configuration."""
    return said(stage.script.config_body())


def providers(stage: Stage, request: Request, now: int) -> Answer:
    """List the usable models."""
    return said(stage.script.providers_body())


def agents(stage: Stage, request: Request, now: int) -> Answer:
    """List the agents."""
    return said([_agent(agent.name, agent.mode) for agent in stage.script.agents])


def global_config(stage: Stage, request: Request, now: int) -> Answer:
    """Give the settings of all projects: there are none."""
    return said({"$schema": "https://opencode.ai/config.json"})


def tools(stage: Stage, request: Request, now: int) -> Answer:
    """List the tools, with those of the plugin where it is."""
    more = PLUGIN_TOOLS if stage.script.plugins else ()
    return said([*TOOLS, *more])


def commands(stage: Stage, request: Request, now: int) -> Answer:
    """List the commands, with one of the plugin where it is."""
    names = ("init", "review", *(("stop-continuation",) if stage.script.plugins else ()))
    return said([{"name": name, "template": ""} for name in names])


def paths(stage: Stage, request: Request, now: int) -> Answer:
    """Say where the server and the directory are."""
    home, directory = stage.script.home, place(stage, request)
    return said(
        {
            "home": home,
            "state": f"{home}/.local/state/opencode",
            "config": f"{home}/.config/opencode",
            "worktree": _root(stage, directory),
            "directory": directory,
        }
    )


def projects(stage: Stage, request: Request, now: int) -> Answer:
    """List the projects that were opened."""
    return said([_project(stage, root) for root in stage.script.projects])


def file(stage: Stage, request: Request, now: int) -> Answer:
    """Give a file: what is not there is said to be empty."""
    if "path" not in request.query:
        raise bad_request('Missing key\n  at ["path"]', "Query")
    content = marker.content(stage.script, stage.world, request.query["path"], now)
    return said({"type": "text", "content": content})


def _agent(name: str, mode: str) -> Json:
    rules: list[Json] = []
    options: Json = {}
    return {"name": name, "mode": mode, "native": False, "permission": rules, "options": options}


def _project(stage: Stage, root: str) -> Json:
    began = min(
        (s.time.created for s in stage.world.sessions.values() if s.directory.startswith(root)),
        default=0,
    )
    time: Json = {"created": began, "updated": began}
    boxes: list[str] = []
    name = stage.script.project(root)
    return {"id": name, "worktree": root, "vcs": "git", "time": time, "sandboxes": boxes}


def _root(stage: Stage, directory: str) -> str:
    return next((r for r in stage.script.projects if directory.startswith(r)), "/")
