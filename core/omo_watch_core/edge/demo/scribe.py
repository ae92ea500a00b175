"""The lines of a role written down as messages: each word of a person, each call of a model."""

from __future__ import annotations

from msgspec import UNSET
from msgspec.structs import replace

from omo_watch_core.edge.demo import sending
from omo_watch_core.edge.demo.cast import (
    Cut,
    Does,
    Line,
    Role,
    Says,
    Sends,
    Told,
    Waits,
    You,
)
from omo_watch_core.edge.demo.ids import make_id
from omo_watch_core.edge.demo.models import Model, prompt_model, spent
from omo_watch_core.edge.demo.nouns import (
    Assistant,
    Diffs,
    Entry,
    Json,
    MessageTime,
    Part,
    Span,
    ToolState,
    User,
    Where,
)
from omo_watch_core.edge.demo.past import NameOf
from omo_watch_core.edge.demo.turns import SNAPSHOT
from omo_watch_core.fallback.internal import marked_text

TALKS_MS = 900


def entries_of(
    role: Role, models: tuple[Model, ...], now_ms: int, name_of: NameOf
) -> tuple[Entry, ...]:
    """Give a role's messages: its lines lie evenly between its birth and its last sign of life."""
    scribe = _Scribe(role, models, now_ms, name_of)
    step = (role.born_ms - role.spoke_ms) // max(len(role.past) - 1, 1)
    for place, line in enumerate(role.past):
        scribe.write(line, now_ms - role.born_ms + place * step)
    return scribe.bound()


class _Scribe:
    def __init__(self, role: Role, models: tuple[Model, ...], now_ms: int, name_of: NameOf) -> None:
        self.role = role
        self.now_ms = now_ms
        self.name_of = name_of
        self.model = prompt_model(role.model, role.variant)
        self.known = next((model for model in models if model.name == role.model), None)
        self.session = name_of(role.name)
        self.entries: list[Entry] = []
        self.number = 0
        self.cut: set[int] = set()
        """Places of messages whose provider broke off."""

    def write(self, line: Line, at_ms: int) -> None:
        """Add one line."""
        if isinstance(line, You):
            self.entries.append(Entry(info=self._user(at_ms)))
            text = line.text if len(self.entries) > 1 else self._first(line.text)
            self._add(replace(self._part("text", at_ms), text=text))
            return
        if isinstance(line, Told):
            self.entries.append(Entry(info=self._user(at_ms)))
            text = sending.named(line.text, self.name_of)
            synthetic = line.synthetic or UNSET
            self._add(replace(self._part("text", at_ms), text=text, synthetic=synthetic))
            return
        if self._needs_answer(line):
            self.entries.append(Entry(info=self._assistant(at_ms)))
            if isinstance(line, Waits):
                return
            self._add(replace(self._part("step-start", at_ms), snapshot=SNAPSHOT))
        if isinstance(line, Does):
            self._add(self._tool(line, at_ms))
        elif isinstance(line, Sends):
            self._add(self._sends(line, at_ms))
        elif isinstance(line, Says | Cut):
            span = Span(start=at_ms, end=at_ms + TALKS_MS)
            self._add(replace(self._part("text", at_ms), text=line.text, time=span))
        if isinstance(line, Cut):
            self.cut.add(len(self.entries) - 1)

    def bound(self) -> tuple[Entry, ...]:
        """Give all messages, complete but for the last, which stands as the role says."""
        last = len(self.entries) - 1
        return tuple(
            self._stood(entry) if place == last else self._ended(entry, place, last)
            for place, entry in enumerate(self.entries)
        )

    def _id(self, prefix: str, at_ms: int) -> str:
        self.number += 1
        return make_id(prefix, at_ms, self.session, self.number)

    def _first(self, text: str) -> str:
        return marked_text(text) if self.role.sent else text

    def _needs_answer(self, line: Says | Does | Sends | Cut | Waits) -> bool:
        last = self.entries[-1] if self.entries else None
        if last is None or isinstance(last.info, User) or isinstance(line, Cut | Waits):
            return True
        return isinstance(line, Says) and any(part.kind == "tool" for part in last.parts)

    def _add(self, part: Part) -> None:
        entry = self.entries[-1]
        self.entries[-1] = replace(entry, parts=(*entry.parts, part))

    def _part(self, kind: str, at_ms: int) -> Part:
        return Part(
            id=self._id("prt", at_ms),
            session_id=self.session,
            message_id=self.entries[-1].info.id,
            kind=kind,
        )

    def _user(self, at_ms: int) -> User:
        return User(
            id=self._id("msg", at_ms),
            session_id=self.session,
            time=MessageTime(created=at_ms),
            agent=self.role.agent,
            model=self.model,
            summary=Diffs(),
            tools=dict(sending.TOOLS) if self.role.sent else UNSET,
        )

    def _assistant(self, at_ms: int) -> Assistant:
        users = [entry.info.id for entry in self.entries if isinstance(entry.info, User)]
        cwd = self.role.directory
        return Assistant(
            id=self._id("msg", at_ms),
            session_id=self.session,
            time=MessageTime(created=at_ms),
            parent_id=users[-1] if users else "",
            model_id=self.model.model_id,
            provider_id=self.model.provider_id,
            mode=self.role.agent,
            agent=self.role.agent,
            variant=self.model.variant,
            path=Where(cwd=cwd, root=cwd),
        )

    def _tool(self, line: Does, at_ms: int) -> Part:
        part = self._part("tool", at_ms)
        runs = line.running_ms is not None
        began = self.now_ms - line.running_ms if line.running_ms is not None else at_ms
        metadata = self._task_metadata(line) if line.child else {}
        if line.diff:
            metadata = {**metadata, "diff": line.diff}
        state = ToolState(
            status="running" if runs else "completed",
            input=line.given or {"command": line.title, "filePath": line.title},
            title=UNSET if runs and not line.child else line.title,
            output=UNSET if runs else line.output,
            metadata=metadata,
            time=Span(start=began, end=UNSET if runs else began + line.took_ms),
        )
        return replace(part, tool=line.tool, call_id=f"call_{part.id[-8:]}", state=state)

    def _sends(self, line: Sends, at_ms: int) -> Part:
        child = self.name_of(line.child) if line.child else ""
        state = sending.call(line, child, self.session, self.now_ms)
        part = self._part("tool", at_ms)
        return replace(part, tool="task", call_id=f"call_{part.id[-8:]}", state=state)

    def _task_metadata(self, line: Does) -> Json:
        model = {"modelID": self.model.model_id, "providerID": self.model.provider_id}
        return {
            "parentSessionId": self.session,
            "sessionId": self.name_of(line.child),
            "model": model,
        }

    def _ended(self, entry: Entry, place: int, full: int) -> Entry:
        """Complete a message; the context is as full as the role says at the place `full`."""
        if isinstance(entry.info, User):
            return entry
        after = self.entries[place + 1].info.time.created if place < len(self.entries) - 1 else 0
        time = MessageTime(created=entry.info.time.created, completed=after or self._spoke())
        if place in self.cut:
            return replace(entry, info=replace(entry.info, time=time, finish="unknown"))
        uses = any(part.kind == "tool" for part in entry.parts)
        words = sum(len(part.text.split()) for part in entry.parts if part.text is not UNSET)
        context = self.role.context * (place + 1) // max(full, 1)
        tokens, cost = spent(self.known, min(context, self.role.context), words)
        finish = "tool-calls" if uses else "stop"
        info = replace(entry.info, time=time, finish=finish, tokens=tokens, cost=cost)
        return replace(entry, info=info)

    def _stood(self, entry: Entry) -> Entry:
        """Leave the last message as the role says."""
        stands, last = self.role.stands, len(self.entries) - 1
        if isinstance(entry.info, User) or stands == "open":
            return entry
        if stands == "answered":
            return self._ended(entry, last, last)
        time = MessageTime(created=entry.info.time.created, completed=self._spoke())
        info = replace(entry.info, time=time)
        if stands == "failed" and self.role.fault is not None:
            info = replace(info, error=self.role.fault)
        if stands == "empty":
            info = replace(info, finish="stop")
        return Entry(info=info, parts=entry.parts)

    def _spoke(self) -> int:
        return self.now_ms - self.role.spoke_ms
