"""Why we part from the standalone plugin: waiting, sending, and what ends."""

from tests.conformance.rules.span import Span, View
from tests.conformance.rules.story.turn import shows_answer

# --- awaiting an answer


def own_failure(view: View, span: Span) -> bool:
    """The peer ignores every error of a session while it awaits an answer."""
    errors = [m for m in span.moments if m.error and not m.is_cancelling]
    return bool(span.asks) and not span.peers and bool(errors) and bool(span.before)


def timer(view: View, span: Span) -> bool:
    """Our timer asks the next model at once; the peer's only stops, and watches other things."""
    late = [act for act in (*span.ours, *span.peers) if act.at > span.at]
    early = [act for act in span.ours if act.at == span.at]
    same = early == [act for act in span.peers if act.at == span.at]
    return bool(late) and same and view.limit() > 0 and any(act.kind == "abort" for act in late)


def watchdog(view: View, span: Span) -> bool:
    """The peer watches no first prompt of a child."""
    children = view.given.get("subagent_sessions") or ()
    fired = [act for act in span.ours if act.kind == "abort" and act.session in children]
    return bool(fired) and not span.before and not span.peers and fired[0].at >= 90_000


def silence(view: View, span: Span) -> bool:
    """Both ask the next model after a fallback that ended in silence."""
    return span.heard("session.idle") and bool(span.peers_asks)


def begins_anew(view: View, span: Span) -> bool:
    """A person stopped the session: it begins anew, and what failed before is no longer stale."""
    heard = view.before(span)
    ended = any(m.is_cancelling or m.kind == "session.stop" for m in heard)
    return ended and span.ours != span.peers


def came_back(view: View, span: Span) -> bool:
    """The peer ignores errors of a model that failed before, also once it is back."""
    errors = [m for m in span.moments if m.error]
    kept = [kept["state"] or {} for kept in view.case.expect["state"].values()]
    failed = [model for state in kept for model in state.get("failedModels", ())]
    return bool(span.asks) and not span.peers and any(m.model in failed for m in errors)


# --- the gate


def waits_at_the_gate(view: View, span: Span) -> bool:
    """Both ask the same models; ours wait for the session, or are the same prompt again."""
    queued = any("queued" in toast["message"] for toast in view.told["toasts"])
    return (queued and span.asks != span.peers_asks) or span.is_later


def is_unclear(view: View, span: Span) -> bool:
    """A prompt that may have been taken counts as taken; the peer takes it for refused."""
    return any("may have been" in toast["message"] for toast in view.told["toasts"])


# --- what ends


def is_disposed(view: View, span: Span) -> bool:
    """Our timers end with us; the peer's go on."""
    if not any("dispose" in step for step in view.given["steps"]):
        return False
    shared, extra = span.peers[: len(span.ours)], span.peers[len(span.ours) :]
    return shared == span.ours and [act.kind for act in extra] == ["abort"]


def is_compacted(view: View, span: Span) -> bool:
    """A compaction begins the time anew; the peer forgets that it waits."""
    return span.heard("session.compacted")


def shows_work(view: View, span: Span) -> bool:
    """Tools, reasoning and tokens are an answer."""
    return any(m.is_answer and shows_answer(m.said) for m in span.moments) and not span.ours


def is_any(view: View, span: Span) -> bool:
    return True
