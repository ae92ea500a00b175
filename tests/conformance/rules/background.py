"""Where background tasks differ from what was recorded: older generations of the task manager."""

import re

from tests.conformance.case import Case, Json
from tests.conformance.deviation import Deviation
from tests.conformance.rules.background_newest import story

TERMINAL = {"completed", "error", "cancelled", "interrupt"}
TTL_MINUTES = 30
AFTER = re.compile(r"Task timed out after \d+ minutes")


def _is_older(case: Case) -> bool:
    return case.input.get("generation", "current") != "current"


def _newest(case: Case) -> Json:
    return _prune(case) if case.key == "background-prune" else story(case)


def _prune(case: Case) -> Json:
    """Of what older ones gave up the newest gives up what is open and quiet, and forgets more."""
    tasks = {task["id"]: task for task in case.input["tasks"]}
    waiting = {task for ids in case.input.get("notifications", {}).values() for task in ids}
    pruned = [told for told in case.expect["pruned"] if _is_still_pruned(case, tasks[told["id"]])]
    return {
        "pruned": [{"id": told["id"], "error": _inactive(told["error"])} for told in pruned],
        "kept": [
            task
            for task in case.expect["kept"]
            if task in waiting
            or tasks[task]["status"] not in TERMINAL
            or tasks[task].get("completed", 0) <= TTL_MINUTES
        ],
        "notifications": case.expect["notifications"],
    }


def _is_still_pruned(case: Case, task: Json) -> bool:
    if task["status"] != "running":
        return task["status"] == "pending"
    minutes = case.input.get("ttl", TTL_MINUTES * 60_000) / 60_000
    known = case.input.get("statuses", {}).get(task.get("session"), {})
    is_quiet = task.get("progress", task.get("started", 0)) > minutes
    return is_quiet and "team" not in task and known.get("type") not in ("busy", "retry", "running")


def _inactive(error: str) -> str:
    return f"{error} of inactivity" if AFTER.fullmatch(error) else error


RULES = (
    Deviation(
        rec="background-tasks 7 and 11",
        reason="only the newest generation of the task manager is implemented (design 13.13)",
        keys=("background-generations", "background-prune"),
        applies=_is_older,
        expects=_newest,
    ),
)
