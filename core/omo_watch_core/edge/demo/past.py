"""What a role has behind it when the curtain rises: its session, and what waits in it."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import UNSET, UnsetType

from omo_watch_core.edge.demo.cast import Role
from omo_watch_core.edge.demo.ids import make_id
from omo_watch_core.edge.demo.models import prompt_model
from omo_watch_core.edge.demo.nouns import (
    Call,
    Json,
    Part,
    Permission,
    Question,
    Session,
    SessionModel,
    SessionTime,
    Summary,
    Tokens,
)

NO_QUESTIONS: list[Json] = [{"permission": "question", "pattern": "*", "action": "deny"}]
NO_TASKS: list[Json] = [{"permission": "task", "pattern": "*", "action": "deny"}]
VERSION = "1.18.33"
OPERATOR = "anna"
NameOf = Callable[[str], str]
"""Gives the session id of a role."""


def session_of(role: Role, project: str, now_ms: int, name_of: NameOf) -> Session:
    """Give a role's session as it is when the curtain rises at `now_ms`."""
    chosen = prompt_model(role.model)
    return Session(
        id=name_of(role.name),
        slug=role.name,
        project_id=project,
        directory=role.directory,
        title=role.title,
        version=VERSION,
        parent_id=name_of(role.parent) if role.parent else UNSET,
        agent=role.agent,
        model=SessionModel(
            id=chosen.model_id,
            provider_id=chosen.provider_id,
            variant=role.variant or "default",
        ),
        summary=Summary(),
        cost=role.cost,
        tokens=Tokens(input=role.context, output=role.context // 40),
        metadata=_parked(now_ms + role.parked_ms) if role.parked_ms else UNSET,
        permission=_rules(role),
        time=SessionTime(created=now_ms - role.born_ms, updated=now_ms - role.spoke_ms),
    )


def _rules(role: Role) -> list[Json] | UnsetType:
    if not role.parent:
        return UNSET
    return NO_QUESTIONS if role.sent and role.query is None else NO_TASKS


def _parked(until_ms: int) -> Json:
    """Write what an operator's omo-watch leaves in a session that it parked."""
    return {"omo-watch": {"parked": {"until_ms": until_ms, "by": OPERATOR}}}


def permission_of(role: Role, part: Part, now_ms: int) -> Permission:
    """Give what waits for a person's leave; `part` is the call that needs it."""
    word = role.permission.split()[0]
    return Permission(
        id=make_id("per", now_ms - role.spoke_ms, role.name),
        session_id=part.session_id,
        permission="bash",
        patterns=[role.permission],
        metadata={"command": role.permission},
        always=[f"{word} *"],
        tool=_call(part),
    )


def question_of(role: Role, part: Part, now_ms: int) -> Question:
    """Give the question that waits for an answer; `part` is the call that asks it."""
    return Question(
        id=make_id("que", now_ms - role.spoke_ms, role.name),
        session_id=part.session_id,
        questions=[role.query] if role.query else [],
        tool=_call(part),
    )


def _call(part: Part) -> Call:
    return Call(message_id=part.message_id, call_id=part.call_id or "")
