"""A recording under edit: the few things by which a rule tells a scenario differently.

Every edit raises AssertionError where it finds nothing to edit, so that a wrong recording fails.
"""

from copy import deepcopy

from tests.conformance.case import Case, Json
from tests.conformance.rules.story.chain import parts_of, registered, spoken, wire
from tests.conformance.rules.story.turn import repeated

SWITCHED = "Switched to {} for next request"
QUEUED = "Fallback queued for {}"
UNCLEAR = "Fallback dispatch may have been accepted for {}"
LISTS = {"abort": "aborts", "prompt": "prompts", "toast": "toasts"}
IDLE: Json = {
    "state": None,
    "lastAccess": None,
    "retryInFlight": False,
    "awaitingFallbackResult": False,
    "timeoutArmed": False,
    "statusRetryKey": None,
    "internallyAborted": False,
}


class Tale:
    """One scenario in its recorded form, with calls in the order of their times."""

    def __init__(self, given: Json, told: Json) -> None:
        self.given = given
        self.told = deepcopy(told)

    @classmethod
    def of(cls, case: Case) -> "Tale":
        """Begin with what was recorded."""
        return cls(case.input, case.expect)

    @classmethod
    def blank(cls, given: Json) -> "Tale":
        """Begin with a scenario in which nothing has happened."""
        calls: Json = {name: [] for name in ("order", *LISTS.values(), "chat_outputs")}
        return cls(given, calls | {"state": dict.fromkeys(given["messages"], IDLE)})

    # --- calls

    def abort(self, at: int, session: str) -> None:
        """Stop what runs."""
        self._add("abort", {"at_ms": at, "session": session})

    def prompt(self, at: int, session: str, model: str, **more: Json) -> None:
        """Let the session go on: `more` holds agent, said and child as far as they are known."""
        agent, child = more.get("agent"), more.get("child") or {}
        entry = ((self.given.get("plugin_config") or {}).get("agents") or {}).get(agent) or {}
        stated = {
            "variant": entry.get("variant"),
            "reasoningEffort": entry.get("reasoningEffort"),
            "system": child.get("system"),
            "tools": child.get("tools"),
        }
        said = more.get("said", self.given["messages"][session])
        body = {"at_ms": at, "session": session, "directory": "/project"}
        body |= {"agent": registered(self.given, agent), **repeated(said, child)}
        body |= {key: value for key, value in stated.items() if value is not None}
        self._add("prompt", body | wire(model))

    def toast(self, at: int, model: str, text: str = SWITCHED) -> None:
        """Tell the person, where that is wanted."""
        if self.given["config"].get("notify_on_fallback", True):
            body = {"title": "Model Fallback", "variant": "warning", "duration": 5000}
            self._add("toast", {"at_ms": at, "message": text.format(spoken(model)), **body})

    def drop(self, kind: str, place: int) -> Json:
        """Take one recorded call back, with its line in the order."""
        calls = self.told[LISTS[kind]]
        assert -len(calls) <= place < len(calls), f"there is no such {kind} to take back"
        gone = calls.pop(place)
        line = f"{gone['at_ms']}:{kind}"
        assert line in self.told["order"], f"{line} is missing in the order"
        self.told["order"].remove(line)
        return gone

    def calls(self, kind: str) -> list[Json]:
        """Give the recorded calls of one kind."""
        return self.told[LISTS[kind]]

    def _add(self, kind: str, body: Json) -> None:
        lines, at = self.told["order"], body["at_ms"]
        place = sum(int(line.partition(":")[0]) <= at for line in lines)
        lines.insert(place, f"{at}:{kind}")
        calls = self.told[LISTS[kind]]
        calls.insert(sum(call["at_ms"] <= at for call in calls), body)

    # --- standing

    def standing(self, session: str) -> Json:
        """Give what is kept of a session."""
        return self.told["state"][session]

    def change(self, session: str, **changes: Json) -> None:
        """Set fields of a session, or of its state; each must be another than before."""
        kept = self.standing(session)
        for key, value in changes.items():
            holder = kept if key in kept else kept["state"]
            assert key in (holder or {}), f"{key} is not recorded"
            assert holder[key] != value, f"{key} is {value!r} already: nothing to edit"
            holder[key] = value

    def step(self, session: str, at: int, model: str, index: int) -> None:
        """Stand on the next model, which is asked and has not answered."""
        kept = self.standing(session)
        kept["state"] = stepped(kept["state"], at, model, index)
        kept |= {"awaitingFallbackResult": True, "timeoutArmed": True, "lastAccess": at}

    def fall(self, session: str, at: int, model: str, index: int, **more: Json) -> None:
        """Take one whole step: abort, prompt and toast as far as `more` says so."""
        assert parts_of(model), f"{model} cannot be asked"
        if more.pop("abort", False):
            self.abort(at, session)
            self.standing(session)["internallyAborted"] = True
        sent, text = more.pop("sent", at), more.pop("text", SWITCHED)
        self.prompt(sent, session, model, **more)
        self.toast(sent, model, text)
        self.step(session, at, model, index)

    def begin(self, session: str, at: int, model: str) -> None:
        """Stand where a new session begins, and forget everything else of it."""
        kept = {**IDLE, "state": begun(model), "lastAccess": at}
        self.told["state"][session] = kept

    def forget(self, session: str) -> None:
        """Know nothing of a session."""
        self.told["state"][session] = dict(IDLE)

    def again(self, kind: str, body: Json) -> None:
        """Let a call that was taken back come after all that was added since."""
        self._add(kind, body)

    def keeps(self, before: Json) -> None:
        """Check that every recorded call is told again, though perhaps at another time."""
        for name in LISTS.values():
            told = [_timeless(call) for call in self.told[name]]
            lost = [call for call in before[name] if _timeless(call) not in told]
            assert not lost, f"recorded and not told again: {lost}"

    def silence(self) -> None:
        """Take back every call that was recorded; there must be one."""
        assert self.told["order"], "nothing was recorded that could be taken back"
        for kind in LISTS:
            while self.calls(kind):
                self.drop(kind, -1)
        assert not self.told["order"], "the order names calls that were not recorded"


def _timeless(call: Json) -> Json:
    return {key: value for key, value in call.items() if key != "at_ms"}


def begun(model: str) -> Json:
    """Give the state of a session that is on its first model."""
    return {
        "originalModel": model,
        "currentModel": model,
        "fallbackIndex": -1,
        "attemptCount": 0,
        "failedModels": {},
        "pendingFallbackModel": None,
        "pendingFallbackPromptMayHaveBeenAccepted": False,
    }


def stepped(state: Json, at: int, model: str, index: int) -> Json:
    """Give the state after one step (fallback-behaviour 3)."""
    return {
        **state,
        "currentModel": model,
        "fallbackIndex": index,
        "attemptCount": state["attemptCount"] + 1,
        "failedModels": {**state["failedModels"], state["currentModel"]: at},
        "pendingFallbackModel": model,
        "pendingFallbackPromptMayHaveBeenAccepted": False,
    }
