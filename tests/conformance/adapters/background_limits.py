"""Lanes, their queues, and the limits of tool calls (background-concurrency, -queue, -loop)."""

from omo_watch_core.tasks.lanes import DEFAULT_LIMIT, Lane, Lanes, Limits, entered, given_up, left
from omo_watch_core.tasks.loops import Breaker, Calls, counted, looping_tool, read_breaker
from tests.conformance.case import Json


def limits_of(settings: Json) -> Limits:
    """Read the limits as they are written in settings."""
    settings = settings or {}
    default = settings.get("defaultConcurrency")
    return Limits(
        models=settings.get("modelConcurrency") or {},
        providers=settings.get("providerConcurrency") or {},
        default=DEFAULT_LIMIT if default is None else default,
    )


def lane(given: Json) -> Json:
    """Give the lane of a model and its limit."""
    limits, model = limits_of(given["config"]), given["model"]
    limit = limits.of(model)
    return {"key": limits.lane_of(model), "limit": "unlimited" if limit is None else limit}


def queue(given: Json) -> Json:
    """Let tasks come and go, and tell who was let in."""
    limits = limits_of(given["config"])
    lanes: Lanes = {}
    granted: list[str] = []
    rejected: list[Json] = []
    answers: list[bool] = []
    for op in given["ops"]:
        model = op["model"]
        if op["op"] == "acquire":
            lanes, may_start = entered(lanes, limits, model, op["task"])
            granted += [op["task"]] if may_start else []
        elif op["op"] == "release":
            lanes, next_one = left(lanes, limits, model)
            granted += [next_one] if next_one is not None else []
        else:
            lanes, reason = given_up(lanes, limits, model, op["task"])
            answers.append(reason is not None)
            rejected += [{"task": op["task"], "error": reason}] if reason else []
    keys = dict.fromkeys(limits.lane_of(op["model"]) for op in given["ops"])
    used = {key: lanes.get(key, Lane()) for key in keys}
    return {
        "granted": granted,
        "rejected": rejected,
        "cancel_waiter_results": answers,
        "counts": {key: lane.held for key, lane in used.items()},
        "waiting": {key: len(lane.waiting) for key, lane in used.items()},
    }


def loop(given: Json) -> Json:
    """Read the limits, or count calls until they are reached."""
    breaker = read_breaker(given["config"])
    return _calls(breaker, given["calls"]) if given["kind"] == "calls" else _settings(breaker)


def _settings(breaker: Breaker) -> Json:
    return {
        "enabled": breaker.watches_loops,
        "maxToolCalls": breaker.max_calls,
        "consecutiveThreshold": breaker.max_equal_calls,
    }


def _calls(breaker: Breaker, made: Json) -> Json:
    calls = Calls()
    tools: list[str | None] = []
    for call in made:
        calls = counted(calls, call["tool"], call.get("input"))
        tools.append(looping_tool(calls, breaker))
    result: Json = {"triggered": False}
    if tools and tools[-1] is not None:
        result = {"triggered": True, "toolName": tools[-1], "repeatedCount": calls.equal}
    return {
        "result": result,
        "first_trigger_index": next((n for n, tool in enumerate(tools) if tool is not None), None),
        "signature": calls.signature,
        "count": calls.equal,
    }
