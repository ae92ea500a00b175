"""What a tool call has to do with tasks in the background.

Source: background-tasks 1 and 4, opencode-protocol for the server's own. A call of the plugin
names its task only when it is over; where its metadata do not, its output does.
"""

from __future__ import annotations

import re

import msgspec

from omo_watch_core.launch import ALL_TASKS, NO_TASK, STARTERS, TaskCall
from omo_watch_core.wire.models import WireModel, model_of
from omo_watch_core.wire.schema import Wire
from omo_watch_core.wire.unpack import unpack_loosely
from omo_watch_core.wire.words import word

CANCEL = "background_cancel"
WAITING = "pending"
"""What stands in the place of a session that is not there yet."""
_TOLD = re.compile(
    r"(?:Background (?:agent )?task (?:launched|continued)|Task failed to start)"
    r"(?: successfully)?(?: \(status: (\w+)\))?\.\n\n(?:Background )?Task ID: (\S+)"
)


class Metadata(Wire):
    """Hold what a call says of the session that it started; loosely, as programs write it."""

    child: object = msgspec.field(default=None, name="sessionId")
    background: object = None
    run_in_background: object = None
    task: object = msgspec.field(default=None, name="backgroundTaskId")
    agent: object = None
    model: msgspec.Raw = msgspec.Raw(b"null")

    @property
    def session(self) -> str | None:
        """Give the session, where there is one."""
        name = _text(self.child)
        return word(name) if name and name != WAITING else None


class _Asked(Wire):
    background: object = msgspec.field(default=None, name="run_in_background")
    agent: object = msgspec.field(default=None, name="subagent_type")
    task: object = msgspec.field(default=None, name="task_id")
    session: object = msgspec.field(default=None, name="session_id")


class _Cancelled(Wire):
    everything: bool | None = msgspec.field(default=None, name="all")
    task: str | None = msgspec.field(default=None, name="taskId")
    older: str | None = msgspec.field(default=None, name="task_id")


_METADATA = msgspec.json.Decoder(Metadata)
_ASKED = msgspec.json.Decoder(_Asked)
_CANCELLED = msgspec.json.Decoder(_Cancelled)
_MODEL = msgspec.json.Decoder(WireModel)
_STRING = msgspec.json.Decoder(str)


def metadata_of(given: bytes) -> Metadata:
    """Read the metadata of a call; what does not fit is left out."""
    return unpack_loosely(_METADATA, given) or Metadata()


def task_call(name: str, status: str, given: bytes, output: bytes, started: Metadata) -> TaskCall:
    """Say what a call has to do with tasks, by its arguments, its metadata and its output."""
    if name in STARTERS:
        return _started(status, given, output, started)
    if name != CANCEL:
        return NO_TASK
    gone = _cancelled(status, given, output)
    return TaskCall(cancelled=gone) if gone else NO_TASK


def _started(status: str, given: bytes, output: bytes, started: Metadata) -> TaskCall:
    asked = unpack_loosely(_ASKED, given) or _Asked()
    is_plugins = asked.background is True
    launched, failed = word(_text(started.task)), ""
    if is_plugins and status == "completed" and not launched:
        launched, failed = _told(output)
    is_servers = started.background is True and not (is_plugins or launched)
    return TaskCall(
        launched=(started.session or "") if is_servers else launched,
        resumes=word(_text(asked.task) or _text(asked.session)),
        background=is_plugins,
        server=is_servers,
        failed=failed,
        agent=word(_text(started.agent) or _text(asked.agent)),
        model=_model(started.model),
    )


def _model(given: bytes) -> tuple[str, str, str | None] | None:
    """Read a model; to read what is not there would be slow."""
    if bytes(given) == b"null":
        return None
    found = model_of(unpack_loosely(_MODEL, given))
    return (found.provider, found.model, found.variant) if found else None


def _told(output: bytes) -> tuple[str, str]:
    """Give the task that an output names, and what became of it where it did not start."""
    found = _TOLD.match(unpack_loosely(_STRING, output) or "")
    return (word(found[2]), word(found[1] or "")) if found else ("", "")


def _cancelled(status: str, given: bytes, output: bytes) -> str:
    """Name the task that a call of the plugin has cancelled; "" where it failed, or works yet."""
    if status != "completed" or bytes(output).startswith(b'"[ERROR]'):
        return ""
    asked = unpack_loosely(_CANCELLED, given) or _Cancelled()
    return ALL_TASKS if asked.everything else word(asked.task or asked.older or "")


def _text(said: object) -> str:
    return said if isinstance(said, str) else ""
