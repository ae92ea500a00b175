"""How the last turn of a session ended: well, badly, unfinished, or without an answer."""

from __future__ import annotations

from omo_watch_core.journal.nouns import GivenUp
from omo_watch_core.model import ABORTED, Message
from omo_watch_core.order import is_later
from omo_watch_core.presence import plugin_in
from omo_watch_core.state import Server, Session

SETTLE_MS = 5_000
"""How long an ended run may still be tidied up by the server before it counts as unfinished."""
LOST_WITHIN_MS = 3_000
"""So soon after the end of a run a prompt may be stored and never run; later it is left waiting
on purpose (`noReply`)."""
EXHAUSTED_AFTER = 2
"""How many models must have failed in a silent turn before its chain counts as used up."""


def ended_well(session: Session) -> bool:
    """Tell whether the newest answer is complete, shows something, and nothing came after it."""
    answer, prompt = session.answer, session.prompt
    if answer is None or not session.answered or session.failure is not None:
        return False
    if answer.completed_ms is None or answer.failure is not None:
        return False
    return prompt is None or _is_met(session, answer, prompt)


def is_empty_end(session: Session, now_ms: int) -> bool:
    """Tell whether the last turn ended without an answer (design: `no-answer`).

    Either the newest prompt was stored and never run, or the newest answer is finished and empty.
    """
    prompt, answer = session.prompt, session.answer
    if prompt is None or is_settling(session, now_ms):
        return False
    if answer is None:
        return prompt.id != session.silent_prompt and _has_run(session)
    if not _is_met(session, answer, prompt):
        return _never_ran(session, prompt, answer)
    return not session.answered and answer.failure is None and bool(answer.finish)


def is_interrupted(session: Session, now_ms: int) -> bool:
    """Tell whether the newest answer was left unfinished by something that died."""
    answer = session.answer
    if answer is None or is_settling(session, now_ms):
        return False
    return answer.completed_ms is None and answer.failure is None and session.failure is None


def was_given_up(server: Server, session: Session, now_ms: int) -> bool:
    """Tell whether a wait for a limit was ended without an answer by a program, not a person.

    An abort of a wait leaves an answer that is complete and nothing else. A person does that on
    purpose; a plugin does it when its chain is used up, and nobody else would say so.
    """
    if not _is_void(session) or is_settling(session, now_ms):
        return False
    return bool(plugin_in(server, session.info.directory)) or is_exhausted(session)


def given_up_by_hand(server: Server, session: Session) -> GivenUp | None:
    """Give the mark of who gave the session's wait up, until somebody prompts again."""
    mark, prompt = session.given_up, session.prompt
    if mark is None or session.turn_ms > mark.at_ms:
        return None
    again = prompt is not None and prompt.created_ms + server.offset_ms > mark.at_ms
    return None if again else mark


def is_exhausted(session: Session) -> bool:
    """Tell whether several models failed in the last turn and none answered."""
    return _is_void(session) and len(session.setbacks) >= EXHAUSTED_AFTER


def has_failed(session: Session) -> bool:
    """Tell whether the last turn ended with an error that no person caused."""
    failure = session.failure or (session.answer.failure if session.answer else None)
    return failure is not None and failure.name != ABORTED


def was_aborted(session: Session) -> bool:
    """Tell whether the last turn was stopped while it worked."""
    failure = session.failure or (session.answer.failure if session.answer else None)
    return failure is not None and failure.name == ABORTED


def is_settling(session: Session, now_ms: int) -> bool:
    """Tell whether a run ended so recently that its last words may still come."""
    return now_ms - session.since_ms < SETTLE_MS


def belongs(answer: Message, prompt: Message) -> bool:
    """Tell whether an answer is one to this prompt or to what came after it.

    Ids are times, but a client may choose that of its prompt: the parent decides first.
    """
    return answer.parent == prompt.id or is_later(answer.id, prompt.id)


def _is_met(session: Session, answer: Message, prompt: Message) -> bool:
    """Tell whether nothing more is to come: a plugin's silent notice asks for no answer."""
    return prompt.id == session.silent_prompt or belongs(answer, prompt)


def _has_run(session: Session) -> bool:
    return session.ended_ms is not None or session.turn_ms > 0


def _never_ran(session: Session, prompt: Message, answer: Message) -> bool:
    if not _has_run(session):
        return False
    ended = answer.completed_ms
    if ended is None:
        return True
    # What was queued when a person stopped the run waits by the same wish.
    if was_aborted(session) and prompt.created_ms <= ended:
        return False
    return prompt.created_ms - ended <= LOST_WITHIN_MS


def _is_void(session: Session) -> bool:
    answer, prompt = session.answer, session.prompt
    if answer is None or session.answered or session.failure is not None:
        return False
    if prompt is not None and not _is_met(session, answer, prompt):
        return False
    return answer.completed_ms is not None and answer.failure is None and not answer.finish
