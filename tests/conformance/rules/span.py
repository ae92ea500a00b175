"""Where our telling of a scenario and the standalone plugin's recording part, moment by moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tests.conformance.case import Case, Json
from tests.conformance.rules.peer import PAUSE_MS, Act, acts
from tests.conformance.rules.retelling import IDLE
from tests.conformance.rules.story import failure
from tests.conformance.rules.story.chain import parts_of
from tests.conformance.rules.story.glance import Moment, agent_at, chain_at, config, moments
from tests.conformance.rules.story.telling import told


@dataclass(frozen=True)
class Span:
    """All that happened from one time to the next."""

    at: int
    moments: tuple[Moment, ...]
    ours: tuple[Act, ...]
    peers: tuple[Act, ...]
    before: tuple[Act, ...]
    """What we did earlier."""
    before_peers: tuple[Act, ...]

    @property
    def kinds(self) -> list[str]:
        """Name what we did."""
        return [act.kind for act in self.ours]

    @property
    def peers_kinds(self) -> list[str]:
        """Name what the peer did."""
        return [act.kind for act in self.peers]

    @property
    def is_retry(self) -> bool:
        """Tell whether a retry was announced."""
        return any(moment.is_retry for moment in self.moments)

    @property
    def is_later(self) -> bool:
        """Tell whether both did the same at other times."""
        same = self.kinds == self.peers_kinds and self.asks == self.peers_asks
        return same and self.ours != self.peers

    @property
    def error(self) -> Json:
        """Give the error that was heard."""
        return next((m.error for m in self.moments if m.error), None)

    @property
    def asks(self) -> list[str]:
        """Give the models that we asked."""
        return [act.model for act in self.ours if act.kind == "prompt"]

    @property
    def peers_asks(self) -> list[str]:
        """Give the models that the peer asked."""
        return [act.model for act in self.peers if act.kind == "prompt"]

    def heard(self, *kinds: str) -> bool:
        """Tell whether one of some events was heard."""
        return any(moment.kind in kinds for moment in self.moments)


class View:
    """Look at a case from both sides."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.given: Json = case.input
        self.told = told(case.input)

    @cached_property
    def heard(self) -> list[Moment]:
        """Give all events and prompts."""
        return moments(self.given)

    @cached_property
    def spans(self) -> list[Span]:
        """Give the stretches between two times, those in which we parted only."""
        times = sorted({0, *(moment.at for moment in self.heard)})
        ours, peers = acts(self.told), acts(self.case.expect, PAUSE_MS)
        found = []
        for at, end in zip(times, [*times[1:], None], strict=True):
            now = tuple(moment for moment in self.heard if moment.at == at)
            mine, other = _within(ours, at, end), _within(peers, at, end)
            if mine != other:
                early = (tuple(a for a in ours if a.at < at), tuple(a for a in peers if a.at < at))
                found.append(Span(at, now, mine, other, *early))
        return found

    @cached_property
    def outputs(self) -> list[tuple[Moment, Json, Json]]:
        """Give the prompts that got another model from us than from the peer."""
        chats = [moment for moment in self.heard if moment.kind == "chat"]
        both = zip(chats, self.told["chat_outputs"], self.case.expect["chat_outputs"], strict=True)
        return [(m, mine, other) for m, mine, other in both if mine != other]

    @cached_property
    def ending(self) -> set[str]:
        """Name the fields in which the sessions end otherwise, besides their form."""
        return {name for mine, other in self.both for name in _differing(mine, other)}

    @property
    def both(self) -> list[tuple[Json, Json]]:
        """Give what is kept of each session, by us and by the peer."""
        kept = self.case.expect["state"]
        return [(self.told["state"].get(name, IDLE), kept[name]) for name in kept]

    @cached_property
    def codes(self) -> list[float]:
        """Give the status codes that lead to the next model."""
        return config(self.given, "retry_on_errors", [])

    def created(self) -> Moment | None:
        """Give the beginning of the session, where it named a model."""
        began = (m for m in self.heard if m.kind == "session.created" and m.model)
        return next(began, None)

    def before(self, span: Span) -> list[Moment]:
        """Give what was heard before a span, and at its time."""
        return [moment for moment in self.heard if moment.at <= span.at]

    def failed_model(self, span: Span) -> str:
        """Give the model that failed: the event's, else the one that stood."""
        asked = [act.model for act in span.before if act.kind == "prompt"]
        created = self.created()
        stands = asked[-1] if asked else created.model if created else None
        return next((m.model for m in span.moments if m.model and m.error), stands) or ""

    def verdict(self, span: Span) -> failure.Verdict:
        """Judge the error of a span."""
        return failure.verdict(span.error, self.codes)

    def limit(self) -> int:
        """Give how long a fallback may show nothing."""
        seconds = config(self.given, "timeout_seconds", 30)
        return self.given.get("session_timeout_ms") or int(seconds * 1_000)

    def looks_up_elsewhere(self, span: Span) -> bool:
        """Tell whether the chain is not simply the one of the agent that the session began with."""
        moment = next((m for m in span.moments if m.error or m.is_retry), None)
        if moment is None:
            return False
        began = (self.given.get("session_agents") or {}).get(moment.session)
        entry = ((self.given.get("plugin_config") or {}).get("agents") or {}).get(began) or {}
        own = entry.get("fallback_models")
        listed = [own] if isinstance(own, str) else own
        return agent_at(self.given, moment) != began or chain_at(self.given, moment) != listed


def _differing(mine: Json, other: Json) -> Iterator[str]:
    flags = ("awaitingFallbackResult", "timeoutArmed", "retryInFlight")
    yield from (name for name in flags if mine[name] != other[name])
    one, two = mine["state"], other["state"]
    if two is None and one is not None and not one["attemptCount"]:
        yield from ("originalModel",) if one["currentModel"] != one["originalModel"] else ()
        return
    if one is None or two is None:
        yield from ("state",) if one != two else ()
        return
    yield from (name for name in ("originalModel", "attemptCount") if one[name] != two[name])
    if parts_of(one["currentModel"]) != parts_of(two["currentModel"]):
        yield "currentModel"
    if set(one["failedModels"]) != set(two["failedModels"]):
        yield "failedModels"


def _within(done: list[Act], at: int, end: int | None) -> tuple[Act, ...]:
    return tuple(act for act in done if at <= act.at and (end is None or act.at < end))
