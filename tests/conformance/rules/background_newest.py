"""What the newest task manager does in a story recorded with an older one.

Statuses, aborts and what is kept start from the recording. Notices are told anew: the older ones
had other texts, or told nothing.
"""

import re
from dataclasses import dataclass, field

from tests.conformance.case import Case, Json

OPEN = {"pending", "running"}
TTL_SECONDS = 30 * 60
HEADERS = {"error": "ERROR", "cancelled": "CANCELLED", "interrupt": "INTERRUPTED"}
LASTING = re.compile(r"model.not.(found|supported)|provider|no models|api.?key", re.IGNORECASE)
NO_AGENT = re.compile(r"agent.*not found", re.IGNORECASE)
TOO_OLD = "Task timed out after"
"""Older ones counted from the start, some even for tasks that had ended."""
OLDER = {
    True: re.compile(r"<system-reminder>\n\[BACKGROUND TASK [A-Z]+\]\n\*\*ID:"),
    False: re.compile(r"<system-reminder>\n\[ALL BACKGROUND TASKS COMPLETE\]\n\n\*\*Completed:"),
}
"""How their notices began: silent ones of one task, and the last one, which was answered."""
OLDER_TASK = re.compile(r"^(?:- |\*\*ID:\*\* )`([^`]+)`", re.MULTILINE)
MARK = "<!-- OMO_INTERNAL_INITIATOR -->"
SILENT = "<!-- OMO_INTERNAL_NOREPLY -->"
FETCH = (
    "All sibling background tasks are complete. Your next action should be to call"
    ' `background_output(task_id="<id>")` for each task ID above.'
)


@dataclass
class Board:
    """Holds the tasks of a story while it goes on."""

    tasks: dict[str, Json]
    judged_anew: set[str] = field(default_factory=set[str])
    """An error came to another end than in older ones, or to none."""
    ended: list[str] = field(default_factory=list[str])
    told: set[str] = field(default_factory=set[str])
    prompts: list[Json] = field(default_factory=list[Json])


def story(case: Case) -> Json:
    """Give what must come out of a story."""
    board = Board({task["id"]: {"error": None, **task} for task in case.input["tasks"]})
    forgotten: set[str] = set()
    for op, subject, *more in ([*op, None] for op in case.input["ops"]):
        over = _over(board, op, subject, more[0] if more else None)
        silent = op == "cancel" and bool(more[0]) and more[0].get("skipNotification", False)
        _end(board, over, silent=silent)
        forgotten |= _past(board) if op == "prune" else set()
    kept = [task for task in board.tasks if task not in forgotten]
    timed = [task for task in case.expect["cleanup_timer"] if task not in board.judged_anew]
    return {
        "prompts": [*board.prompts, *_unexplained(case, board)],
        "aborted": _aborted(case, board),
        "statuses": {task: _status(case, board, task) for task in case.expect["statuses"]},
        "kept_in_memory": _no_less(case.expect["kept_in_memory"], kept),
        "cleanup_timer": _no_less(timed, [task for task in kept if task in board.ended]),
    }


def _unexplained(case: Case, board: Board) -> list[Json]:
    """Give recorded notices that are not of older ones, or not of tasks that ended: no rule's."""
    over = {*board.ended, *board.judged_anew}
    return [
        prompt
        for number, prompt in enumerate(case.expect["prompts"])
        if prompt in case.expect["prompts"][:number]
        or OLDER[prompt["no_reply"]].match(prompt["text"]) is None
        or not over.issuperset(OLDER_TASK.findall(prompt["text"]))
    ]


def _no_less(recorded: list[str], newest: list[str]) -> list[str]:
    """The newest keeps, and times, all that older ones did: they may have recorded no other."""
    return [*newest, *(task for task in recorded if task not in newest)]


def _status(case: Case, board: Board, task: str) -> Json:
    recorded = case.expect["statuses"][task]
    is_old = (recorded["error"] or "").startswith(TOO_OLD)
    if recorded["status"] == "error" and (task in board.judged_anew or is_old):
        return {key: board.tasks[task][key] for key in ("status", "error")}
    return recorded


def _aborted(case: Case, board: Board) -> list[str]:
    """Give the aborts of the recording without those of the server's end, which follow anew."""
    statuses = case.expect["statuses"]
    left_running = {
        task["session"]
        for task in case.input["tasks"]
        if task.get("session") and statuses[task["id"]]["status"] == "running"
    }
    before = [session for session in case.expect["aborted"] if session not in left_running]
    running = [task for task in board.tasks.values() if task["status"] == "running"]
    return [*before, *(task["session"] for task in running)]


def _over(board: Board, op: str, subject: str, how: Json) -> list[tuple[str, str, str | None]]:
    """Give the tasks that an operation ends, with status and error."""
    tasks = board.tasks
    if op == "complete":
        return [(subject, "completed", None)] if tasks[subject]["status"] == "running" else []
    if op == "cancel":
        reason = (how or {}).get("reason")
        return [(subject, "cancelled", reason)] if tasks[subject]["status"] in OPEN else []
    if op == "delete":
        gone = [task for task in _below(tasks, subject) if tasks[task]["status"] in OPEN]
        return [(task, "cancelled", "Session deleted") for task in gone]
    if op == "error":
        mine = [task for task in tasks.values() if task.get("session") == subject]
        return [end for task in mine if (end := _failed(board, task, how))]
    return [(task["id"], "error", why) for task in tasks.values() if (why := _late(task))]


def _failed(board: Board, task: Json, error: Json) -> tuple[str, str, str | None] | None:
    if task["status"] != "running":
        return None
    said = error.get("data", error).get("message", "")
    if NO_AGENT.search(said):
        board.judged_anew.add(task["id"])
        why = f'Agent "{task["agent"]}" not found. Make sure the agent is registered in your'
        return task["id"], "interrupt", f"{why} opencode.json or provided by a plugin."
    if LASTING.search(said):
        return task["id"], "error", said
    board.judged_anew.add(task["id"])
    return None


def _late(task: Json) -> str | None:
    if task["status"] == "pending" and task.get("queued", 0) > TTL_SECONDS:
        return "Task timed out while queued (30 minutes)"
    quiet = task.get("progress", task.get("started", 0))
    if task["status"] == "running" and quiet > TTL_SECONDS:
        return f"{TOO_OLD} 30 minutes of inactivity"
    return None


def _past(board: Board) -> set[str]:
    tasks = board.tasks.values()
    old = [task for task in tasks if task["status"] not in OPEN and task["id"] not in board.ended]
    return {task["id"] for task in old if task.get("completed", 0) > TTL_SECONDS}


def _below(tasks: dict[str, Json], session: str) -> list[str]:
    found = [task for task, known in tasks.items() if known.get("session") == session]
    level = {session}
    while level:
        new = [task for task, known in tasks.items() if known["parent"] in level]
        new = [task for task in new if task not in found]
        found += new
        level = {tasks[task]["session"] for task in new if tasks[task].get("session")}
    return found


def _end(board: Board, over: list[tuple[str, str, str | None]], *, silent: bool) -> None:
    """Note ends one after the other; the last word about all replaces what waited beside it."""
    waiting: dict[str, list[tuple[str, bool]]] = {}
    for task, status, error in over:
        board.tasks[task] |= {"status": status, "error": error}
        board.ended.append(task)
        if silent:
            board.told.add(task)
            continue
        parent = board.tasks[task]["parent"]
        text, is_last = _told(board, board.tasks[task])
        reply = is_last or status != "completed"
        waiting[parent] = [*([] if is_last else waiting.get(parent, [])), (text, reply)]
    for parent, texts in waiting.items():
        reply = any(wanted for _, wanted in texts)
        marks = [MARK] if reply else [MARK, SILENT]
        text = "\n".join(["\n\n".join(text for text, _ in texts), *marks])
        board.prompts.append({"session": parent, "no_reply": not reply, "text": text})


def _told(board: Board, task: Json) -> tuple[str, bool]:
    beside = [other for other in board.tasks.values() if other["parent"] == task["parent"]]
    left = sum(other["status"] in OPEN for other in beside)
    if left:
        return _single(task, left), False
    order = [board.tasks[one] for one in board.ended]
    earlier = [one for one in beside if one["status"] not in OPEN and one not in order]
    mine = [one for one in [*earlier, *order] if one in beside and one["id"] not in board.told]
    board.told |= {one["id"] for one in mine}
    return _last(mine), True


def _single(task: Json, left: int) -> str:
    done = task["status"] == "completed"
    minutes, seconds = divmod(task.get("started", 0), 60)
    return "\n".join(
        [
            "<system-reminder>",
            f"[BACKGROUND TASK {'RESULT READY' if done else HEADERS[task['status']]}]",
            f"**ID:** `{task['id']}`",
            f"**Description:** {task['description']}",
            f"**Duration:** {minutes}m {seconds}s" if minutes else f"**Duration:** {seconds}s",
            *([f"**Error:** {task['error']}"] if task["error"] else []),
            "",
            f"**{left} task{'' if left == 1 else 's'} still in progress.**"
            " You WILL be notified when ALL complete.",
            "Do NOT poll - continue productive work."
            if done
            else "**ACTION REQUIRED:** This task failed. Check the error and decide whether to"
            " retry, cancel remaining tasks, or continue.",
            "",
            f'Use `background_output(task_id="{task["id"]}")` to retrieve this result when ready.',
            "</system-reminder>",
        ]
    )


def _last(tasks: list[Json]) -> str:
    done = [f"- `{t['id']}`: {t['description']}" for t in tasks if t["status"] == "completed"]
    bad = [
        f"- `{t['id']}`: {t['description']} [{t['status'].upper()}]"
        + (f" - {t['error']}" if t["error"] else "")
        for t in tasks
        if t["status"] != "completed"
    ]
    lines = ["[BACKGROUND TASK COMPLETED]", "[ALL BACKGROUND TASKS COMPLETE]"]
    if bad:
        lines = [f"[ALL BACKGROUND TASKS FINISHED - {len(bad)} FAILED]"]
    lines += ["", "**Completed:**", *done] if done else []
    lines += ["", "**Failed:**", *bad] if bad else []
    lines += ["", FETCH]
    if bad:
        lines += ["", f"**ACTION REQUIRED:** {len(bad)} task(s) failed."]
        lines[-1] += " Check errors above and decide whether to retry or proceed."
    return "\n".join(["<system-reminder>", *lines, "</system-reminder>"])
