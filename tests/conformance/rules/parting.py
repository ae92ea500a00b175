"""By which rule we part from the standalone plugin at a moment."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.conformance.rules import causes, courses
from tests.conformance.rules.span import Span, View

UNNAMED = "16"


@dataclass(frozen=True)
class Parting:
    """One reason: the rule, and whether a span parts for it."""

    rec: str
    reason: str
    met: Callable[[View, Span], bool]


PARTINGS = (
    Parting("1.1; 15 (8536)", "Off means off.", causes.is_off),
    Parting("9 session id", "A session may be named in the info.", causes.is_named_in_info),
    Parting("1.1", "With a timeout of 0 an announced retry does nothing.", causes.is_patient),
    Parting("5", "A retry counts by what its text says.", causes.knows_no_sign),
    Parting("7.8", "A prompt that may have been taken counts as taken.", courses.is_unclear),
    Parting("9 in flight", "An announced retry stops what runs.", causes.steps_in),
    Parting("5; 15 (6579)", "A retry counts once for each model.", causes.is_the_same_wait),
    Parting("12", "Our timers end with us.", courses.is_disposed),
    Parting("15 (1777)", "A compaction is work: the time begins anew.", courses.is_compacted),
    Parting("9 cancelled", "A person's stop lets the session begin anew.", courses.begins_anew),
    Parting("4.4; 4.5", "Some kinds of errors never change the model.", causes.never_advances),
    Parting("4.4", "An error that is not retryable changes nothing.", causes.is_not_retryable),
    Parting("7.3; 7.4", "Any list of messages will do, and none.", causes.reads_history),
    Parting("2", "A model that means the current one is skipped.", causes.is_the_same_model),
    Parting("1.2", "An entry may be an object.", causes.reads_entries),
    Parting("6", "The chain is looked up by category, agent, id and history.", causes.looks_up),
    Parting("6 primary", "The chain has no primary in front.", causes.has_no_primary_in_front),
    Parting("9 created", "A session may begin on a fallback.", causes.began_on_a_fallback),
    Parting("9 signal", "A retry that an answer announces stops what runs.", causes.reads_signal),
    Parting("9 quota", "A spent quota stops the run first.", causes.stops_spent),
    Parting("4.1; 4.2; 4.3", "Errors are read deeper, and by more texts.", causes.reads_more),
    Parting("11 restored", "What failed before may fail again once it is back.", courses.came_back),
    Parting("9 pending", "An error of the model that was asked advances.", courses.own_failure),
    Parting("9 idle; 8", "Silence advances, through the gate.", courses.silence),
    Parting("12 watchdog", "A child's first prompt is watched.", courses.watchdog),
    Parting("10", "Tools, reasoning and tokens are an answer.", courses.shows_work),
    Parting("8", "A prompt waits until its session is free.", courses.waits_at_the_gate),
    Parting("7 answer timer", "The timer asks the next model.", courses.timer),
    Parting(UNNAMED, "One engine: where no REC takes the peer's way, V4's stands.", courses.is_any),
)
"""The first one that is met is why; the order goes from the narrow to the wide."""
