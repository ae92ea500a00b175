"""The JSON documents that other people's scripts rest on: fields may be added, never renamed."""

from __future__ import annotations

from omo_watch_core.announced import Mismatch
from omo_watch_core.clock import DISAGREE_AFTER
from omo_watch_core.contract_models import board_entries
from omo_watch_core.contract_tasks import lane_entry, task_entry, tokens_entry
from omo_watch_core.fallback.retry_status import retry_class
from omo_watch_core.journal.cut_off import cut_off, sentence, way_out
from omo_watch_core.journal.nouns import Deed, Lease
from omo_watch_core.model import Ask, Question
from omo_watch_core.presence import signs_of
from omo_watch_core.rung import Rung
from omo_watch_core.select.arrange import arrange
from omo_watch_core.select.board.nouns import Board
from omo_watch_core.select.charge import in_charge, in_charge_of
from omo_watch_core.select.ladder import answering
from omo_watch_core.select.row import Row, row
from omo_watch_core.select.view import View
from omo_watch_core.state import Server, State
from omo_watch_core.tasks.derive import derive, lanes

Document = dict[str, object]


def ls_document(state: State) -> Document:
    """Write what `omo-watch ls --json` prints: all servers, all sessions, all tasks."""
    return {
        "servers": [server_entry(state, server) for server in state.servers.values()],
        "sessions": [session_entry(state, line) for line in all_rows(state)],
        "tasks": [task_entry(state, line) for line in derive(state)],
        "cut_off": [_cut_off_entry(deed) for deed in cut_off(state)],
    }


def tasks_document(state: State) -> Document:
    """Write what `omo-watch tasks --json` prints: all servers, all tasks and their lanes."""
    rows = derive(state)
    return {
        "servers": [server_entry(state, server) for server in state.servers.values()],
        "tasks": [task_entry(state, line) for line in rows],
        "lanes": [lane_entry(lane) for lane in lanes(state, rows)],
    }


def models_document(state: State, board: Board) -> Document:
    """Write what `omo-watch models --json` prints: all servers, the models and the incidents."""
    servers = [server_entry(state, server) for server in state.servers.values()]
    return {"servers": servers, **board_entries(state, board)}


def all_rows(state: State, view: View | None = None) -> list[Row]:
    """Give every session's row in the order of the screen, nothing folded."""
    keys = arrange(state, view or View(unfolded=True)).rows
    return [line for line in (row(state, key) for key in keys) if line is not None]


def _cut_off_entry(deed: Deed) -> Document:
    """Write one deed that a program left half done."""
    return {
        "action": deed.id,
        "kind": deed.kind,
        "session": deed.session,
        "target": deed.target.name if deed.target else None,
        "message": deed.message or None,
        "automatic": deed.automatic,
        "started_ms": deed.started_ms,
        "text": sentence(deed),
        "hint": way_out(deed) or None,
    }


def server_entry(state: State, server: Server) -> Document:
    """Write one server."""
    link = server.link
    gap = state.now_ms - link.lost_since_ms if link.lost_since_ms is not None else 0
    return {
        "name": server.name,
        "url": server.url,
        "read_only": server.read_only,
        "state": link.phase,
        "version": server.version,
        "plugin": server.plugin,
        "plugin_signs": list(signs_of(server)),
        "in_charge": in_charge(server),
        "claim": server.claim.owner if server.claim else None,
        "lost_seconds": _seconds(link.lost_ms + gap),
        "reason": link.reason or None,
    }


def session_entry(state: State, line: Row) -> Document:
    """Write one session."""
    info, session = line.session.info, line.session
    model = answering(session)
    return {
        "server": line.server.name,
        "id": info.id,
        "parent": info.parent,
        "title": info.title,
        "directory": info.directory,
        "in_charge": in_charge_of(line.server, session),
        "agent": info.agent,
        "state": line.state,
        "status": session.status,
        "model": model.name if model else None,
        "variant": model.variant if model else None,
        "retry": _retry(state, line),
        "parked": _parked(state, line),
        "ladder": [_rung(rung, line.server.offset_ms) for rung in line.ladder],
        "verdict": (
            {"cause": line.verdict.cause, "evidence": line.verdict.evidence}
            if line.verdict
            else None
        ),
        "mismatch": _mismatch(line.mismatch),
        "ask": ask_entry(line.ask) if line.ask else None,
        "asks": [ask_entry(ask) for ask in line.asks],
        "dead_asks": [ask_entry(ask) for ask in line.dead],
        "lease": lease_entry(line.lease) if line.lease else None,
        "steered_by": _steered(line),
        "tokens": tokens_entry(info.tokens),
        "cost": info.cost,
        "context_used": session.context_used,
        "context_limit": line.context_limit,
        "silent_s": _seconds(line.silent_ms) if line.silent_ms is not None else None,
        "since_ms": line.since_ms or None,
        "updated_ms": info.updated_ms,
    }


def ask_entry(ask: Ask) -> Document:
    """Write one request with all that an answer to it needs."""
    return {
        "id": ask.id,
        "kind": ask.kind,
        "title": ask.title,
        "session": ask.session,
        "directory": ask.directory,
        "asked_ms": ask.asked_ms,
        "patterns": list(ask.patterns),
        "always": list(ask.always),
        "questions": [_question(question) for question in ask.questions],
    }


def _question(question: Question) -> Document:
    return {
        "text": question.text,
        "header": question.header,
        "options": [{"label": label, "description": what} for label, what in question.options],
        "multiple": question.multiple,
        "custom": question.custom,
    }


def lease_entry(lease: Lease) -> Document:
    """Write one lease; its times are this machine's, epoch milliseconds."""
    return {
        "id": lease.id or None,
        "scope": lease.scope,
        "name": lease.name,
        "model": lease.target.name,
        "variant": lease.target.variant,
        "from": lease.source.name if lease.source else None,
        "since_ms": lease.since_ms,
        "until": lease.until,
        "until_ms": lease.until_ms,
        "turns": lease.turns,
        "used": len(lease.used),
        "strict": lease.strict,
        "automatic": lease.automatic,
        "by": lease.owner or None,
    }


def _retry(state: State, line: Row) -> Document | None:
    retry = line.session.retry
    if line.session.status != "retry" or retry is None or line.due_ms is None:
        return None
    stated = line.stated_ms
    differs = stated is not None and abs(stated - line.due_ms) > DISAGREE_AFTER
    return {
        "attempt": retry.attempt,
        "class": retry_class(retry.message),
        "message": retry.message,
        "next_ms": round(line.due_ms - line.server.offset_ms),
        "seconds_left": max(_seconds(line.due_ms - state.now_ms), 0.0),
        "stated_reset_ms": round(stated - line.server.offset_ms) if differs and stated else None,
    }


def _mismatch(found: Mismatch | None) -> Document | None:
    if found is None:
        return None
    return {
        "claimed": found.claimed,
        "fact": found.fact,
        "source": found.source,
        "at_ms": found.at_ms,
    }


def _parked(state: State, line: Row) -> Document | None:
    """Write until when a session is put aside, on the server's clock, and by whom."""
    mine, info = line.session.parked, line.session.info
    if line.state != "parked" or line.due_ms is None:
        return None
    return {
        "until_ms": round(line.due_ms - line.server.offset_ms),
        "seconds_left": max(_seconds(line.due_ms - state.now_ms), 0.0),
        "by": mine.owner if mine is not None else info.parked_by,
        "model": mine.model.name if mine is not None else None,
    }


def _steered(line: Row) -> Document | None:
    """Write which omo-watch prompted last; this one too."""
    who = line.steered
    return {"by": who.by, "since_ms": who.since_ms, "kind": who.kind} if who else None


def _rung(rung: Rung, offset_ms: float) -> Document:
    return {
        "model": rung.model.name,
        "rung": rung.kind,
        "class": rung.reason,
        "until_ms": round(rung.until_ms - offset_ms) if rung.until_ms is not None else None,
        "claimed": rung.claimed,
    }


def _seconds(ms: float) -> float:
    return round(ms / 1_000, 1)
