"""Why we part from the standalone plugin: what counts as a failure, and which model is next."""

from tests.conformance.rules.span import Span, View
from tests.conformance.rules.story import failure
from tests.conformance.rules.story.chain import is_same, primary_of
from tests.conformance.rules.story.glance import agent_at, chain_at, config

# --- which failures count


def is_named_in_info(view: View, span: Span) -> bool:
    """The peer knows a session by `sessionID` alone."""
    silent = not span.peers and bool(span.ours)
    return silent and any("sessionID" not in m.properties for m in span.moments if m.error)


def is_off(view: View, span: Span) -> bool:
    return not config(view.given, "enabled", False)


def never_advances(view: View, span: Span) -> bool:
    """The peer goes by its status alone, whatever kind of error it is."""
    went = bool(span.peers_asks) and not span.asks and span.error is not None
    return went and view.verdict(span).why in ("never", "local")


def reads_more(view: View, span: Span) -> bool:
    """The peer reads fewer places, kinds and texts; it stayed where it was."""
    went = bool(span.asks) and not span.peers and not span.before_peers
    return went and span.error is not None and view.verdict(span).advances


def reads_signal(view: View, span: Span) -> bool:
    """A retry that is announced in an answer: we stop what runs, the peer goes on or waits."""
    said = any(m.is_answer and not m.info.get("error") and m.text for m in span.moments)
    signal = any(failure.waits(m.text) for m in span.moments if m.is_answer)
    return said and signal and bool(span.ours)


def stops_spent(view: View, span: Span) -> bool:
    """A quota that is spent stops the run first; a child without a chain is stopped at once."""
    extra = span.kinds != span.peers_kinds and "abort" in span.kinds
    return extra and span.error is not None and view.verdict(span).spent


def is_not_retryable(view: View, span: Span) -> bool:
    """Inside a chain the peer goes on for any error."""
    went = bool(span.peers_asks) and not span.asks and bool(span.before_peers)
    errors = [m for m in span.moments if m.error and not m.is_cancelling]
    return went and bool(errors) and not view.verdict(span).advances


# --- what is said of a retry


def is_patient(view: View, span: Span) -> bool:
    """With a timeout of 0 an announced retry does nothing."""
    return span.is_retry and not span.ours and config(view.given, "timeout_seconds", 30) == 0


def knows_no_sign(view: View, span: Span) -> bool:
    """The peer goes on for any announced retry, whatever its text says."""
    texts = [m.text for m in span.moments if m.is_retry]
    signs = any(failure.announces(text, view.codes) for text in texts)
    return bool(texts) and bool(span.peers) and not span.ours and not signs


def is_the_same_wait(view: View, span: Span) -> bool:
    """The peer goes on for each announcement; ours is the same wait, or nobody knows its model."""
    return span.is_retry and bool(span.peers) and not span.ours


def steps_in(view: View, span: Span) -> bool:
    """A retry that is announced while a prompt is out, or of one failure, stops what runs."""
    return span.is_retry and "abort" in span.kinds and "abort" not in span.peers_kinds


# --- which chain, which model


def is_the_same_model(view: View, span: Span) -> bool:
    """The peer compares texts; a model that means the current one changes nothing."""
    before = view.failed_model(span)
    return any(is_same(model, before) for model in span.peers_asks) and span.asks != span.peers_asks


def reads_entries(view: View, span: Span) -> bool:
    """The peer drops entries that are objects."""
    agents = ((view.given.get("plugin_config") or {}).get("agents") or {}).values()
    listed = [entry.get("fallback_models") for entry in agents]
    entries = [entry for models in listed if isinstance(models, list) for entry in models]
    objects = any(isinstance(entry, dict) for entry in entries)
    return objects and bool(span.asks) and span.asks != span.peers_asks


def looks_up(view: View, span: Span) -> bool:
    """The peer knows the agent's own list alone."""
    return span.asks != span.peers_asks and view.looks_up_elsewhere(span)


def has_no_primary_in_front(view: View, span: Span) -> bool:
    """The peer puts the primary in front of the chain and may go back to it."""
    failed = [m for m in span.moments if m.error or m.is_retry]
    primary = [primary_of(view.given, agent_at(view.given, m), None) for m in failed]
    asked = [model for model in span.peers_asks if model not in span.asks]
    return bool(asked) and asked[0] in primary and asked[0] not in chain_at(view.given, failed[0])


def began_on_a_fallback(view: View, span: Span) -> bool:
    """The peer begins with the first failure; a session that began on a fallback stands there."""
    created = view.created()
    first = next((m for m in span.moments if m.error or m.is_retry), None)
    if created is None or first is None or span.before_peers:
        return False
    return created.model in chain_at(view.given, first) and span.asks != span.peers_asks


# --- what the history is asked for


def reads_history(view: View, span: Span) -> bool:
    """The peer needs messages in `data`, and a user turn among them."""
    failed = [m for m in span.moments if m.error or m.is_retry]
    bare = view.given.get("messages_shape") == "array"
    untold = any(not [s for s in m.said if s["info"].get("role") == "user"] for m in failed)
    return bool(span.ours) and not span.peers_asks and (bare or untold)
