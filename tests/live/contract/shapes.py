"""What the client reads of each answer, as shapes: keys, types, and which keys may be absent."""

from typing import Any

Shape = Any
"""A type, a tuple of types, a dict (`key?` may be absent, `*` is any key), a one-element list."""

TOKENS = {
    "input": int,
    "output": int,
    "reasoning": int,
    "cache": {"read": int, "write": int},
    "total?": int,
}
SESSION = {
    "id": str,
    "slug": str,
    "projectID": str,
    "directory": str,
    "title": str,
    "version": str,
    "parentID?": str,
    "agent?": str,
    "model?": {"id": str, "providerID": str, "variant?": str},
    "cost": (int, float),
    "tokens": TOKENS,
    "metadata?": dict,
    "permission?": [{"permission": str, "pattern": str, "action": str}],
    "time": {"created": int, "updated": int, "archived?": int},
}
LISTED = {**SESSION, "project": {"id": str, "worktree": str}}
USER = {
    "id": str,
    "sessionID": str,
    "role": str,
    "time": {"created": int},
    "agent": str,
    "model": {"providerID": str, "modelID": str, "variant?": str},
}
ASSISTANT = {
    "id": str,
    "sessionID": str,
    "role": str,
    "time": {"created": int, "completed?": int},
    "parentID": str,
    "modelID": str,
    "providerID": str,
    "mode": str,
    "agent": str,
    "variant?": str,
    "path": {"cwd": str, "root": str},
    "cost": (int, float),
    "tokens": TOKENS,
    "finish?": str,
    "error?": {"name": str, "data": {"message": str}},
}
PART = {"id": str, "sessionID": str, "messageID": str, "type": str}
TOOL = {**PART, "tool": str, "callID": str, "state": {"status": str, "input": dict}}
STATUS = {"type": str, "attempt?": int, "message?": str, "next?": int}
CALL = {"messageID": str, "callID": str}
PERMISSION = {
    "id": str,
    "sessionID": str,
    "permission": str,
    "patterns": [str],
    "metadata": dict,
    "always": [str],
    "tool": CALL,
}
QUESTION = {
    "id": str,
    "sessionID": str,
    "questions": [
        {"question": str, "header": str, "options": [{"label": str, "description": str}]}
    ],
    "tool": CALL,
}
TODO = {"content": str, "status": str, "priority": str}
MODEL = {
    "id": str,
    "providerID": str,
    "name": str,
    "cost": dict,
    "limit": {"context": int, "output": int},
    "variants?": dict,
}
PROVIDERS = {
    "providers": [{"id": str, "name": str, "models": {"*": MODEL}}],
    "default": {"*": str},
}
ROUTES: dict[str, Shape] = {
    "/global/health": {"healthy": bool, "version": str},
    "/experimental/session": [LISTED],
    "/session": [SESSION],
    "/session/status": {"*": STATUS},
    "/permission": [PERMISSION],
    "/question": [QUESTION],
    "/config": {"plugin": [str]},
    "/config/providers": PROVIDERS,
    "/global/config": {},
    "/experimental/tool/ids": [str],
    "/command": [{"name": str, "template": str}],
    "/agent": [{"name": str, "mode": str}],
    "/path": {"directory": str, "worktree": str, "home": str, "config": str, "state": str},
    "/project": [{"id": str, "worktree": str, "time": {"created": int}}],
    "/file/content?path=nothing.here": {"type": str, "content": str},
}
OF_A_SESSION: dict[str, Shape] = {
    "": SESSION,
    "/message": [{"info": dict, "parts": [PART]}],
    "/todo": [TODO],
    "/children": [SESSION],
}


def misfits(value: object, shape: Shape, at: str = "$") -> list[str]:
    """List where a value differs from a shape; keys that the shape does not name are welcome."""
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{at} is no list"]
        return [m for i, one in enumerate(value) for m in misfits(one, shape[0], f"{at}[{i}]")]
    if isinstance(shape, dict):
        return _of_object(value, shape, at)
    wrong = not isinstance(value, shape) or (isinstance(value, bool) and shape is not bool)
    return [f"{at} is {type(value).__name__}"] if wrong else []


def _of_object(value: object, shape: dict[str, Shape], at: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{at} is no object"]
    if "*" in shape:
        return [m for k, v in value.items() for m in misfits(v, shape["*"], f"{at}.{k}")]
    found: list[str] = []
    for key, inner in shape.items():
        name = key.removesuffix("?")
        if name in value:
            found += misfits(value[name], inner, f"{at}.{name}")
        elif not key.endswith("?"):
            found.append(f"{at}.{name} is missing")
    return found


def keys(value: object, at: str = "") -> set[str]:
    """Give the paths of all keys; members of a list share theirs, ids count as one key."""
    if isinstance(value, list):
        return {path for one in value for path in keys(one, f"{at}[]")}
    if not isinstance(value, dict):
        return set()
    found: set[str] = set()
    for key, inner in value.items():
        name = "*" if at.endswith(OPEN) or key.startswith("ses_") else key
        found |= {f"{at}.{name}", *keys(inner, f"{at}.{name}")}
    return found


OPEN = (".models", ".default", ".variants", ".*.variants", ".input", ".metadata", ".agent")
"""Objects whose keys are names of somebody's own."""
