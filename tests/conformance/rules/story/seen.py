"""What a recording of one session shows, for rules that edit it."""

from functools import cached_property
from itertools import zip_longest

from tests.conformance.case import Case, Json
from tests.conformance.rules.retelling import QUEUED, SWITCHED, Tale, begun, stepped
from tests.conformance.rules.story.chain import (
    agent_of,
    canonical,
    chain_of,
    parts_of,
    primary_of,
    wire,
)
from tests.conformance.rules.story.glance import (
    Moment,
    agent_at,
    chain_at,
    config,
    end,
    messages_at,
    moments,
    next_of,
)
from tests.conformance.rules.story.sending import UNSURE
from tests.conformance.rules.story.turn import shows_answer

HOLD_MS = 2_000


class Seen:
    """Look at a recorded scenario with one session."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.given: Json = case.input
        self.told: Json = case.expect
        self.session: str = next(iter(case.input["messages"]), "")

    @property
    def kept(self) -> Json:
        """Give what was recorded of the session at the end."""
        return self.told["state"].get(self.session) or {}

    @property
    def state(self) -> Json:
        """Give where it stood; an empty object where it stood nowhere."""
        return self.kept.get("state") or {}

    @property
    def waits(self) -> bool:
        """Tell whether an answer was awaited at the end."""
        return bool(self.kept.get("awaitingFallbackResult"))

    @cached_property
    def moments(self) -> list[Moment]:
        """Give all events and prompts of the session."""
        return [moment for moment in moments(self.given) if moment.session == self.session]

    @cached_property
    def chain(self) -> list[str]:
        """Give the chain that counts for the last failure."""
        return chain_at(self.given, self._deciding)

    @property
    def agent(self) -> str | None:
        """Give the agent that goes on after the last failure."""
        return agent_at(self.given, self._deciding)

    @property
    def end(self) -> int:
        """Give when the scenario ends."""
        return end(self.given)

    def asked_at(self, moment: Moment) -> list[Json]:
        """Give the prompts that were sent before a moment was over, oldest first."""
        return [prompt for prompt in self.told["prompts"] if prompt["at_ms"] <= moment.at]

    def said_at(self, at: int) -> list[Json]:
        """Give the messages that a prompt of that time repeats: those at the failure itself."""
        failed = [m for m in self.moments if m.at == at and (m.error or m.is_retry)]
        return failed[0].said if failed else messages_at(self.given, self.session, at)

    def last_asked(self) -> int:
        """Give when the last prompt was sent; before everything where there is none."""
        return max((prompt["at_ms"] for prompt in self.told["prompts"]), default=-1)

    def is_awaited(self, moment: Moment) -> bool:
        """Tell whether a fallback was asked before a moment and had shown nothing."""
        queued = [t["at_ms"] for t in self.told["toasts"] if "queued" in t["message"]]
        asked = sorted(at for at in (*(at for at, _ in self.falls()), *queued) if at <= moment.at)
        before = self.moments[: self.moments.index(moment)]
        later = [m for m in before if asked and m.at >= asked[-1]]
        return bool(asked) and not any(m.is_answer and shows_answer(m.said) for m in later)

    def next(self, at: int, state: Json = None) -> tuple[str, int] | None:
        """Give the next model and its place."""
        return next_of(self.given, state or self.state or self.first_state(), self.chain, at)

    def falls(self) -> list[tuple[int, str]]:
        """Give when which entry of the chain was asked, and not refused."""
        replies = list((self.given.get("client") or {}).get("promptAsync") or ())
        both = zip_longest(self.told["prompts"], replies[: len(self.told["prompts"])])
        taken = [prompt for prompt, reply in both if not _is_refused(reply)]
        return [(prompt["at_ms"], self._entry(prompt)) for prompt in taken]

    def first_state(self) -> Json:
        """Give the state before the first step: that of the creation, else of what failed."""
        created = next((m for m in self.moments if m.kind == "session.created"), None)
        model = canonical(created.info.get("model")) if created else None
        if model is None:
            return begun(self.state.get("originalModel") or "")
        agent = agent_of(self.given, self.session, None, created and created.remembered, [])
        category = (self.given.get("session_categories") or {}).get(self.session)
        primary = primary_of(self.given, agent, category)
        chain = chain_of(self.given, self.session, agent, category)
        if primary in (None, model) or model not in chain:
            return begun(model)
        first = {"originalModel": primary, "fallbackIndex": chain.index(model)}
        return begun(model) | first

    def state_after(self, falls: list[tuple[int, str]], state: Json = None) -> Json:
        """Give the state after some steps."""
        after = state or self.first_state()
        for at, model in falls:
            place = self.chain.index(model) if model in self.chain else -1
            after = stepped(after, at, model, place)
        return after

    def limit(self) -> int:
        """Give how long a fallback may show nothing, in milliseconds; 0 is without end."""
        seconds = config(self.given, "timeout_seconds", 30)
        own = self.given.get("session_timeout_ms")
        return 0 if not seconds else own or int(seconds * 1_000)

    @property
    def _deciding(self) -> Moment:
        failures = [m for m in self.moments if m.error or m.is_retry or m.text]
        nothing = Moment(0, "", self.session, {}, self.given["messages"].get(self.session) or [])
        return (failures or self.moments or [nothing])[-1]

    def _entry(self, prompt: Json) -> str:
        """Name the entry of the chain that a prompt asked; one of another chain by itself."""
        named = [entry for entry in self.chain if _is_asked(entry, prompt)]
        return named[0] if named else canonical(prompt["model"]) or ""


def free_at(at: int, held_until: int) -> int:
    """Give when a prompt gets past the gate: the n-th wait is n half seconds (8)."""
    tries = 0
    while at < held_until:
        tries += 1
        at += 500 * tries
    return at


def fall(seen: Seen, tale: Tale, moment: Moment) -> None:
    """Take one step through the gate at a moment, and let the timer go on from there."""
    kept = tale.standing(seen.session)
    kept["state"] = kept["state"] or seen.first_state()
    following = seen.next(moment.at, kept["state"])
    assert following, "there is no next model"
    held_until = seen.last_asked() + HOLD_MS if seen.falls() else 0
    sent = moment.at if moment.is_retry else free_at(moment.at, held_until)
    if sent > seen.end:
        kept |= {"retryInFlight": True, "awaitingFallbackResult": True, "timeoutArmed": True}
        kept["lastAccess"] = moment.at
        return
    more: Json = {"agent": seen.agent, "said": moment.said, "abort": moment.is_retry, "sent": sent}
    text = QUEUED if sent > moment.at else SWITCHED
    tale.fall(seen.session, moment.at, *following, text=text, **more)
    wait_out(seen, tale, moment.at)


def wait_out(seen: Seen, tale: Tale, since: int) -> None:
    """Let the answer timer ask the next models until the scenario ends (7)."""
    limit, session = seen.limit(), seen.session
    kept = tale.standing(session)
    while limit and since + limit <= seen.end:
        since += limit
        following = seen.next(since, kept["state"])
        kept["timeoutArmed"], kept["lastAccess"] = False, since
        if following is None:
            return
        tale.abort(since, session)
        said = messages_at(seen.given, session, since)
        tale.prompt(since, session, following[0], agent=seen.agent, said=said)
        tale.step(session, since, *following)
        kept["internallyAborted"] = True
    kept["timeoutArmed"] = bool(limit)


def _is_refused(reply: Json) -> bool:
    if not isinstance(reply, dict) or not ("throw" in reply or "throw_string" in reply):
        return False
    text = reply.get("throw_string") or (reply.get("throw") or {}).get("message", "")
    return not any(word in text.lower() for word in UNSURE)


def _is_asked(entry: str, prompt: Json) -> bool:
    return parts_of(entry) is not None and wire(entry)["model"] == prompt["model"]
